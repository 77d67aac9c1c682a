import { expect, test } from 'vitest';
import type { Import } from '../../../core/api/contract.ts';
import { speakersByFile } from '../../../renderer/imports/speakers-by-file.ts';

type Item = Import['items'][number];
const item = (id: string, file: string, format: Item['format'], trust: 'owner' | 'untrusted'): Item => ({
  ...({} as Item),
  id,
  file,
  format,
  speakers: [
    { name: 'User', side: 'person', messages: 2, trust },
    { name: 'Claude', side: 'assistant', messages: 3, trust: 'untrusted' },
  ] as Item['speakers'],
});

test('a name in two exports is two people, in one it is one', () => {
  const one = speakersByFile([
    item('1', 'a.json', 'claude', 'owner'),
    item('2', 'a.json', 'claude', 'untrusted'),
  ]);
  expect(one).toEqual([
    { name: 'Claude', side: 'assistant', source: null, messages: 6, trust: 'untrusted', items: ['1', '2'] },
    { name: 'User', side: 'person', source: null, messages: 4, trust: null, items: ['1', '2'] },
  ]);
  const two = speakersByFile([
    item('1', 'a.json', 'claude', 'owner'),
    item('2', 'b.json', 'claude', 'untrusted'),
  ]);
  expect(two.filter(({ name }) => name === 'User')).toMatchObject([
    { source: { file: 'a.json' }, trust: 'owner', items: ['1'] },
    { source: { file: 'b.json' }, trust: 'untrusted', items: ['2'] },
  ]);
});
