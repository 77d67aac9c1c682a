import { stopWords } from '../words/stop-words.ts';
import { hashOf, stemOf } from '../words/terms.ts';
import type { Told } from './contexts-store.ts';
import {
  bm25,
  bodyScores,
  type Counts,
  columnOf,
  countStems,
  coverages,
  lastBits,
  lastBitsOf,
  lengthsOf,
  meanOf,
  normal,
} from './counts.ts';
import type { Doc, Traits } from './doc.ts';
import type { RecallQuery } from './query.ts';
import { sessionFeatures } from './session-features.ts';
import { namesIn, type Universe } from './universe.ts';

/** Values of one thing, one for each doc of the universe, or in `Features` for each one that is ranked. */
export type Column = Float64Array;

export interface FeatureInput {
  query: RecallQuery;
  universe: Universe;
  rarityOf(stem: string): number;
  /** Cosine of the question with each doc's window, less the mean over everything, as a share of the best; null without an embedder. */
  closeness: Column | null;
  /** Closeness of the question to the closest sentence of each of these drawers; null without an embedder that has sentences. */
  spoken: ((numbers: readonly number[]) => Column) | null;
  /** What contexts say; null where none has a word of the question. */
  told: Told | null;
}

/** What the ranker weighs, by name; every column is between about 0 and 1. */
export interface Features {
  /** Positions in the universe of what is ranked: the candidates that look best at first sight. */
  ranked: readonly number[];
  columns: Map<string, Column>;
}

const mostRanked = 150;
const closenessShare = 0.35;

/** Looks at everything once, and closely at what may be an answer. */
export function featuresOf({ query, universe, rarityOf, closeness, spoken, told }: FeatureInput): Features {
  const { docs, before, after } = universe;
  const names = namesIn(query, universe);
  const topics = query.stems.filter(({ word }) => !names.words.has(word));
  const counts = countStems(universe, topics.length > 0 ? topics : query.stems, rarityOf);
  const body = normal(bodyScores(universe, counts));
  const context = normal(contextScores(universe, counts, names.speakers));
  const near = closeness ?? new Float64Array(docs.length);
  const base = context.map((score, at) => score + closenessShare * (near[at] ?? 0));
  const [covered, covered1, covered2, covered4] = coverages(universe, counts, [0, 1, 2, 4]);

  const firstSight = columnOf(base, (score, at) => score + (told?.found[at] ?? 0));
  const ranked = Array.from({ length: universe.candidates }, (_, at) => at)
    .sort((left, right) => (firstSight[right] ?? 0) - (firstSight[left] ?? 0))
    .slice(0, mostRanked);
  const make = (value: (at: number) => number): Column => columnOf(ranked, value);
  const pick = (column: Column, side?: Int32Array) =>
    make((at) => column[side === undefined ? at : (side[at] ?? -1)] ?? 0);
  const product = (left: Column, right: Column) => left.map((value, place) => value * (right[place] ?? 0));
  const trait = (holds: (traits: Traits) => boolean) => {
    return make((at) => (docs[at] && holds(docs[at].traits()) ? 1 : 0));
  };

  const isNamed = (at: number) =>
    names.speakers.size === 1 ? (names.speakers.has(docs[at]?.speaker ?? '') ? 1 : 0) : 0.5;
  const speaker = make(isNamed);
  const ownBody = pick(body);
  const ownCovered = pick(covered);
  const bodyBefore = pick(body, before);
  const bodyAfter = pick(body, after);
  const sides = bodyBefore.map((score, place) => score + (bodyAfter[place] ?? 0));
  const far = make(
    (at) => (body[before[before[at] ?? -1] ?? -1] ?? 0) + (body[after[after[at] ?? -1] ?? -1] ?? 0),
  );
  const answers = make((at) => (docs[before[at] ?? -1]?.traits().isQuestion ? 1 : 0));
  const question = trait(({ isQuestion }) => isQuestion);
  const length = make((at) => Math.min(1, Math.log1p(docs[at]?.terms.length ?? 0) / 4));

  const columns = new Map<string, Column>([
    ['base', pick(base)],
    ['context', pick(context)],
    ['body', ownBody],
    ['before', bodyBefore],
    ['after', bodyAfter],
    ['far', normal(far)],
    ['date', normal(dateScores(universe, ranked, query))],
    ['covered', ownCovered],
    ['covered1', pick(covered1)],
    ['covered2', pick(covered2)],
    ['covered4', pick(covered4)],
    ['rarest', make((at) => rarest(counts, at))],
    ['adjacent', adjacent(universe, ranked, counts)],
    ['speaker', speaker],
    ['speakerBody', product(speaker, ownBody)],
    ['speakerCovered', product(speaker, ownCovered)],
    ['speakerSides', product(speaker, sides)],
    ['saysName', mentions(universe, ranked, names.words)],
    ['baseBefore', pick(base, before)],
    ['baseAfter', pick(base, after)],
    ['answers', answers],
    ['answersBody', product(answers, bodyBefore)],
    ['answersCovered', product(product(answers, pick(covered, before)), speaker)],
    ['question', question],
    ['questionBody', product(question, ownBody)],
    ['hasQuestion', trait(({ hasQuestion }) => hasQuestion)],
    ['length', length],
    ['lengthBody', product(length, ownBody)],
    ['short', make((at) => ((docs[at]?.terms.length ?? 0) < 6 ? 1 : 0))],
    ['when', trait(({ saysWhen }) => query.asks.when && saysWhen)],
    ['howMany', trait(({ saysNumber }) => query.asks.howMany && saysNumber)],
    ['who', trait(({ saysName }) => query.asks.who && saysName)],
    ['list', query.asks.list ? ownBody : new Float64Array(ranked.length)],
    ['self', make((at) => (docs[at]?.traits().aboutSelf ?? 0) * 2)],
    ['feedback', normal(feedback(universe, ranked, counts, base))],
  ]);
  for (const [name, column] of sessionFeatures(universe, { base, counts, isNamed, closeness: near }))
    columns.set(name, pick(column));
  if (closeness) {
    columns.set('near', pick(closeness));
    columns.set('nearSpeaker', product(pick(closeness), speaker));
    columns.set('nearCovered', product(pick(closeness), ownCovered));
    columns.set('nearBefore', pick(closeness, before));
    columns.set('nearAfter', pick(closeness, after));
  }
  if (spoken) {
    const sentence = spread(spoken(ranked.map((at) => docs[at]?.number ?? -1)));
    columns.set('sentence', sentence);
    columns.set('sentenceSpeaker', product(sentence, speaker));
  }
  if (told) columns.set('told', pick(told.lift));
  return { ranked, columns };
}

