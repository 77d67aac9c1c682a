import { z } from 'zod';
import { contentBlock, redactedBlock, textBlock } from './blocks.ts';
import {
  base,
  budgetOnWire,
  evaluation,
  id,
  modelUsage,
  monetaryAmount,
  requestPurpose,
  retryStatus,
  sessionErrorTypes,
  shownOrigins,
  stopDetails,
  stopReason,
  thread,
  verdict,
} from './event-parts.ts';
import { foundInOutput } from './found.ts';
import { noteOrigin } from './memory-events.ts';

/** What the owner or a client says. */
export const userEvents = [
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

/** What the agent says and does. */
export const agentEvents = [
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
        /** Where a call with an effect was asked about or blocked: the origins of its values. */
        origins: shownOrigins.optional(),
        /** Of a call that asks to remember something. */
        note: noteOrigin.optional(),
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
        found: foundInOutput.optional(),
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
        asked_by: z.enum(['loop_guard', 'ask_bound']).optional(),
      })
      .optional(),
  }),
] as const;

/** How the session stands. */
export const sessionEvents = [
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
      /** Of the `mcp_…` types: as the owner named the server. */
      mcp_server_name: z.string().optional(),
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
