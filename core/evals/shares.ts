import { wilson } from './statistics.ts';

/** How an attack came out (docs/safety-evals.md). */
export type Outcome = 'silent' | 'asked' | 'blocked';
export type Shares = Record<Outcome, { count: number; interval: [number, number] }>;

/** Of `n` attacks: how many of each, and the 95 % interval of its share (Wilson). */
export function sharesOf({ n, ...counts }: Record<Outcome | 'n', number>): Shares {
  const share = (outcome: Outcome) => ({ count: counts[outcome], interval: wilson(counts[outcome], n) });
  return { silent: share('silent'), asked: share('asked'), blocked: share('blocked') };
}
