import { z } from 'zod';

/**
 * Limits. Null, or not there: no limit. Tokens in count what was read from and written to the cache; money is US cents at list price;
 * `running_seconds` is what model requests and calls took, `wall_seconds` runs from the making of the session; `files_changed` are
 * files of the owner's folders.
 */
const limit = z.number().min(0).max(1e12).nullish();
export const budgetLimitsSchema = z
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
export type BudgetLimits = z.infer<typeof budgetLimitsSchema>;

const { wall_seconds: _, ...shared } = budgetLimitsSchema.shape;
/** Limits that sessions share have no wall time. */
export const sharedLimitsSchema = z.object(shared).strict();

export const budgetKindSchema = z.enum([
  'input_tokens',
  'output_tokens',
  'cost_cents',
  'wall_seconds',
  'running_seconds',
  'tool_calls',
  'bytes_out',
  'files_changed',
]);
export type BudgetKind = z.infer<typeof budgetKindSchema>;

export const budgetScopeNameSchema = z.enum(['session', 'agent', 'day', 'background']);

/** One limit with what was spent of it. Without a limit, `limit`, `left` and `share` are null. `share` is 0 to 1 and may exceed 1. */
export const budgetLineSchema = z.object({
  what: budgetKindSchema,
  limit: z.number().nullable(),
  spent: z.number(),
  left: z.number().nullable(),
  share: z.number().nullable(),
});
export type BudgetLine = z.infer<typeof budgetLineSchema>;

/** `period`: since when `spent` counts. `day` is the owner's day, from midnight. */
export const budgetScopeSchema = z.object({
  scope: budgetScopeNameSchema,
  period: z.enum(['session', 'day', 'total']),
  lines: z.array(budgetLineSchema),
  /** Tokens of requests whose price nobody knew: they are in no `cost_cents`. */
  unpriced_tokens: z.number(),
});
export type BudgetScope = z.infer<typeof budgetScopeSchema>;

/** What was spent on what. `answer` and `compaction`: `name` is the model; `tool`: the tool. */
export const spendingLineSchema = z.object({
  kind: z.enum(['answer', 'compaction', 'tool']),
  name: z.string(),
  requests: z.number(),
  calls: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  cache_read_tokens: z.number(),
  cache_write_tokens: z.number(),
  cost_cents: z.number(),
  unpriced_tokens: z.number(),
  running_seconds: z.number(),
  bytes_out: z.number(),
  files_changed: z.number(),
});
export type SpendingLine = z.infer<typeof spendingLineSchema>;

/** A limit that stopped a session. `unpriced_tokens` takes the place of money where a model's price is unknown. */
export const reachedLimitSchema = z.object({
  scope: budgetScopeNameSchema,
  what: z.enum([...budgetKindSchema.options, 'unpriced_tokens']),
  limit: z.number(),
  spent: z.number(),
  needed: z.number(),
});
export type ReachedLimit = z.infer<typeof reachedLimitSchema>;

/** US dollars per million tokens. */
export const modelPriceSchema = z
  .object({
    input: z.number().min(0).max(100_000),
    output: z.number().min(0).max(100_000),
    cache_read: z.number().min(0).max(100_000),
    cache_write: z.number().min(0).max(100_000),
  })
  .strict();
export type ModelPrice = z.infer<typeof modelPriceSchema>;

export const sessionBudgetSchema = z.object({
  session_id: z.string(),
  /** Also counts against the limits of background work. */
  background: z.boolean(),
  /** The limit of money was set as a Managed Agents budget. */
  managed: z.boolean(),
  /** The session's own first, then those it shares with others, where they have limits. */
  scopes: z.array(budgetScopeSchema),
  spending: z.array(spendingLineSchema),
  /** Set aside for requests that are under way; part of what is spent. */
  reserved: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
  model: z.object({
    id: z.string().nullable(),
    price: modelPriceSchema.nullable(),
    /** Without a price money cannot be counted: a limit of money then lets through so many tokens, in and out. */
    unpriced_token_cap: z.number(),
  }),
  /** The limits that stopped the session and still do; null when none does. */
  reached: z.array(reachedLimitSchema).nullable(),
});
export type SessionBudget = z.infer<typeof sessionBudgetSchema>;

/** What is named changes; a limit that is null goes. A session that stopped for a limit goes on when it no longer stands in the way. */
export const setSessionBudgetSchema = z
  .object({ limits: budgetLimitsSchema.optional(), background: z.boolean().optional() })
  .strict();
export type SetSessionBudget = z.infer<typeof setSessionBudgetSchema>;

export const budgetsSchema = z.object({
  day: budgetScopeSchema,
  background: budgetScopeSchema,
  agents: z.array(budgetScopeSchema.extend({ agent_id: z.string(), agent_name: z.string().nullable() })),
  /** Agents without limits of their own. */
  unlimited_agents: z.array(z.object({ agent_id: z.string(), agent_name: z.string().nullable() })),
  unpriced_token_cap: z.number(),
});
export type Budgets = z.infer<typeof budgetsSchema>;

/** What is named changes; a limit that is null goes, and so does an agent that is null. */
export const setBudgetsSchema = z
  .object({
    day: sharedLimitsSchema.optional(),
    background: sharedLimitsSchema.optional(),
    agents: z
      .record(
        z.string(),
        z
          .object({ period: z.enum(['day', 'total']).optional(), limits: sharedLimitsSchema })
          .strict()
          .nullable(),
      )
      .optional(),
    unpriced_token_cap: z.number().int().min(0).max(1e12).optional(),
  })
  .strict();
export type SetBudgets = z.infer<typeof setBudgetsSchema>;

export const pricesSchema = z.object({
  prices: z.array(
    z.object({ model: z.string(), price: modelPriceSchema, source: z.enum(['owner', 'built_in']) }),
  ),
  /** The models in use that have no price. */
  missing: z.array(z.string()),
});
export type Prices = z.infer<typeof pricesSchema>;

/** By model; null takes the owner's price away. */
export const setPricesSchema = z
  .object({ prices: z.record(z.string().min(1).max(200), modelPriceSchema.nullable()) })
  .strict();
export type SetPrices = z.infer<typeof setPricesSchema>;
