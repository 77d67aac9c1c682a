import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importLimits } from '../../../core/imports/limits.ts';
import { keyOfWords } from '../../../core/imports/reader-thread.ts';
import { pieces } from '../../../core/imports/readers/pieces.ts';
import { readFiles } from '../../../core/imports/readers/read-files.ts';
import { sectionsOf } from '../../../core/imports/readers/sections.ts';
import * as exports from './exports.ts';

const read = (bytes: Uint8Array, path = 'a.json') =>
  readFiles([exports.file(path, bytes)], { keyOf: keyOfWords, progress: () => {}, begin: () => {} });

/** The export with one of its values replaced, the `at`th in the order in which they stand. */
function withOther(value: unknown, at: number, other: unknown): unknown {
  let left = at;
  const walk = (each: unknown): unknown => {
    left -= 1;
    if (left === 0) return other;
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, member]) => [key, walk(member)]));
  };
  return walk(value);
}

const whole = [
  [exports.claudeConversation],
  [exports.chatGptConversation],
  exports.geminiActivity,
  exports.aiStudioPrompt,
  exports.slackFiles['general/2024-02-01.json'],
] as const;

test('an export with any value in the place of any of its own is read without an error, and gives only whole messages', async () => {
  const some = fc.tuple(
    fc.constantFrom(...whole),
    fc.integer({ min: 1, max: 60 }),
    fc.jsonValue({ maxDepth: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(some, async ([value, at, other]) => {
      const { items } = await read(exports.json(withOther(value, at, other)));
      for (const { title, messages } of items) {
        expect(title.length).toBeGreaterThan(0);
        expect(title.length).toBeLessThanOrEqual(200);
        for (const { speaker, text, saidAt } of messages) {
          expect(speaker.length).toBeGreaterThan(0);
          expect(text.trim()).not.toBe('');
          if (saidAt !== null) expect(new Date(saidAt).toISOString()).toBe(saidAt);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('lines and archives that are cut or changed anywhere are read as far as they go', async () => {
  const given = fc.constantFrom(
    exports.lines(...exports.claudeCodeLines),
    exports.lines(...exports.codexLines),
    exports.slackZip(),
    exports.docx(),
  );
  const change = fc.tuple(given, fc.nat(3000), fc.nat(255), fc.boolean());
  await fc.assert(
    fc.asyncProperty(change, async ([bytes, at, byte, isCut]) => {
      const place = at % bytes.length;
      const other = isCut ? bytes.slice(0, place) : bytes.slice();
      if (!isCut) other[place] = byte;
      const { items, problems } = await read(other, 'a.jsonl');
      expect(items.length + problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('pieces and sections give any text back', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 4, max: 50 }),
      (text, most) => {
        const cut = pieces(text, most);
        expect(cut.join('')).toBe(text);
        for (const piece of cut) expect(piece.length).toBeLessThanOrEqual(most);
        const long = `${text}\n\n# ${text}\n`.repeat(80);
        expect(sectionsOf(long).join('')).toBe(long);
        for (const section of sectionsOf(long))
          expect(section.length).toBeLessThanOrEqual(importLimits.sectionCharacters);
      },
    ),
  );
});