/** From 0 for the least to 1 for the most. */
function spread(values: Column): Column {
  const least = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = values.reduce((high, value) => Math.max(high, value), 0);
  return values.map((value) => (value - least) / (most - least || 1));
}

const sideWeight = 0.3;
const sideReach = 3;

/** BM25 over a drawer with its speaker and three messages on each side, as the text index weighs its columns. */
function contextScores(universe: Universe, counts: Counts, speakers: ReadonlySet<string>): Column {
  const { docs } = universe;
  const wide = withSides(universe, lengthsOf(universe), 1);
  const mean = meanOf(wide);
  const scores = new Float64Array(docs.length);
  counts.frequency.forEach((row, stem) => {
    const rarity = counts.rarity[stem] ?? 0;
    const frequencies = withSides(universe, row, sideWeight);
    for (let at = 0; at < scores.length; at += 1) {
      const frequency = frequencies[at] ?? 0;
      if (frequency > 0) scores[at] = (scores[at] ?? 0) + rarity * bm25(frequency, wide[at] ?? 0, mean);
    }
  });
  const most = scores.reduce((best, score) => Math.max(best, score), 0);
  // who is named and speaks: worth about a common word
  return scores.map((score, at) =>
    speakers.has(docs[at]?.speaker ?? '') && score > 0 ? score + 0.12 * most : score,
  );
}

/** Each value with those of the messages around it, by so much. */
function withSides({ before, after }: Universe, values: Float64Array, weight: number): Float64Array {
  const sums = values.slice();
  for (const side of [before, after])
    for (let at = 0; at < sums.length; at += 1) {
      let next = at;
      for (let step = 0; step < sideReach; step += 1) {
        next = side[next] ?? -1;
        if (next < 0) break;
        sums[at] = (sums[at] ?? 0) + weight * (values[next] ?? 0);
      }
    }
  return sums;
}

const monthNames =
  'january february march april may june july august september october november december'.split(' ');

