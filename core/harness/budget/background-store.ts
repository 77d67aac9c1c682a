import type { Tx } from '../../db/worker.ts';
import type { ModelUsage } from '../../events/index.ts';
import {
  addSpent,
  type Limits,
  nanosPerCent,
  nothingSpent,
  type ScopeFigures,
  type Spent,
  spentKeys,
} from './figures.ts';
import { type Ask, weighRequest } from './fit.ts';
import { inputCostNanos, outputTokenNanos, type Price } from './price.ts';
import { slotOf, used } from './projector.ts';
import { spendingOf } from './read-figures.ts';
import { pastSpent, setPastSpent } from './spending-rows.ts';
import type { Circumstances } from './store.ts';

/** What a kind of work in the background may take in a day: tokens in and out together, or US cents. */
export type OwnLimit = { tokens: number } | { cents: number };

/** Of which kind of work, and which model: a row of spending. */
export interface BackgroundKey {
  kind: string;
  model: string;
  slot: number;
}

export interface ReserveBackground extends Circumstances {
  kind: string;
  model: string;
  ask: Ask;
  own: OwnLimit;
  /** Now, in ms. */
  now: number;
}

export type BackgroundReserved =
  | { kind: 'reserved'; key: BackgroundKey; spent: Spent }
  /** `own`: its own limit of the day; `unpriced`: that is one of money, and nobody knows the model's price; `shared`: the day's or all background work's. */
  | { kind: 'refused'; by: 'own' | 'unpriced' | 'shared' };

/**
 * Weighs a request that belongs to no session, and counts all that it may use as spent, in one transaction, before it is sent. It stands among the
 * sums that outlive sessions (`budget_past`), because no log has it. After a kill all of it stays counted.
 */
export function reserveBackground(tx: Tx, input: ReserveBackground): BackgroundReserved {
  const { ask, kind, model, own, shared, dayStart } = input;
  // an answer that is cut says too little: all of it, or none
  const whole = { ...ask, leastTokens: ask.maxTokens };
  const scope = (name: ScopeFigures['scope'], limits: Limits, background: boolean): ScopeFigures => ({
    scope: name,
    limits,
    spent: spendingOf(tx, { since: dayStart, background }),
    wallMs: 0,
  });
  const scopes = [scope('day', shared.day, false), scope('background', shared.background, true)];
  if (weighRequest(scopes, whole).reached.length > 0) return { kind: 'refused', by: 'shared' };
  const costs = costOf(ask);
  const spent = backgroundSpent(tx, { kind, since: dayStart });
  if ('cents' in own) {
    if (ask.price === null) return { kind: 'refused', by: 'unpriced' };
    if (spent.costNanos + costs > own.cents * nanosPerCent) return { kind: 'refused', by: 'own' };
  } else if (tokensOf(spent) + ask.inputTokens + ask.maxTokens > own.tokens)
    return { kind: 'refused', by: 'own' };
  const reserved: Spent = {
    ...nothingSpent,
    requests: 1,
    inputTokens: ask.inputTokens,
    outputTokens: ask.maxTokens,
    costNanos: costs,
    unpricedTokens: ask.price === null ? ask.inputTokens + ask.maxTokens : 0,
    bytesOut: ask.bytesOut,
  };
  const key = { kind, model, slot: slotOf(input.now) };
  setPastSpent(tx, key, addSpent(pastSpent(tx, key), reserved));
  return { kind: 'reserved', key, spent: reserved };
}

/** Puts what a request used in the place of what was reserved for it. */
export function settleBackground(
  tx: Tx,
  input: { key: BackgroundKey; reserved: Spent; usage: ModelUsage; price: Price | null; runningMs: number },
): void {
  const { key, reserved } = input;
  const { requests, bytesOut } = reserved;
  const before = pastSpent(tx, key);
  const others = { ...before };
  // a backup that was restored meanwhile may know nothing of it
  for (const each of spentKeys) others[each] = Math.max(0, before[each] - reserved[each]);
  const now = addSpent(others, {
    ...used(input.usage, input.price),
    requests,
    bytesOut,
    runningMs: input.runningMs,
  });
  setPastSpent(tx, key, now);
}

/** What a kind of work in the background spent since a time. */
export function backgroundSpent(tx: Tx, input: { kind: string; since: number }): Spent {
  return pastSpent(tx, { kind: input.kind, sinceSlot: slotOf(input.since) });
}

function costOf({ price, inputTokens, maxTokens }: Ask): number {
  return price === null ? 0 : inputCostNanos(inputTokens, price) + maxTokens * outputTokenNanos(price);
}

/** All tokens, in and out. */
export function tokensOf(spent: Spent): number {
  return spent.inputTokens + spent.outputTokens + spent.cacheReadTokens + spent.cacheWriteTokens;
}
