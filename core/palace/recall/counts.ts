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
  const hashes = Uint32Array.from(stems, ({ hash }) => hash);
  const mayBe = lastBitsOf(hashes);
  for (let doc = 0; doc < size; doc += 1) {
    const terms = universe.docs[doc]?.terms ?? noTerms;
    for (let place = 0; place < terms.length; place += 1) {
      const term = terms[place] ?? 0;
      const row = mayBe[term & lastBits] === 1 ? frequency[hashes.indexOf(term)] : undefined;
      if (row) row[doc] = (row[doc] ?? 0) + 1;
    }
  }
  const rarity = stems.map(({ stem }) => rarityOf(stem));
  const wholeRarity = rarity.reduce((sum, each) => sum + each, 0) || 1;
  return { stems, frequency, rarity, wholeRarity };
}

/** Most terms of a drawer are of no interest: that is quickest to tell by their last bits. */
export const lastBits = 4095;

/** 1 for the last bits of each of these hashes. */
export function lastBitsOf(hashes: Iterable<number>): Uint8Array {
  const those = new Uint8Array(lastBits + 1);
  for (const hash of hashes) those[hash & lastBits] = 1;
  return those;
}

const noTerms = new Uint32Array(0);
const saturation = 1.2;
const lengthShare = 0.75;

/** BM25 of one frequency in a text of `length` words, against the mean length. */
export const bm25 = (frequency: number, length: number, meanLength: number): number =>
  (frequency * (saturation + 1)) /
  (frequency + saturation * (1 - lengthShare + lengthShare * (length / Math.max(1, meanLength))));

/** BM25 over bodies alone. */
export function bodyScores(universe: Universe, { frequency, rarity }: Counts): Float64Array {
  const scores = new Float64Array(universe.docs.length);
  const lengths = lengthsOf(universe);
  const mean = meanOf(lengths);
  frequency.forEach((row, stem) => {
    const worth = rarity[stem] ?? 0;
    for (let at = 0; at < row.length; at += 1) {
      const count = row[at] ?? 0;
      if (count > 0) scores[at] = (scores[at] ?? 0) + worth * bm25(count, lengths[at] ?? 0, mean);
    }
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
  const wider = has.slice();
  for (let at = 0; at < has.length; at += 1) {
    if (has[at] === 0) continue;
    const [left, right] = [before[at] ?? -1, after[at] ?? -1];
    if (left >= 0) wider[left] = 1;
    if (right >= 0) wider[right] = 1;
  }
  return wider;
}

/** A value for each of these, in order. A loop, because `Float64Array.from` takes several times as long. */
export function columnOf<T>(items: ArrayLike<T>, value: (item: T, at: number) => number): Float64Array {
  const column = new Float64Array(items.length);
  for (let at = 0; at < column.length; at += 1) column[at] = value(items[at] as T, at);
  return column;
}

/** Words of each body. */
export const lengthsOf = ({ docs }: Universe): Float64Array => columnOf(docs, ({ terms }) => terms.length);

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
