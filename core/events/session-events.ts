import { z } from 'zod';
import { contentBlock, redactedBlock, textBlock } from './blocks.ts';
import { modeEvents } from './mode-events.ts';

const id = z.string().min(1);
const at = z.string();
const base = { id, processed_at: at };
const thread = { session_thread_id: z.string().nullish() };

/** Holdfast's additions to an event; shown only to clients that ask for them. */
export const verdict = z.object({
  decision: z.enum(['allow', 'ask', 'deny']),
  /** Which policy or rule decided: `policy:always_allow`, `rule:<id>`, `owner` … */
  rule: z.string(),
  reason: z.string(),
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
const monetaryAmount = z.object({ amount: z.string(), currency: z.literal('USD') });
const budgetOnWire = z.object({ type: z.literal('limit'), max_list_cost: monetaryAmount });

const retryStatus = z.object({ type: z.enum(['retrying', 'exhausted', 'terminal']) });
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
const requestPurpose = z.enum(['compaction']);

const userEvents = [
  z.object({ ...base, type: z.literal('user.message'), content: z.array(contentBlock).min(1) }),
  z.object({ ...base, ...thread, type: z.literal('user.interrupt') }),
  z.object({
    ...base,
    ...thread,
    type: z.literal('user.tool_confirmation'),
    tool_use_id: id,
    result: z.enum(['allow', 'deny']),
    deny_message: z.string().nullish(),
    holdfast: z.object({ by: z.string(), scope: z.enum(['once', 'session']).optional() }).optional(),
  }),
  z.object({
    ...base,
    ...thread,
    type: z.literal('user.custom_tool_result'),
    custom_tool_use_id: id,
    content: z.array(contentBlock).optional(),
    is_error: z.boolean().nullish(),
  }),
] as const;

const agentEvents = [
  z.object({
    ...base,
    type: z.literal('agent.message'),
    content: z.array(z.discriminatedUnion('type', [textBlock, redactedBlock])),
    holdfast: z.object({ interrupted: z.boolean().optional() }).optional(),
  }),
  z.object({
    ...base,
    type: z.literal('agent.thinking'),
    holdfast: z
      .object({
        thinking: z.string().optional(),
        signature: z.string().optional(),
        redacted: z.string().optional(),
      })
      .optional(),
  }),
  z.object({
    ...base,
    ...thread,
    type: z.literal('agent.tool_use'),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    evaluated_permission: z.enum(['allow', 'ask', 'deny']).optional(),
    evaluation: evaluation.optional(),
    holdfast: z
      .object({
        /** The id the model gave the call; tool results go back under it. */
        model_tool_use_id: z.string().optional(),
        /** Set on calls that code inside run_code made. */
        parent_tool_use_id: z.string().optional(),
        verdict: verdict.optional(),
        /** Where the owner is asked: what the answer is bound to, and what is shown (a `CallPreview`, frozen when asked). */
        ask: z
          .object({
            input_hash: z.string(),
            recovery: z.enum(['pure', 'idempotent', 'effectful']),
            preview: z.record(z.string(), z.unknown()),
          })
          .optional(),
        invalid_json: z.string().optional(),
        /** Set on calls that the owner let be executed after a dry run: the call that was recorded. */
        dry_run_of: z.string().optional(),
        /** Set on calls that a step of the approved plan covers: that plan's `propose_plan` call, and the step, from 0. */
        plan_step: z.object({ tool_use_id: id, index: z.number().int().min(0) }).optional(),
      })
      .optional(),
  }),
  z.object({
    ...base,
    type: z.literal('agent.tool_result'),
    tool_use_id: id,
    content: z.array(contentBlock).optional(),
    is_error: z.boolean().nullish(),
    holdfast: z
      .object({
        parent_tool_use_id: z.string().optional(),
        duration_ms: z.number().optional(),
        /** How much of it code spent waiting for the owner's answers. */
        waited_ms: z.number().optional(),
        unknown_outcome: z.boolean().optional(),
        denied: z.boolean().optional(),
        output_label: z.enum(['trusted', 'untrusted', 'echo']).optional(),
        details: z.record(z.string(), z.unknown()).optional(),
      })
      .optional(),
  }),
  /** The view was shortened; what came of it is in the `holdfast.compaction` beside it. */
  z.object({ ...base, type: z.literal('agent.thread_context_compacted') }),
  z.object({
    ...base,
    ...thread,
    type: z.literal('agent.custom_tool_use'),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    holdfast: z
      .object({
        model_tool_use_id: z.string().optional(),
        parent_tool_use_id: z.string().optional(),
        dry_run_of: z.string().optional(),
        /** Set on questions that the harness asks by itself; the model did not make the call. */
        asked_by: z.literal('loop_guard').optional(),
      })
      .optional(),
  }),
] as const;

const sessionEvents = [
  z.object({ ...base, type: z.literal('session.status_running') }),
  z.object({
    ...base,
    type: z.literal('session.status_idle'),
    stop_reason: stopReason,
    stop_details: stopDetails,
  }),
  z.object({ ...base, type: z.literal('session.status_rescheduled') }),
  z.object({ ...base, type: z.literal('session.status_terminated') }),
  z.object({
    ...base,
    type: z.literal('session.thread_status_running'),
    session_thread_id: id,
    agent_name: z.string(),
  }),
  z.object({
    ...base,
    type: z.literal('session.thread_status_idle'),
    session_thread_id: id,
    agent_name: z.string(),
    stop_reason: stopReason,
    stop_details: stopDetails,
  }),
  z.object({
    ...base,
    type: z.literal('session.error'),
    error: z.object({
      type: z.enum(sessionErrorTypes),
      message: z.string(),
      retry_status: retryStatus,
    }),
    holdfast: z
      .object({
        code: z.string(),
        attempt: z.number().optional(),
        retry_in_ms: z.number().optional(),
        next_step: z.string().optional(),
      })
      .optional(),
  }),
  z.object({
    ...base,
    type: z.literal('session.updated'),
    title: z.string().nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
    budget: budgetOnWire.nullish(),
  }),
  z.object({ ...base, type: z.literal('session.deleted') }),
  z.object({
    ...base,
    type: z.literal('session.usage'),
    usage: z.object({
      input_tokens: z.number(),
      output_tokens: z.number(),
      cache_read_input_tokens: z.number(),
      cache_creation: z.object({
        ephemeral_5m_input_tokens: z.number(),
        ephemeral_1h_input_tokens: z.number(),
      }),
      active_seconds: z.number(),
      list_cost: monetaryAmount.optional(),
    }),
    budget: budgetOnWire.nullable(),
  }),
  z.object({
    ...base,
    type: z.literal('span.model_request_start'),
    holdfast: z.object({ model: z.string().optional(), purpose: requestPurpose.optional() }).optional(),
  }),
  z.object({
    ...base,
    type: z.literal('span.model_request_end'),
    model_request_start_id: id,
    is_error: z.boolean().nullable(),
    model_usage: modelUsage,
    holdfast: z
      .object({
        stop_reason: z.string().optional(),
        model: z.string().optional(),
        purpose: requestPurpose.optional(),
        duration_ms: z.number().optional(),
        /** Where `model_usage` comes from, when not from the model: reckoned by what arrived, or all that was reserved. */
        usage_source: z.enum(['reported', 'estimated', 'reserved']).optional(),
      })
      .optional(),
  }),
] as const;

const compactionTrigger = z.enum(['threshold', 'overflow']);

const limit = z.number().nullish();
/** Limits of a session; what each bounds stands in core/harness/budget/figures.ts. */
const budgetLimits = z.object({
  input_tokens: limit,
  output_tokens: limit,
  cost_cents: limit,
  wall_seconds: limit,
  running_seconds: limit,
  tool_calls: limit,
  bytes_out: limit,
  files_changed: limit,
});
const reachedLimit = z.object({
  scope: z.enum(['session', 'agent', 'day', 'background']),
  what: z.enum([
    'input_tokens',
    'output_tokens',
    'cost_cents',
    'wall_seconds',
    'running_seconds',
    'tool_calls',
    'bytes_out',
    'files_changed',
    'unpriced_tokens',
  ]),
  limit: z.number(),
  spent: z.number(),
  needed: z.number(),
});
/** US dollars per million tokens. */
const price = z.object({
  input: z.number(),
  output: z.number(),
  cache_read: z.number(),
  cache_write: z.number(),
});

const holdfastEvents = [
  z.object({
    ...base,
    type: z.literal('holdfast.tool_intent'),
    tool_use_id: id,
    tool: z.string(),
    input_hash: z.string(),
    recovery: z.enum(['pure', 'idempotent', 'effectful']),
    idempotency_key: z.string(),
    /** How many files of the owner's folders it would change. */
    files: z.number().int().optional(),
    verdict,
  }),
  z.object({
    ...base,
    type: z.literal('holdfast.folder_granted'),
    grant_id: id,
    name: z.string(),
    path: z.string(),
    access: z.enum(['read', 'read_write']),
  }),
  z.object({ ...base, type: z.literal('holdfast.folder_revoked'), grant_id: id }),
  z.object({
    ...base,
    type: z.literal('holdfast.rule_added'),
    rule_id: id,
    tool: z.string(),
    scope: z.literal('session'),
    match: z.record(z.string(), z.unknown()),
    text: z.string(),
    by: z.string(),
  }),
  z.object({ ...base, type: z.literal('holdfast.rule_revoked'), rule_id: id }),
  z.object({
    ...base,
    type: z.literal('holdfast.interrupted'),
    phase: z.enum(['stream', 'tool', 'waiting']),
    event_id: z.string().nullish(),
  }),
  /** Events from `to_seq` up to this one no longer belong to what the model reads; they stay in the log. */
  z.object({ ...base, type: z.literal('holdfast.rewound'), to_seq: z.number().int().positive() }),
  /** Nothing new starts from here on until `holdfast.resumed`; what runs ends by itself. */
  z.object({ ...base, type: z.literal('holdfast.paused'), by: z.string() }),
  /** The pause has come to rest: nothing runs any more. These calls are allowed and had not started. */
  z.object({ ...base, type: z.literal('holdfast.pause_reached'), not_started: z.array(z.string()) }),
  z.object({ ...base, type: z.literal('holdfast.resumed'), by: z.string() }),
  /** First event of a fork: everything before it is the parent's log up to `seq`, whose hash there is `head_hash` (hex). */
  z.object({
    ...base,
    type: z.literal('holdfast.forked'),
    session_id: id,
    seq: z.number().int().positive(),
    head_hash: z.string(),
  }),
  /** From here to the end of the turn requests go to `to`, the model that the owner named for this. `why` is the error's code. */
  z.object({
    ...base,
    type: z.literal('holdfast.model_fallback'),
    from: z.string(),
    to: z.string(),
    why: z.string(),
  }),
  /** From here on requests carry this charter; `sha256` is of its whole text, in hex. */
  z.object({ ...base, type: z.literal('holdfast.charter'), version: z.string(), sha256: z.string() }),
  /** From here on the view has references in the place of these calls' results; the results stay in the log. */
  z.object({
    ...base,
    type: z.literal('holdfast.context_cleared'),
    tool_use_ids: z.array(z.string()).min(1),
    tokens_before: z.number(),
    tokens_after: z.number(),
  }),
  z.object({
    ...base,
    type: z.literal('holdfast.compaction_started'),
    from_seq: z.number().int().positive(),
    to_seq: z.number().int().positive(),
    trigger: compactionTrigger,
    tokens_before: z.number(),
  }),
  /**
   * From here on the view has `summary` in the place of everything up to `to_seq`. `from_seq` is where what was new to it
   * begins. `checked` counts what of the log was looked for in the summary and found. `summary` is gone once the owner forgot
   * something that it may repeat; the view then makes an extract of what is left.
   */
  z.object({
    ...base,
    type: z.literal('holdfast.compaction'),
    from_seq: z.number().int().positive(),
    to_seq: z.number().int().positive(),
    trigger: compactionTrigger,
    method: z.enum(['model', 'extract']),
    checked: z.object({
      asks: z.number(),
      identifiers: z.number(),
      errors: z.number(),
      left_out: z.number(),
    }),
    budget_tokens: z.number(),
    tokens_before: z.number(),
    tokens_after: z.number(),
    summary: z.string().optional(),
  }),
  /** The loop guard saw the agent going in circles: 1 told the model, 2 demands a thought first, 3 stopped and asks the owner. */
  z.object({
    ...base,
    type: z.literal('holdfast.loop_noted'),
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    kind: z.enum(['repeat', 'cycle', 'error', 'no_news']),
    /** The calls that brought nothing new, in order. */
    tool_use_ids: z.array(z.string()),
    /** What the model reads, in the harness's name. */
    text: z.string(),
  }),
  /** From here on these are the session's limits; those that are missing or null do not exist. */
  z.object({
    ...base,
    type: z.literal('holdfast.budget_set'),
    limits: budgetLimits,
    /** Nobody watches this session: it also counts against the limits of background work. */
    background: z.boolean(),
    /** The limit of money is a Managed Agents budget. */
    managed: z.boolean(),
    by: z.string(),
  }),
  /** What the request of this span may use at most; it counts as spent until the span ends. */
  z.object({
    ...base,
    type: z.literal('holdfast.budget_reserved'),
    span_id: id,
    purpose: z.enum(['answer', ...requestPurpose.options]),
    model: z.string(),
    reserved: z.object({ input_tokens: z.number(), output_tokens: z.number(), bytes_out: z.number() }),
    /** The price that holds for this request; null when nobody knows it. */
    price: price.nullable(),
  }),
  /** Limits stood in the way of a request, or of the calls named, which then were not run. */
  z.object({
    ...base,
    type: z.literal('holdfast.budget_reached'),
    reached: z.array(reachedLimit).min(1),
    tool_use_ids: z.array(z.string()).optional(),
  }),
  ...modeEvents,
  z.object({
    ...base,
    type: z.literal('holdfast.forgotten'),
    event_id: id,
    parts: z.array(z.number()),
    commitment: z.string(),
  }),
] as const;

/** Every event that is stored, discriminated by `type`. */
export const sessionEvent = z.discriminatedUnion('type', [
  ...userEvents,
  ...agentEvents,
  ...sessionEvents,
  ...holdfastEvents,
]);

export type SessionEvent = z.infer<typeof sessionEvent>;
export type EventType = SessionEvent['type'];
export type EventOf<T extends EventType> = Extract<SessionEvent, { type: T }>;
export type StopReason = z.infer<typeof stopReason>;
export type StopDetails = z.infer<typeof stopDetails>;
export type ModelUsage = z.infer<typeof modelUsage>;
export type Verdict = z.infer<typeof verdict>;

type Unstamped<E> = E extends SessionEvent ? Omit<E, 'id' | 'processed_at'> & { id?: string } : never;
/** An event before it is appended: the log gives `processed_at`, and `id` where none was chosen beforehand. */
export type NewEvent = Unstamped<SessionEvent>;

/** An event at its place in a session's log; `seq` counts from 1 without gaps. */
export interface StoredEvent {
  seq: number;
  event: SessionEvent;
}

/** What the owner or a client may send. */
export const clientEventTypes = [
  'user.message',
  'user.interrupt',
  'user.tool_confirmation',
  'user.custom_tool_result',
] as const;

/** The event without Holdfast's additions, as a Managed Agents client expects it. */
export function withoutHoldfast(event: SessionEvent): SessionEvent {
  if (!('holdfast' in event)) return event;
  const { holdfast: _, ...rest } = event;
  return rest as SessionEvent;
}

/** True for Holdfast's own event types. */
export function isHoldfastEvent(event: { type: string }): boolean {
  return event.type.startsWith('holdfast.');
}
