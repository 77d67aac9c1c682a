import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRehearsalScript } from '../../../core/model/index.ts';
import { scriptKeys } from '../../../core/model/rehearsal-script.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/rehearsal.md'), 'utf8');

test('every script in docs/rehearsal.md is valid', () => {
  const scripts = [...page.matchAll(/```json rehearsal\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  expect(scripts.map((script) => readRehearsalScript(script, 'docs/rehearsal.md').name)).toEqual([
    'tidy',
    'every kind of reply',
  ]);
});

test('docs/rehearsal.md names every field there is', () => {
  const explained = new Set([...page.matchAll(/`([a-z_]+)`/g)].map((match) => match[1]));
  expect(scriptKeys.filter((key) => !explained.has(key))).toEqual([]);
});
