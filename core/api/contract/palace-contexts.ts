import { z } from 'zod';

/** What contexts may take in a day: tokens in and out together, or US cents at the price that is entered for the model. */
export const contextsBudgetSchema = z.union([
  z.object({ tokens: z.number().int().min(0).max(1e9) }).strict(),
  z.object({ cents: z.number().min(0).max(1e6) }).strict(),
]);

/**
 * `working`: one is being asked for, or about to be. `done`: every drawer that wants a context has one. Waiting: `busy` for sessions to rest, `budget` for the next
 * day or a higher limit, `failed` until it is tried again, `no_model` for a model that is no rehearsal.
 */
export const contextsStateSchema = z.enum(['off', 'no_model', 'busy', 'working', 'budget', 'failed', 'done']);
export type ContextsState = z.infer<typeof contextsStateSchema>;

/** Contexts of drawers: what a model wrote about where each one stands, so that recall finds it by more than its own words. */
export const contextsSchema = z.object({
  is_on: z.boolean(),
  state: contextsStateSchema,
  /** The model that is asked: the one that is set up, or another one of its endpoint; null: none is set up, or a rehearsal. */
  model: z.string().nullable(),
  /** What the owner chose in place of the model that is set up. */
  chosen_model: z.string().nullable(),
  budget: contextsBudgetSchema,
  /** Of today, reservations included. `unpriced_tokens`: those whose price nobody knows. */
  spent: z.object({ tokens: z.number(), cents: z.number(), unpriced_tokens: z.number() }),
  /** Ids of wings whose words are not sent. */
  left_out: z.array(z.string()),
  /** Drawers that have a context. */
  made: z.number(),
  waiting: z.number(),
  /** What went wrong last, or which limit is reached, as a sentence. */
  problem: z.string().nullable(),
  retry_at: z.string().nullable(),
});
export type ContextsView = z.infer<typeof contextsSchema>;

/** What is left out stays as it is. */
export const setContextsSchema = z
  .object({
    is_on: z.boolean(),
    model: z.string().trim().min(1).max(200).nullable(),
    budget: contextsBudgetSchema,
    left_out: z.array(z.string().max(100)).max(1000),
  })
  .partial()
  .strict();
export type ContextsChange = z.infer<typeof setContextsSchema>;
