import { z } from 'zod';
import { contentBlock } from '../../events/index.ts';
import { type AgentDefinition, agentOverrides } from './agent-schemas.ts';
import { type FileResource, fileResourceParams } from './file-schemas.ts';
import { type SessionBudgetParams, sessionBudget } from './session-budget.ts';
import {
  createdAtQuery,
  flag,
  type Metadata,
  metadata,
  metadataPatch,
  orderQuery,
  pageQuery,
} from './shared-schemas.ts';

/** Sessions and what clients send into them (Managed Agents reference, sections 2.1 and 2.3). */

/** The agent as it was when the session began. */
export interface SessionAgent extends Omit<AgentDefinition, 'metadata'> {
  id: string;
  type: 'agent';
  version: number;
}

export interface Session {
  id: string;
  type: 'session';
  agent: SessionAgent;
  status: 'idle' | 'running' | 'rescheduling' | 'terminated';
  environment_id: string;
  title: string | null;
  metadata: Metadata;
  resources: FileResource[];
  vault_ids: string[];
  deployment_id: null;
  budget: SessionBudgetParams | null;
  outcome_evaluations: never[];
  stats: { active_seconds: number; duration_seconds: number };
  usage: {
    input_tokens: number;
    output_tokens: number;
    cache_read_input_tokens: number;
    cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
    active_seconds: number;
    /** Absent while tokens of a model without a known price are part of it. */
    list_cost?: { amount: string; currency: 'USD' };
  };
  created_at: string;
  updated_at: string;
  archived_at: string | null;
}

const version = z.number().int().min(1).optional();

const agentParams = z.union([
  z
    .string()
    .min(1)
    .transform((id) => ({ type: 'agent' as const, id, version: undefined })),
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('agent'), id: z.string().min(1), version }).strict(),
    z
      .object({
        type: z.literal('agent_with_overrides'),
        id: z.string().min(1),
        version,
        model: agentOverrides.model.optional(),
        system: agentOverrides.system.optional(),
        tools: agentOverrides.tools.optional(),
        mcp_servers: agentOverrides.mcpServers.optional(),
        skills: agentOverrides.skills.optional(),
      })
      .strict(),
  ]),
]);

const messageContent = z.array(contentBlock).min(1).max(1000);
const userMessage = z.object({ type: z.literal('user.message'), content: messageContent }).strict();
const threadId = { session_thread_id: z.string().nullish() };

const userToolConfirmation = z
  .object({
    ...threadId,
    type: z.literal('user.tool_confirmation'),
    tool_use_id: z.string().min(1),
    result: z.enum(['allow', 'deny']),
    deny_message: z.string().max(4000).nullish(),
  })
  .strict()
  .refine(
    (event) => event.result === 'deny' || !event.deny_message,
    'deny_message goes with result "deny" only',
  );

const userCustomToolResult = z
  .object({
    ...threadId,
    type: z.literal('user.custom_tool_result'),
    custom_tool_use_id: z.string().min(1),
    content: z.array(contentBlock).max(1000).optional(),
    is_error: z.boolean().nullish(),
  })
  .strict();

const notOffered = new Map([
  ['user.define_outcome', 'outcomes are not offered here yet'],
  ['user.tool_result', 'there are no self-hosted environments here: tools run in Holdfast'],
  ['system.message', 'system messages in the middle of a session are not offered here'],
]);

const clientEvent = z.union([
  z.discriminatedUnion('type', [
    userMessage,
    z.object({ ...threadId, type: z.literal('user.interrupt') }).strict(),
    userToolConfirmation,
    userCustomToolResult,
  ]),
]);

const typed = z.looseObject({ type: z.string() }, 'each event is an object with a type');

/** One event as a client sends it; a type that exists elsewhere but not here is refused with the reason. */
export const clientEventParams = typed.transform((given, context) => {
  const reason = notOffered.get(given.type);
  if (reason !== undefined) {
    context.addIssue({ code: 'custom', path: ['type'], message: `${given.type}: ${reason}` });
    return z.NEVER;
  }
  const parsed = clientEvent.safeParse(given);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
  return z.NEVER;
});
export type ClientEvent = z.infer<typeof clientEvent>;

export const sendEventsParams = z.object({ events: z.array(clientEventParams).min(1).max(100) }).strict();

export const createSessionParams = z
  .object({
    agent: agentParams,
    environment_id: z.string().min(1),
    title: z.string().max(500).nullish(),
    metadata: metadata.optional(),
    initial_events: z.array(userMessage).max(50).optional(),
    resources: z.array(fileResourceParams).max(500).optional(),
    vault_ids: z.array(z.string().min(1)).max(16).optional(),
    budget: sessionBudget.optional(),
  })
  .strict();

export const updateSessionParams = z
  .object({
    title: z.string().max(500).nullish(),
    metadata: metadataPatch.nullish(),
    agent: z
      .object({ tools: agentOverrides.tools.optional(), mcp_servers: agentOverrides.mcpServers.optional() })
      .strict()
      .optional(),
    budget: sessionBudget.nullable().optional(),
  })
  .strict();

export const listSessionsQuery = z.object({
  ...pageQuery({ standard: 20, max: 100 }),
  ...createdAtQuery,
  agent_id: z.string().optional(),
  agent_version: z.coerce.number().int().min(1).optional(),
  deployment_id: z.string().optional(),
  memory_store_id: z.string().optional(),
  statuses: z.array(z.enum(['idle', 'running', 'rescheduling', 'terminated'])).optional(),
  include_archived: flag.default(false),
  order: orderQuery.default('desc'),
});

export const listEventsQuery = z.object({
  ...pageQuery({ standard: 1000, max: 1000 }),
  ...createdAtQuery,
  types: z.array(z.string()).max(64).optional(),
  order: orderQuery.default('asc'),
});

export const streamQuery = z.object({
  event_deltas: z
    .array(
      z.enum(['agent.message', 'agent.thinking'], 'event_deltas[] takes agent.message and agent.thinking'),
    )
    .optional(),
});
