import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScanner, quantised, scaleOf } from '../../../core/palace/recall/scanner.ts';

const product = (left: Int8Array, right: Int8Array) =>
  left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);

const vector = (length: number) =>
  fc
    .array(fc.integer({ min: -127, max: 127 }), { minLength: length, maxLength: length })
    .map((values) => Int8Array.from(values));

test('a scan gives the products that a plain loop gives, for its group alone', () => {
  const entry = fc.record({
    key: fc.integer({ min: 0, max: 40 }),
    group: fc.integer({ min: 0, max: 2 }),
    vector: vector(32),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 90 }), vector(32), (entries, question) => {
      const scanner = createScanner(32);
      const held = new Map<number, { group: number; score: number }>();
      for (const { key, group, vector: own } of entries) {
        scanner.set(key, group, own);
        held.set(key, { group, score: product(own, question) });
      }
      for (const group of [null, 0, 1, 2]) {
        const scan = scanner.scan(question, group);
        const inside = [...held].filter(([, each]) => group === null || each.group === group);
        for (const [key, { score }] of inside) expect(scan.of(key)).toBe(score);
        const scores = inside.map(([, { score }]) => score).sort((left, right) => right - left);
        expect(scan.nearest(7).map((key) => held.get(key)?.score)).toEqual(scores.slice(0, 7));
        if (scores.length > 0) expect(scan.best).toBe(scores[0]);
        expect(scan.mean).toBeCloseTo(
          scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length),
          6,
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('more vectors than a block holds are all found, and none after clearing', () => {
  const scanner = createScanner(512);
  for (let key = 0; key < 1000; key += 1) scanner.set(key, key % 3, new Int8Array(512).fill(key % 100));
  const question = new Int8Array(512).fill(2);
  expect(scanner.scan(question, null).of(999)).toBe(512 * 2 * 99);
  expect(scanner.scan(question, 1).of(999)).toBeNull();
  scanner.clear();
  expect(scanner.size).toBe(0);
  expect(scanner.scan(question, null).nearest(5)).toEqual([]);
});

test('vectors in int8 keep the cosine', () => {
  const raw = Array.from({ length: 512 }, (_, at) => Math.sin(at * 12.9898) * Math.cos(at));
  const length = Math.hypot(...raw);
  const whole = quantised(raw.map((value) => value / length));
  expect(product(whole, whole) / scaleOf(512) ** 2).toBeCloseTo(1, 1);
});
