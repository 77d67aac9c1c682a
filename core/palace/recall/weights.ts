import type { Weights } from './rank.ts';

export const withEmbedder: Weights = { base: 1 };
export const withoutEmbedder: Weights = { base: 1 };
