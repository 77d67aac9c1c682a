import { honest } from './honest.ts';
import { originAdversaries } from './origins.ts';
import { reachAdversaries } from './reach.ts';
import type { Adversary, HonestCase } from './scene.ts';
import { wayAdversaries } from './ways.ts';
import { wordAdversaries } from './words.ts';

export { openInsideServer } from './inside-server.ts';
export type { Adversary, Aftermath, Answers, HonestCase, Scene } from './scene.ts';

const all = { ...originAdversaries, ...reachAdversaries, ...wayAdversaries, ...wordAdversaries };
export type AdversaryId = keyof typeof all;
export type HonestId = keyof typeof honest;

/** In the order of their numbers. */
export const adversaries: ReadonlyMap<AdversaryId, Adversary> = new Map(
  Object.entries(all).sort(([, left], [, right]) => left.number - right.number) as [AdversaryId, Adversary][],
);
export const honestCases: ReadonlyMap<HonestId, HonestCase> = new Map(
  Object.entries(honest) as [HonestId, HonestCase][],
);
