import type { QueryStem } from './query.ts';
import type { Universe } from './universe.ts';

/** How often each stem of the question is in each drawer, and what follows from that. */
export interface Counts {
  stems: readonly QueryStem[];
  /** `frequency[stem][doc]`. */
  frequency: readonly Float64Array[];
  rarity: readonly number[];
  /** Sum of the rarities; 1 where there are no stems. */
  wholeRarity: number;
}

/** Counts stems in the bodies of the universe. */
export function countStems(
  universe: Universe,
  stems: readonly QueryStem[],
  rarityOf: (stem: string) => number,
): Counts {
  const size = universe.docs.length;
  const frequency = stems.map(() => new Float64Array(size));
  const positions = new Map(stems.map(({ hash }, position) => [hash, position]));
  universe.docs.forEach(({ terms }, doc) => {
    for (const term of terms) {
      const position = positions.get(term);
      const row = position === undefined ? undefined : frequency[position];
      if (row) row[doc] = (row[doc] ?? 0) + 1;
    }
  });
  const rarity = stems.map(({ stem }) => rarityOf(stem));
  const wholeRarity = rarity.reduce((sum, each) => sum + each, 0) || 1;
  return { stems, frequency, rarity, wholeRarity };
}

const saturation = 1.2;
const lengthShare = 0.75;

/** BM25 of one frequency in a text of `length` words, against the mean length. */
export const bm25 = (frequency: number, length: number, meanLength: number): number =>
  (frequency * (saturation + 1)) /
  (frequency + saturation * (1 - lengthShare + lengthShare * (length / Math.max(1, meanLength))));

/** BM25 over bodies alone. */
export function bodyScores(universe: Universe, { frequency, rarity }: Counts): Float64Array {
  const scores = new Float64Array(universe.docs.length);
  const mean = meanOf(universe.docs.map((doc) => doc.terms.length));
  frequency.forEach((row, stem) => {
    universe.docs.forEach((doc, at) => {
      const count = row[at] ?? 0;
      if (count > 0)
        scores[at] = (scores[at] ?? 0) + (rarity[stem] ?? 0) * bm25(count, doc.terms.length, mean);
    });
  });
  return scores;
}

/**
 * For each reach, which rise: the share of the question's stems, by rarity, that are in the drawer or at most so many messages away.
 */
export function coverages<const R extends readonly number[]>(
  universe: Universe,
  counts: Counts,
  reaches: R,
): { [K in keyof R]: Float64Array } {
  const columns = reaches.map(() => new Float64Array(universe.docs.length));
  counts.frequency.forEach((row, stem) => {
    const share = (counts.rarity[stem] ?? 0) / counts.wholeRarity;
    let has: Uint8Array = Uint8Array.from(row, (count) => (count > 0 ? 1 : 0));
    let reached = 0;
    reaches.forEach((reach, position) => {
      for (; reached < reach; reached += 1) has = spread(universe, has);
      const column = columns[position];
      for (let at = 0; column && at < has.length; at += 1)
        if (has[at] === 1) column[at] = (column[at] ?? 0) + share;
    });
  });
  return columns as { [K in keyof R]: Float64Array };
}

function spread({ before, after }: Universe, has: Uint8Array): Uint8Array {
  return has.map((own, at) => own | (has[before[at] ?? -1] ?? 0) | (has[after[at] ?? -1] ?? 0));
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

/** Values divided by the largest; unchanged where none is above zero. */
export function normal(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  return largest > 0 ? values.map((value) => value / largest) : values;
}
