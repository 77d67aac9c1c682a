import { afterEach, expect, test } from 'vitest';
import { readIntents } from '../../../core/gate/grants/propose.ts';
import { leaveOut } from '../../../core/gate/lexicon/index.ts';
import { tools, wishes } from './wishes.ts';

const proposed = (text: string) =>
  new Set(readIntents(text, [...tools]).proposals.flatMap(({ tools: names }) => names));

test.each(wishes)('%s', (text, wanted) => {
  const found = proposed(text);
  const missing = wanted
    .split(' ')
    .filter((names) => names !== '' && !names.split('|').some((name) => found.has(name)));
  expect(missing).toEqual([]);
});

test('questions that change nothing get no grant', () => {
  const asking = wishes.filter(([, wanted]) => wanted === '').map(([text]) => text);
  expect(asking.filter((text) => proposed(text).size > 0)).toEqual([]);
});

test('a card has few grants that nobody asked for', () => {
  const extra = wishes.flatMap(([text, wanted]) =>
    [...proposed(text)].filter((name) => !wanted.split(/[ |]/).includes(name)),
  );
  expect(extra.length).toBeLessThanOrEqual(20);
});

let putBack = () => {};
afterEach(() => putBack());

test('a lexicon without some of its words is the same again when they are put back', () => {
  const text = 'Please erase the email of the shop.';
  const fresh = () => tools.map((tool) => ({ ...tool }));
  const names = () => readIntents(text, fresh()).proposals.flatMap(({ tools: each }) => each);
  expect(names()).toEqual(['delete_email']);
  putBack = leaveOut({ word: (word) => word === 'erase', phrase: () => false });
  expect(names()).toEqual([]);
  putBack();
  expect(names()).toEqual(['delete_email']);
});
