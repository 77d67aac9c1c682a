import { type FeatureInput, featuresOf } from './features.ts';
import { withEmbedder, withoutEmbedder } from './weights.ts';

/** A model of ranking: what each feature adds, as it is and divided by how much it varies. */
export type Weights = Readonly<Record<string, number>>;

/** The trained weights, for questions with or without a vector. */
export const weightsOf = (hasEmbedder: boolean): Weights => (hasEmbedder ? withEmbedder : withoutEmbedder);

/** Positions in the universe with their scores, best first. */
export function rank(input: FeatureInput): { at: number; score: number }[] {
  const weights = weightsOf(input.closeness !== null);
  const { ranked, columns } = featuresOf(input);
  const scores = new Float64Array(ranked.length);
  for (const [name, column] of columns) {
    const weight = weights[name] ?? 0;
    for (let place = 0; place < scores.length; place += 1)
      scores[place] = (scores[place] ?? 0) + weight * (column[place] ?? 0);
  }
  return ranked
    .map((at, place) => ({ at, score: scores[place] ?? 0 }))
    .sort((left, right) => right.score - left.score);
}
