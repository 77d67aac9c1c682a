import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { spaceDimensions, spaceName } from '../../../core/palace/embedder/space.ts';
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

const open = (folder: string, isWhole = false) =>
  openEmbedder({ folder, workerPath: inject('workers').embedder, isWhole });
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
  const embedder = open(embedderFolder, true);
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

test.skipIf(!isThere)('texts are as close in the space as by whole vectors, or nearly', async () => {
  const [whole, inSpace] = [open(embedderFolder, true), open(embedderFolder)];
  onTestFinished(async () => {
    await whole?.close();
    await inSpace?.close();
  });
  expect([inSpace?.name, inSpace?.dimensions]).toEqual([spaceName, spaceDimensions]);
  const texts = ['Ann: I adopted a turtle.', 'Bo: Ann has a pet.', 'Bo: Taxes are due in May.', ''];
  const products = async (embedder: ReturnType<typeof open>) => {
    const [first, ...others] = (await embedder?.embed(texts)) ?? [];
    return others.map((vector) => vector.reduce((sum, value, at) => sum + value * (first?.[at] ?? 0), 0));
  };
  const [given = [], kept = []] = [await products(whole), await products(inSpace)];
  expect(kept).toHaveLength(3);
  kept.forEach((product, at) => {
    expect(Math.abs(product - (given[at] ?? 9))).toBeLessThan(0.15);
  });
  expect(kept[0]).toBeGreaterThan(kept[1] ?? 9);
  expect(kept[2]).toBe(0);
});

test('a folder without an embedder is none', () => {
  expect(open(temporaryFolder())).toBeNull();
});
