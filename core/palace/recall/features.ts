import { hashOf, stemOf } from '../words/terms.ts';
import {
  bm25,
  bodyScores,
  type Counts,
  countStems,
  coverages,
  fromNeighbour,
  meanOf,
  normal,
} from './counts.ts';
import type { RecallQuery } from './query.ts';
import { sessionFeatures } from './session-features.ts';
import { namesIn, type Universe } from './universe.ts';

/** Values of one feature, one for each doc of the universe. */
export type Column = Float64Array;

export interface FeatureInput {
  query: RecallQuery;
  universe: Universe;
  rarityOf(stem: string): number;
  /** Cosine of the question with each doc's window, less the mean over everything, as a share of the best; null without an embedder. */
  closeness: Column | null;
}

/** What the ranker weighs, by name; every column is between about 0 and 1. */
export function featuresOf({ query, universe, rarityOf, closeness }: FeatureInput): Map<string, Column> {
  const { docs, before, after } = universe;
  const make = (value: (doc: Universe['docs'][number], at: number) => number): Column =>
    Float64Array.from(docs, value);
  const of = (column: Column) => (_: unknown, at: number) => column[at] ?? 0;
  const product = (left: Column, right: Column) => make((_, at) => (left[at] ?? 0) * (right[at] ?? 0));

  const names = namesIn(query, universe);
  const topics = query.stems.filter(({ word }) => !names.words.has(word));
  const counts = countStems(universe, topics.length > 0 ? topics : query.stems, rarityOf);
  const speakerMatch = make(({ speaker }) =>
    names.speakers.size === 1 ? (names.speakers.has(speaker) ? 1 : 0) : 0.5,
  );
  const body = normal(bodyScores(universe, counts));
  const context = normal(contextScores(universe, counts, names.speakers));
  const near = closeness ?? new Float64Array(docs.length);
  const base = make((_, at) => (context[at] ?? 0) + 0.35 * (near[at] ?? 0));
  const [covered, covered1, covered2, covered4] = coverages(universe, counts, [0, 1, 2, 4]);
  const bodyBefore = fromNeighbour(body, before);
  const bodyAfter = fromNeighbour(body, after);
  const sides = make((_, at) => (bodyBefore[at] ?? 0) + (bodyAfter[at] ?? 0));
  const farSides = make(
    (_, at) => (sides[before[at] ?? -1] ?? 0) + (sides[after[at] ?? -1] ?? 0) - 2 * (body[at] ?? 0),
  );
  const answersQuestion = make((_, at) => (docs[before[at] ?? -1]?.traits.isQuestion ? 1 : 0));
  const length = make(({ terms }) => Math.min(1, Math.log1p(terms.length) / 4));
  const coveredBefore = fromNeighbour(covered, before);

  const features = new Map<string, Column>([
    ['base', base],
    ['context', context],
    ['body', body],
    ['before', bodyBefore],
    ['after', bodyAfter],
    ['far', normal(farSides.map((value) => Math.max(0, value)))],
    ['date', normal(dateScores(universe, query))],
    ['covered', covered],
    ['covered1', covered1],
    ['covered2', covered2],
    ['covered4', covered4],
    ['rarest', rarest(universe, counts)],
    ['adjacent', adjacent(universe, counts)],
    ['speaker', speakerMatch],
    ['speakerBody', product(speakerMatch, body)],
    ['speakerCovered', product(speakerMatch, covered)],
    ['speakerSides', product(speakerMatch, sides)],
    ['saysName', mentions(universe, names.words)],
    ['baseBefore', fromNeighbour(base, before)],
    ['baseAfter', fromNeighbour(base, after)],
    ['answers', answersQuestion],
    ['answersBody', product(answersQuestion, bodyBefore)],
    [
      'answersCovered',
      make((_, at) => (answersQuestion[at] ?? 0) * (coveredBefore[at] ?? 0) * (speakerMatch[at] ?? 0)),
    ],
    ['question', make(({ traits }) => (traits.isQuestion ? 1 : 0))],
    ['questionBody', make(({ traits }, at) => (traits.isQuestion ? (body[at] ?? 0) : 0))],
    ['hasQuestion', make(({ traits }) => (traits.hasQuestion ? 1 : 0))],
    ['length', length],
    ['lengthBody', product(length, body)],
    ['short', make(({ terms }) => (terms.length < 6 ? 1 : 0))],
    ['when', make(({ traits }) => (query.asks.when && traits.saysWhen ? 1 : 0))],
    ['howMany', make(({ traits }) => (query.asks.howMany && traits.saysNumber ? 1 : 0))],
    ['who', make(({ traits }) => (query.asks.who && traits.saysName ? 1 : 0))],
    ['list', make((_, at) => (query.asks.list ? (body[at] ?? 0) : 0))],
    ['self', make(({ traits }) => traits.aboutSelf * 2)],
    ['feedback', normal(feedback(universe, counts, base))],
    ...sessionFeatures(universe, { base, body, counts, speakerMatch, closeness: near }),
  ]);
  if (closeness) {
    features.set('near', closeness);
    features.set('nearSpeaker', product(closeness, speakerMatch));
    features.set('nearCovered', product(closeness, covered));
    features.set('nearBefore', fromNeighbour(closeness, before));
    features.set('nearAfter', make(of(fromNeighbour(closeness, after))));
  }
  return features;
}

const sideWeights = [0.3, 0.3, 0.3];

