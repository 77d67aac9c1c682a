import { type FeatureInput, featuresOf } from './features.ts';
import { withEmbedder, withoutEmbedder, withSentences } from './weights.ts';

/** A model of ranking: what each feature adds, as it is and divided by how much it varies. */
export type Weights = Readonly<Record<string, number>>;

/** What an embedder gives: nothing, vectors of windows, or vectors of sentences besides. */
export type Closeness = 'none' | 'windows' | 'sentences';

/** The trained weights. */
export const weightsOf = (closeness: Closeness): Weights =>
  ({ none: withoutEmbedder, windows: withEmbedder, sentences: withSentences })[closeness];

interface Ranked {
  at: number;
  score: number;
}

// what a context says counts about as much as the same words two messages away: a third of what they count in the message itself. Not trained: nobody
// has judged questions with contexts
const toldWeight = 2;

const heldTogether = 10;

/**
 * Positions in the universe with their scores: the best ten, then the best of each session that none of them is of, the likeliest
 * session first, then the others.
 */
export function rank(input: FeatureInput): Ranked[] {
  const windowsOr = input.closeness === null ? 'none' : 'windows';
  const weights: Weights = { ...weightsOf(input.spoken ? 'sentences' : windowsOr), told: toldWeight };
  const { ranked, columns } = featuresOf(input);
  const scores = new Float64Array(ranked.length);
  for (const [name, column] of columns) {
    const weight = weights[name] ?? 0;
    for (let place = 0; place < scores.length; place += 1)
      scores[place] = (scores[place] ?? 0) + weight * (column[place] ?? 0);
  }
  const ordered = ranked
    .map((at, place) => ({ at, score: scores[place] ?? 0 }))
    .sort((left, right) => right.score - left.score);
  return withOtherSessions(ordered, input.universe.sessionOf);
}

// whoever reads on after ten that come of a few sessions looks for what is elsewhere
function withOtherSessions(ordered: readonly Ranked[], sessionOf: Int32Array): Ranked[] {
  const sessionAt = ({ at }: Ranked) => sessionOf[at] ?? -1;
  const most = ordered[0]?.score ?? 0;
  const chances = new Map<number, number>();
  for (const each of ordered)
    chances.set(sessionAt(each), (chances.get(sessionAt(each)) ?? 0) + Math.exp(each.score - most));
  const first = ordered.slice(0, heldTogether);
  const seen = new Set(first.map(sessionAt));
  const others: Ranked[] = [];
  const rest: Ranked[] = [];
  for (const each of ordered.slice(heldTogether)) {
    if (seen.has(sessionAt(each))) rest.push(each);
    else others.push(each);
    seen.add(sessionAt(each));
  }
  const chance = (each: Ranked) => chances.get(sessionAt(each)) ?? 0;
  return [...first, ...others.sort((left, right) => chance(right) - chance(left)), ...rest];
}
