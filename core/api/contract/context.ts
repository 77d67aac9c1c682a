import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** One version of the owner's standing rules. */
export const ownerRulesSchema = z.object({
  version: z.number(),
  rules: z.array(z.string()),
  /** Null for version 0, before anything was set. */
  updated_at: timestampSchema.nullable(),
});
export type OwnerRules = z.infer<typeof ownerRulesSchema>;

/** How many standing rules there may be, and how long each, in characters. */
export const mostStandingRules = 50;
export const longestStandingRule = 500;

/** The charter as an agent without safety instructions of its own gets it. */
export const charterSchema = z.object({
  /** `product.owner`. */
  version: z.string(),
  /** Of `text`, in hex. */
  sha256: z.string(),
  text: z.string(),
  product: z.object({ version: z.number(), text: z.string() }),
  owner: ownerRulesSchema,
  /** Earlier versions of the owner's rules, newest first. */
  history: z.array(ownerRulesSchema),
  /** Agents with safety instructions of their own: the charter as their requests carry it. */
  agents: z.array(
    z.object({
      agent_id: z.string(),
      agent_name: z.string(),
      safety: z.string(),
      sha256: z.string(),
      text: z.string(),
    }),
  ),
});
export type CharterView = z.infer<typeof charterSchema>;

/** The whole new list. `base_version`: refused with `conflict` when that is not the current version. */
export const setCharterSchema = z
  .object({
    rules: z
      .array(
        z
          .string()
          .trim()
          .min(1)
          .max(longestStandingRule)
          .regex(/^[^\r\n]*$/, 'one line'),
      )
      .max(mostStandingRules),
    base_version: z.number().int().min(0).optional(),
  })
  .strict();
export type SetCharter = z.infer<typeof setCharterSchema>;

/** From the event at `seq` on the session's requests carried this charter. */
export const charterUseSchema = z.object({
  session_id: z.string(),
  session_title: z.string(),
  version: z.string(),
  sha256: z.string(),
  seq: z.number(),
  at: timestampSchema,
});
export type CharterUse = z.infer<typeof charterUseSchema>;

/** Without `session_id`: of the sessions that were active last, at most `limit` (20). */
export const charterUsesQuerySchema = z.object({
  session_id: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** Tokens by what they are for. `free` is what is left beside the answer's room. */
export const contextCategoriesSchema = z.object({
  charter: z.number(),
  instructions: z.number(),
  memory: z.number(),
  skills: z.number(),
  tools: z.number(),
  summary: z.number(),
  transcript: z.number(),
  free: z.number(),
});

/** What a session's next request would be made of. Tokens are estimates from above; `measured` is what the model counted last. */
export const sessionContextSchema = z.object({
  session_id: z.string(),
  model: z.string().nullable(),
  window_tokens: z.number(),
  /** Kept free for the answer. */
  reserved_tokens: z.number(),
  clear_at_tokens: z.number(),
  compact_at_tokens: z.number(),
  used_tokens: z.number(),
  categories: contextCategoriesSchema,
  measured: z.object({ input_tokens: z.number(), at: timestampSchema }).nullable(),
  charter: z.object({ version: z.string(), sha256: z.string() }),
  /** Results taken out of view, oldest first; the original is `result_event_id`, at `seq`. */
  cleared: z.array(
    z.object({
      tool_use_id: z.string(),
      result_event_id: z.string(),
      seq: z.number(),
      tool: z.string(),
      tokens: z.number(),
      /** False once a summary stands in the place of the call, too. */
      in_view: z.boolean(),
      at: timestampSchema,
    }),
  ),
  /** Oldest first; at most one is in effect. The originals are the events up to `to_seq`. */
  compactions: z.array(
    z.object({
      event_id: z.string(),
      seq: z.number(),
      from_seq: z.number(),
      to_seq: z.number(),
      method: z.enum(['model', 'extract']),
      trigger: z.enum(['threshold', 'overflow']),
      checked: z.object({
        asks: z.number(),
        identifiers: z.number(),
        errors: z.number(),
        left_out: z.number(),
      }),
      budget_tokens: z.number(),
      tokens_before: z.number(),
      tokens_after: z.number(),
      /** Null when it was forgotten with something that it may repeat. */
      summary: z.string().nullable(),
      /** The events that the summary's lines name as where they come from. */
      citations: z.array(z.object({ event_id: z.string(), seq: z.number() })),
      in_effect: z.boolean(),
      at: timestampSchema,
    }),
  ),
});
export type SessionContext = z.infer<typeof sessionContextSchema>;
