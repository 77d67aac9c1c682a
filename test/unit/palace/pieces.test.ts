import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from '../../../core/palace/pieces.ts';

test('pieces are whole characters, of bounded length, and together the text', () => {
  const word = fc.oneof(
    fc.constantFrom('\n', '\n\n', ' ', '. ', '🏠', 'é'),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 120 }), (words) => {
      const text = words.join('');
      const pieces = piecesOf(text);
      let reached = 0;
      for (const { from, to } of pieces) {
        expect(text.slice(reached, from).trim()).toBe('');
        expect(to - from).toBeLessThanOrEqual(2600);
        expect(text.slice(from, to).isWellFormed()).toBe(true);
        reached = to;
      }
      expect(text.slice(reached).trim()).toBe('');
    }),
  );
});

test('of a text of megabytes only the beginning is memory', () => {
  expect(piecesOf('word '.repeat(1_000_000))).toHaveLength(100);
});
