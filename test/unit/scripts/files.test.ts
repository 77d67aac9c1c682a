import { truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesUnchanged, readJson, recordFiles } from '../../../scripts/lib/files.mjs';
import { temporaryFolder } from './support/folder.ts';

async function installed() {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'electron'), 'the whole program');
  return { folder, path: join(folder, 'electron'), files: await recordFiles(folder, ['electron']) };
}

test('an installation that nobody touched is whole', async () => {
  const { folder, files } = await installed();
  expect(await filesUnchanged(folder, files)).toBe(true);
});

test('a copied checkout, whose files have other times, is whole', async () => {
  const { folder, path, files } = await installed();
  utimesSync(path, 1, 1);
  expect(await filesUnchanged(folder, files)).toBe(true);
});

test('a file that was cut off, changed or removed is noticed', async () => {
  const cutOff = await installed();
  truncateSync(cutOff.path, 5);
  const changed = await installed();
  writeFileSync(changed.path, 'the other program');
  utimesSync(changed.path, 1, 1);
  const missing = [{ name: 'nowhere', size: 1, mtimeMs: 1, sha512: '' }];
  expect(await filesUnchanged(cutOff.folder, cutOff.files)).toBe(false);
  expect(await filesUnchanged(changed.folder, changed.files)).toBe(false);
  expect(await filesUnchanged(changed.folder, missing)).toBe(false);
});

test('a stamp that was cut off counts as absent', () => {
  const path = join(temporaryFolder(), 'runtime.json');
  writeFileSync(path, '{"kind": "stand-i');
  expect([readJson(path), readJson(`${path}.none`)]).toEqual([undefined, undefined]);
});