/** How well the day on which it was said fits the dates in the question. */
function dateScores({ docs }: Universe, ranked: readonly number[], { stems }: RecallQuery): Column {
  const asked = new Set(stems.filter(({ isDate }) => isDate).map(({ word }) => word.slice(0, 4)));
  if (asked.size === 0) return new Float64Array(ranked.length);
  return columnOf(ranked, (at) => {
    const day = new Date(docs[at]?.saidAt ?? 0);
    const month = monthNames[day.getUTCMonth()] ?? '';
    return (
      (asked.has(String(day.getUTCFullYear())) ? 0.5 : 0) +
      (asked.has(month.slice(0, 4)) || asked.has(month.slice(0, 3)) ? 1 : 0) +
      (asked.has(String(day.getUTCDate())) ? 0.7 : 0)
    );
  });
}

function rarest({ frequency, rarity }: Counts, at: number): number {
  return frequency.reduce(
    (most, row, stem) => ((row[at] ?? 0) > 0 ? Math.max(most, (rarity[stem] ?? 0) / 8) : most),
    0,
  );
}

/** Share of the question's neighbouring stems that stand beside each other in the drawer, too. */
function adjacent({ docs }: Universe, ranked: readonly number[], { stems }: Counts): Column {
  const pairs = new Map(stems.slice(1).map(({ hash }, at) => [stems[at]?.hash ?? 0, hash]));
  const mayBegin = lastBitsOf(pairs.keys());
  return columnOf(ranked, (at) => {
    const terms = docs[at]?.terms ?? noTerms;
    let found = 0;
    for (let place = 0; place + 1 < terms.length; place += 1) {
      const term = terms[place] ?? 0;
      const second = mayBegin[term & lastBits] === 1 ? pairs.get(term) : undefined;
      if (second !== undefined && (terms[place + 1] === second || terms[place + 2] === second)) found += 1;
    }
    return Math.min(1, found / Math.max(1, pairs.size));
  });
}

function mentions({ docs }: Universe, ranked: readonly number[], words: ReadonlySet<string>): Column {
  const hashes = new Set([...words].map((word) => hashOf(stemOf(word))));
  if (hashes.size === 0) return new Float64Array(ranked.length);
  return columnOf(ranked, (at) => (docs[at]?.terms.some((term) => hashes.has(term)) ? 1 : 0));
}

const noTerms = new Uint32Array(0);
const stopHashes = new Set([...stopWords].map((word) => hashOf(stemOf(word))));
const feedbackDocs = 6;
const feedbackTerms = 12;

/** What the best drawers talk about besides the question's own words, and how much of it each drawer has. */
function feedback({ docs }: Universe, ranked: readonly number[], { stems }: Counts, base: Column): Column {
  const asked = new Set(stems.map(({ hash }) => hash));
  const best = ranked.slice(0, feedbackDocs);
  const holding = new Map<number, { drawers: number }>();
  for (const at of best)
    for (const term of docs[at]?.terms ?? noTerms)
      if (!asked.has(term) && !stopHashes.has(term)) holding.set(term, { drawers: 0 });
  forEachHolding(docs, holding, (_, count) => {
    count.drawers += 1;
  });
  const worth = new Map<number, number>();
  for (const at of best) {
    for (const term of new Set(docs[at]?.terms)) {
      const having = holding.get(term)?.drawers;
      const rarity = having === undefined ? 0 : Math.log(1 + (docs.length - having + 0.5) / (having + 0.5));
      if (rarity >= 2) worth.set(term, (worth.get(term) ?? 0) + rarity * (base[at] ?? 0));
    }
  }
  const chosen = [...worth].sort((left, right) => right[1] - left[1]).slice(0, feedbackTerms);
  const sums = new Float64Array(docs.length);
  forEachHolding(docs, new Map(chosen), (at, value) => {
    sums[at] = (sums[at] ?? 0) + value;
  });
  return columnOf(ranked, (at) => sums[at] ?? 0);
}

/** Tells of each of these terms, with what it stands for, once for each doc that has it. */
function forEachHolding<T>(
  docs: readonly Doc[],
  terms: ReadonlyMap<number, T>,
  tell: (at: number, value: T) => void,
): void {
  const told = new Map([...terms].map(([term, value]) => [term, { value, latest: -1 }]));
  const mayHold = lastBitsOf(terms.keys());
  for (let at = 0; at < docs.length; at += 1) {
    const own = docs[at]?.terms ?? noTerms;
    for (let place = 0; place < own.length; place += 1) {
      const term = own[place] ?? 0;
      const found = mayHold[term & lastBits] === 1 ? told.get(term) : undefined;
      if (found === undefined || found.latest === at) continue;
      found.latest = at;
      tell(at, found.value);
    }
  }
}
