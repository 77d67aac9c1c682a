import { z } from 'zod';

export const id = z.string().min(1);
export const at = z.string();
export const base = { id, processed_at: at };
export const thread = { session_thread_id: z.string().nullish() };

/** Holdfast's additions to an event; shown only to clients that ask for them. */
export const verdict = z.object({
  decision: z.enum(['allow', 'ask', 'deny']),
  /** Which policy or rule decided: `policy:always_allow`, `rule:<id>`, `owner` … */
  rule: z.string(),
  reason: z.string(),
});

/** What the owner permits within one task. */
export const callGrant = z.object({
  effect: z.enum(['local', 'egress', 'money', 'destructive', 'account', 'exec', 'physical']),
  tools: z.array(z.string().min(1)).min(1).max(50),
  /** Recipients, names, places, amounts: as the owner wrote them. Empty: the owner named none. */
  values: z.array(z.string().min(1).max(500)).max(100),
  /** Files, pages and messages that the owner named, by what they are called; addresses in them count as meant. */
  sources: z.array(z.string().min(1).max(500)).max(100),
  /** One sentence for the owner. */
  text: z.string().min(1).max(4000),
});

/** Where the values of a call come from, and what was read before it. */
export const shownOrigins = z.object({
  values: z.array(
    z.object({
      /** `recipients[0]` */
      path: z.string(),
      value: z.string(),
      origin: z.enum(['owner', 'trusted', 'untrusted', 'model']),
      event_id: z.string().nullable(),
      excerpt: z.string().nullable(),
    }),
  ),
  read: z.array(
    z.object({ event_id: z.string(), tool: z.string(), label: z.enum(['trusted', 'untrusted']) }),
  ),
});

export const stopReason = z.discriminatedUnion('type', [
  z.object({ type: z.literal('end_turn') }),
  z.object({ type: z.literal('requires_action'), event_ids: z.array(z.string()) }),
  z.object({ type: z.literal('retries_exhausted') }),
  z.object({ type: z.literal('budget_reached') }),
  z.object({ type: z.literal('refusal') }),
]);
export const stopDetails = z
  .object({
    type: z.literal('refusal'),
    category: z.enum(['cyber', 'bio', 'frontier_llm', 'reasoning_extraction', 'general_harms']).nullable(),
    explanation: z.string().nullable(),
  })
  .nullable();

export const modelUsage = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  cache_creation_input_tokens: z.number(),
  cache_read_input_tokens: z.number(),
});

/** Whole US cents, as a string. */
export const monetaryAmount = z.object({ amount: z.string(), currency: z.literal('USD') });
export const budgetOnWire = z.object({ type: z.literal('limit'), max_list_cost: monetaryAmount });

export const retryStatus = z.object({ type: z.enum(['retrying', 'exhausted', 'terminal']) });
export const sessionErrorTypes = [
  'unknown_error',
  'model_overloaded_error',
  'model_rate_limited_error',
  'model_request_failed_error',
  'mcp_connection_failed_error',
  'mcp_authentication_failed_error',
  'billing_error',
  'tool_use_limit_reached_error',
] as const;

export const evaluation = z.discriminatedUnion('type', [
  z.object({ type: z.literal('always_allow') }),
  z.object({ type: z.literal('always_ask') }),
]);

/** What a model request was for, where it was not the session's next answer. */
export const requestPurpose = z.enum(['compaction']);
