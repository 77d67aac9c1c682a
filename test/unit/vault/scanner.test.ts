import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScanner } from '../../../core/vault/scan/scanner.ts';
import { encodings } from './encodings.ts';

const secret = 'sk-Test_0123+456/789=abcDEF';
const other = 'ghp_another.one-entirely';
const scanner = createScanner([secret, other]);

test.each(encodings)('%s: found, and nothing of it left', (_name, write) => {
  for (const value of [secret, other]) {
    const written = write(value);
    const bytes = Buffer.from(`before ${written} after`);
    const stream = scanner.stream();
    const clean = Buffer.concat([stream.push(Buffer.from(bytes)), stream.end()]).toString();
    expect(clean).toMatch(/^before [\s\S]{0,4}\*+[\s\S]{0,4} after$/);
    expect(stream.found()).toBeGreaterThan(0);
    expect(scanner.find(bytes)).toHaveLength(1);
    expect(scanner.scrubText(`x ${written}`)).toContain('[redacted]');
  }
});

test('a stream cut anywhere is as clean as a whole one, and no byte is lost', () => {
  // what gzip hides is only seen within one piece
  const cutAnywhere = encodings.filter(([name]) => !name.startsWith('gzip'));
  fc.assert(
    fc.property(
      fc.constantFrom(...cutAnywhere),
      fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 }),
      fc.string({ maxLength: 12 }),
      ([, write], cuts, around) => {
        const bytes = Buffer.from(`${around}{${write(secret)}}${around}`);
        const stream = scanner.stream();
        const pieces: Uint8Array[] = [];
        let from = 0;
        for (const cut of [...cuts, bytes.length].sort((left, right) => left - right)) {
          const to = Math.min(cut, bytes.length);
          pieces.push(Buffer.from(stream.push(Buffer.from(bytes.subarray(from, to)))));
          from = to;
        }
        const clean = Buffer.concat([...pieces, stream.end()]);
        expect(clean.length).toBe(bytes.length);
        expect(stream.found()).toBeGreaterThan(0);
        expect(createScanner([secret]).find(clean)).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test('text without a secret passes untouched and at once', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const stream = scanner.stream();
      expect(Buffer.concat([stream.push(bytes.slice()), stream.end()])).toEqual(Buffer.from(bytes));
    }),
  );
  const stream = scanner.stream();
  const delta = 'data: {"type":"content_block_delta","delta":{"text":"as"}}\n\n';
  expect(Buffer.from(stream.push(Buffer.from(delta))).toString()).toBe(delta);
});

test('values of less than eight characters are hidden only where they are the whole', () => {
  const short = createScanner(['hunter2']);
  expect([short.scrubText('hunter2'), short.scrubText('a hunter2 b'), short.isEmpty]).toEqual([
    '[redacted]',
    'a hunter2 b',
    true,
  ]);
});

test('what may be a beginning, strewn with endless white space, is not held for ever', () => {
  const stream = scanner.stream();
  let passed = stream.push(Buffer.from('sk-te')).length;
  for (let chunk = 0; chunk < 40; chunk += 1) passed += stream.push(Buffer.alloc(1024, ' ')).length;
  expect(passed).toBeGreaterThan(16 * 1024);
});
