import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lazyTraits } from '../../../core/palace/recall/doc.ts';
import { createKeptDocs } from '../../../core/palace/recall/docs-kept.ts';

const doc = (number: number) => ({
  number,
  wing: 1,
  session: 1,
  saidAt: 0,
  speaker: 'Ana',
  terms: new Uint32Array(0),
  before: null,
  after: null,
  traits: lazyTraits('', 0),
});

test('beyond its bytes those go that were asked for the longest ago', () => {
  const kept = createKeptDocs(100);
  for (const number of [1, 2, 3]) kept.keep(doc(number), 30);
  expect(kept.get(1)?.number).toBe(1);
  kept.keep(doc(4), 30);
  expect([1, 2, 3, 4].filter((number) => kept.get(number))).toEqual([1, 3, 4]);
  // one that is kept again, larger, counts once
  kept.keep(doc(4), 70);
  expect([1, 2, 3, 4].filter((number) => kept.get(number))).toEqual([3, 4]);
  kept.keep(doc(5), 101);
  expect([kept.size, kept.bytes]).toEqual([0, 0]);
});

test('whatever is kept, asked for and dropped, there are never more bytes than allowed, and the sum is that of what is there', () => {
  const act = fc.record({
    what: fc.constantFrom('keep', 'keep', 'keep', 'get', 'drop', 'clear'),
    number: fc.nat(20),
    bytes: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 100 }), (acts) => {
      const kept = createKeptDocs(100);
      const sizes = new Map<number, number>();
      for (const { what, number, bytes } of acts) {
        if (what === 'keep') sizes.set(number, bytes);
        if (what === 'keep') kept.keep(doc(number), bytes);
        else if (what === 'clear') kept.clear();
        else kept[what](number);
        expect(kept.bytes).toBeLessThanOrEqual(100);
      }
      const there = Array.from({ length: 21 }, (_, number) => number).filter((number) => kept.get(number));
      expect(kept.size).toBe(there.length);
      expect(kept.bytes).toBe(there.reduce((sum, number) => sum + (sizes.get(number) ?? 0), 0));
    }),
  );
});
