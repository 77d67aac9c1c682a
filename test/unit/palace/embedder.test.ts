import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createTokenizer, readVocabulary, type Vocabulary } from '../../../core/palace/embedder/tokenizer.ts';
import { openEmbedder } from '../../../core/palace/index.ts';
import { embedderFolder } from '../../../scripts/lib/embedder/install.mjs';
import { temporaryFolder } from './support.ts';

/** Made with the package's own tokenizer and, for two texts, its own float model: the first 16 components. */
const reference = z
  .array(z.object({ text: z.string(), ids: z.array(z.number()), vector: z.array(z.number()).optional() }))
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/embedder/reference.json'), 'utf8')),
  );

const open = (folder: string) => openEmbedder({ folder, workerPath: inject('workers').embedder });
// setup makes it where its packages can be had
const isThere = open(embedderFolder) !== null;

test('the best division wins, and a run of unknown characters is one', () => {
  const vocabulary: Vocabulary = [
    ['\ufffd', 0], ['<s>', 0], ['</s>', 0], ['a', 0], ['b', 0], ['c', 0],
    ['\u2581', -4], ['\u2581un', -5], ['un', -6], ['\u2581unit', -7], ['it', -5], ['s', -3], ['ts', -9], ['u', -20], ['n', -20], ['i', -20], ['t', -20],
  ]; // biome-ignore format: a table
  const tokenize = createTokenizer(vocabulary);
  expect(tokenize('units')).toEqual([9, 11]);
  expect(tokenize('un its')).toEqual([7, 6, 10, 11]);
  expect(tokenize('xyz')).toEqual([6, 0]);
  expect(tokenize('')).toEqual([]);
});

test.skipIf(!isThere)('ids are those of the package that the model comes from', () => {
  const vocabulary = readVocabulary(readFileSync(join(embedderFolder, 'vocabulary.json'), 'utf8'));
  const tokenize = createTokenizer(vocabulary);
  for (const { text, ids } of reference) expect([text, tokenize(text)]).toEqual([text, ids]);
});

test.skipIf(!isThere)('vectors are those of the float model, as close as int8 allows', async () => {
  const embedder = open(embedderFolder);
  onTestFinished(() => embedder?.close());
  const samples = reference.filter(({ vector }) => vector !== undefined);
  const vectors = (await embedder?.embed(samples.map(({ text }) => text))) ?? [];
  expect(vectors.map((vector) => vector.length)).toEqual(samples.map(() => 512));
  samples.forEach(({ vector: wanted = [] }, at) => {
    const found = [...(vectors[at] ?? [])].slice(0, wanted.length);
    const cosine =
      wanted.reduce((sum, value, place) => sum + value * (found[place] ?? 0), 0) /
      Math.hypot(...wanted) /
      Math.hypot(...found);
    expect(cosine).toBeGreaterThan(0.99);
  });
});

test('a folder without an embedder is none', () => {
  expect(open(temporaryFolder())).toBeNull();
});