/** BM25 over a drawer with its speaker and three messages on each side, as the text index weighs its columns. */
function contextScores(universe: Universe, counts: Counts, speakers: ReadonlySet<string>): Column {
  const { docs, before, after } = universe;
  const lengths = docs.map((doc) => doc.terms.length);
  const wide = lengths.map((own, at) => own + alongside(universe, lengths, at, 1));
  const mean = meanOf(wide);
  const scores = new Float64Array(docs.length);
  counts.frequency.forEach((row, stem) => {
    docs.forEach((_, at) => {
      let frequency = row[at] ?? 0;
      let left = at;
      let right = at;
      for (const weight of sideWeights) {
        left = before[left] ?? -1;
        right = after[right] ?? -1;
        frequency += weight * ((row[left] ?? 0) + (row[right] ?? 0));
      }
      if (frequency > 0)
        scores[at] = (scores[at] ?? 0) + (counts.rarity[stem] ?? 0) * bm25(frequency, wide[at] ?? 0, mean);
    });
  });
  const most = scores.reduce((best, score) => Math.max(best, score), 0);
  // who is named and speaks: worth about a common word
  return scores.map((score, at) =>
    speakers.has(docs[at]?.speaker ?? '') && score > 0 ? score + 0.12 * most : score,
  );
}

function alongside(
  { before, after }: Universe,
  values: readonly number[],
  at: number,
  weight: number,
): number {
  let sum = 0;
  let [left, right] = [at, at];
  for (let step = 0; step < sideWeights.length; step += 1) {
    left = before[left] ?? -1;
    right = after[right] ?? -1;
    sum += weight * ((values[left] ?? 0) + (values[right] ?? 0));
  }
  return sum;
}

const monthNames =
  'january february march april may june july august september october november december'.split(' ');

/** How well the day on which it was said fits the dates in the question. */
function dateScores({ docs }: Universe, { stems }: RecallQuery): Column {
  const asked = new Set(stems.filter(({ isDate }) => isDate).map(({ word }) => word.slice(0, 4)));
  if (asked.size === 0) return new Float64Array(docs.length);
  return Float64Array.from(docs, ({ saidAt }) => {
    const day = new Date(saidAt);
    const month = monthNames[day.getUTCMonth()] ?? '';
    return (
      (asked.has(String(day.getUTCFullYear())) ? 0.5 : 0) +
      (asked.has(month.slice(0, 4)) || asked.has(month.slice(0, 3)) ? 1 : 0) +
      (asked.has(String(day.getUTCDate())) ? 0.7 : 0)
    );
  });
}

function rarest(universe: Universe, { frequency, rarity }: Counts): Column {
  return Float64Array.from(universe.docs, (_, at) =>
    frequency.reduce(
      (most, row, stem) => ((row[at] ?? 0) > 0 ? Math.max(most, (rarity[stem] ?? 0) / 8) : most),
      0,
    ),
  );
}

/** Share of the question's neighbouring stems that stand beside each other in the drawer, too. */
function adjacent({ docs }: Universe, { stems }: Counts): Column {
  const pairs = new Map(stems.slice(1).map(({ hash }, at) => [stems[at]?.hash ?? 0, hash]));
  return Float64Array.from(docs, ({ terms }) => {
    let found = 0;
    for (let at = 0; at + 1 < terms.length; at += 1) {
      const second = pairs.get(terms[at] ?? -1);
      if (second !== undefined && (terms[at + 1] === second || terms[at + 2] === second)) found += 1;
    }
    return Math.min(1, found / Math.max(1, pairs.size));
  });
}

function mentions({ docs }: Universe, words: ReadonlySet<string>): Column {
  const hashes = new Set([...words].map((word) => hashOf(stemOf(word))));
  return Float64Array.from(docs, ({ terms }) => (terms.some((term) => hashes.has(term)) ? 1 : 0));
}

const feedbackDocs = 6;
const feedbackTerms = 12;

/** What the best drawers talk about besides the question's own words, and how much of it each drawer has. */
function feedback({ docs }: Universe, { stems }: Counts, base: Column): Column {
  const asked = new Set(stems.map(({ hash }) => hash));
  const best = [...base.keys()]
    .sort((left, right) => (base[right] ?? 0) - (base[left] ?? 0))
    .slice(0, feedbackDocs);
  const holding = new Map<number, number>();
  for (const at of best)
    for (const term of docs[at]?.vocabulary ?? []) if (!asked.has(term)) holding.set(term, 0);
  for (const { vocabulary } of docs)
    for (const term of vocabulary) {
      const count = holding.get(term);
      if (count !== undefined) holding.set(term, count + 1);
    }
  const worth = new Map<number, number>();
  for (const at of best) {
    for (const term of docs[at]?.vocabulary ?? []) {
      const having = holding.get(term);
      const rarity = having === undefined ? 0 : Math.log(1 + (docs.length - having + 0.5) / (having + 0.5));
      if (rarity >= 2) worth.set(term, (worth.get(term) ?? 0) + rarity * (base[at] ?? 0));
    }
  }
  const chosen = new Map([...worth].sort((left, right) => right[1] - left[1]).slice(0, feedbackTerms));
  return Float64Array.from(docs, ({ vocabulary }) => {
    let sum = 0;
    for (const term of vocabulary) sum += chosen.get(term) ?? 0;
    return sum;
  });
}
