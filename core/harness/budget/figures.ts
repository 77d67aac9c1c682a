import { z } from 'zod';

/**
 * What a budget can bound. Tokens in include what was read from and written to the cache; money is in US cents at list price; wall
 * time runs from the making of a session, running time is what its model requests and calls took; files are those of the owner's
 * folders. A limit that is null, or not there, does not exist.
 */
export const limitKinds = [
  'input_tokens',
  'output_tokens',
  'cost_cents',
  'wall_seconds',
  'running_seconds',
  'tool_calls',
  'bytes_out',
  'files_changed',
] as const;
export type LimitKind = (typeof limitKinds)[number];

const limit = z.number().min(0).max(1e12).nullish();

export const limitsSchema = z
  .object({
    input_tokens: limit,
    output_tokens: limit,
    cost_cents: limit,
    wall_seconds: limit,
    running_seconds: limit,
    tool_calls: limit,
    bytes_out: limit,
    files_changed: limit,
  })
  .strict();
export type Limits = z.infer<typeof limitsSchema>;

/** Whose limit it is: this session's, its agent's, all work of a day, or all background work of a day. */
export type ScopeName = 'session' | 'agent' | 'day' | 'background';

/** Limits that sessions share. `day` and `background` begin anew at the owner's midnight; an agent's by `period`. */
export const sharedLimitsSchema = z.object({
  agents: z.record(z.string(), z.object({ period: z.enum(['day', 'total']), limits: limitsSchema })),
  day: limitsSchema,
  background: limitsSchema,
});
export type SharedLimits = z.infer<typeof sharedLimitsSchema>;

/** What was spent, in the units it is stored in. A billionth of a dollar keeps prices per token whole. */
export interface Spent {
  requests: number;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  costNanos: number;
  /** Tokens in and out of requests whose price nobody knew: they are in no `costNanos`. */
  unpricedTokens: number;
  runningMs: number;
  bytesOut: number;
  filesChanged: number;
}

export const nothingSpent: Spent = {
  requests: 0,
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costNanos: 0,
  unpricedTokens: 0,
  runningMs: 0,
  bytesOut: 0,
  filesChanged: 0,
};

/** The sum, field by field. */
export function addSpent(left: Spent, right: Partial<Spent>): Spent {
  const sum = { ...left };
  for (const key of spentKeys) sum[key] += right[key] ?? 0;
  return sum;
}

export const spentKeys = Object.keys(nothingSpent) as (keyof Spent)[];

export const nanosPerCent = 10_000_000;

/** One scope that bounds a session, with what was spent in it. Reservations that stand are part of `spent`. */
export interface ScopeFigures {
  scope: ScopeName;
  limits: Limits;
  spent: Spent;
  /** Since the session was made; 0 in the other scopes, which have no wall time. */
  wallMs: number;
}

/** What was spent of one kind of limit, in the unit of the limit. */
export function spentOf(figures: ScopeFigures, kind: LimitKind): number {
  const { spent } = figures;
  switch (kind) {
    case 'input_tokens':
      return spent.inputTokens + spent.cacheReadTokens + spent.cacheWriteTokens;
    case 'output_tokens':
      return spent.outputTokens;
    case 'cost_cents':
      return spent.costNanos / nanosPerCent;
    case 'wall_seconds':
      return figures.wallMs / 1000;
    case 'running_seconds':
      return spent.runningMs / 1000;
    case 'tool_calls':
      return spent.calls;
    case 'bytes_out':
      return spent.bytesOut;
    case 'files_changed':
      return spent.filesChanged;
  }
}

/** A limit that stood in the way. `unpriced_tokens` is the cap that takes the place of money where a model's price is unknown. */
export interface Reached {
  scope: ScopeName;
  what: LimitKind | 'unpriced_tokens';
  limit: number;
  spent: number;
  /** How much would have had to be left. */
  needed: number;
}

/** True when at least one limit is set. */
export function hasLimits(limits: Limits): boolean {
  return limitKinds.some((kind) => limits[kind] != null);
}
