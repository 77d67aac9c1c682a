import { type FeatureInput, featuresOf } from './features.ts';
import { withEmbedder, withoutEmbedder } from './weights.ts';

/** A model of ranking: what each feature adds, as it is and divided by how much it varies. */
export type Weights = Readonly<Record<string, number>>;

/** The trained weights, for questions with or without a vector. */
export const weightsOf = (hasEmbedder: boolean): Weights => (hasEmbedder ? withEmbedder : withoutEmbedder);

/** Scores of the universe's candidates, in their order; larger is better. */
export function rank(input: FeatureInput): Float64Array {
  const weights = weightsOf(input.closeness !== null);
  const scores = new Float64Array(input.universe.candidates);
  for (const [name, column] of featuresOf(input)) {
    const weight = weights[name] ?? 0;
    if (weight !== 0)
      for (let at = 0; at < scores.length; at += 1)
        scores[at] = (scores[at] ?? 0) + weight * (column[at] ?? 0);
  }
  return scores;
}
