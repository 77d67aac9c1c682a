import { z } from 'zod';

/** A piece of a SentencePiece vocabulary with its score, at the index that is its id. */
export type Vocabulary = readonly (readonly [piece: string, score: number])[];

// pieces of the user's own have no score, which counts as zero
const score = z
  .number()
  .nullable()
  .transform((given) => given ?? 0);
const vocabularySchema = z.array(z.tuple([z.string(), score]));

/** What is said of anything else than a vocabulary, in whatever thread it is read. */
export const noVocabulary = 'vocabulary.json is no list of [piece, score]';

/** Reads a `vocabulary.json`. Throws `noVocabulary` for anything else. */
export function readVocabulary(json: string): Vocabulary {
  try {
    return vocabularySchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new Error(noVocabulary, { cause });
  }
}

const reserved = 6;
const space = '\u2581';

/**
 * Makes the function that divides a text into ids of pieces, as the encoder was trained: NFKC, spaces as U+2581 with one in front, then
 * the division with the best sum of scores. What no piece begins with is id 0, once for a run of such characters.
 */
export function createTokenizer(vocabulary: Vocabulary): (text: string) => number[] {
  const ids = new Map<string, number>();
  let longest = 1;
  vocabulary.forEach(([piece], id) => {
    if (id < reserved) return;
    ids.set(piece, id);
    longest = Math.max(longest, [...piece].length);
  });

  return (text) => {
    const normal = text.normalize('NFKC');
    if (normal.length === 0) return [];
    const symbols = [...(space + normal.replaceAll(' ', space))];
    // for each end: the best sum so far, and the piece that reaches it. Zero means: not reached, as in the original
    const best = new Float64Array(symbols.length + 1);
    const pieceAt = new Int32Array(symbols.length + 1);
    const startOf = new Int32Array(symbols.length + 1);
    const offer = (start: number, end: number, id: number, score: number) => {
      const sum = (best[start] ?? 0) + score;
      const current = best[end] ?? 0;
      if (current !== 0 && sum < current) return;
      best[end] = sum;
      pieceAt[end] = id;
      startOf[end] = start;
    };
    for (let start = 0; start < symbols.length; start += 1) {
      let piece = '';
      let isFound = false;
      for (let end = start; end < Math.min(symbols.length, start + longest); end += 1) {
        piece += symbols[end] ?? '';
        const id = ids.get(piece);
        if (id === undefined) continue;
        isFound = true;
        offer(start, end + 1, id, vocabulary[id]?.[1] ?? 0);
      }
      if (!isFound) offer(start, start + 1, 0, 0);
    }
    const found: number[] = [];
    for (let end = symbols.length; end > 0; end = startOf[end] ?? 0) {
      const id = pieceAt[end] ?? 0;
      if (id !== 0 || found.at(-1) !== 0) found.push(id);
    }
    return found.reverse();
  };
}
