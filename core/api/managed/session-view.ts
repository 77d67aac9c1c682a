import type { SessionResource } from '../../sandbox/index.ts';
import type { ApiDeps, LogPort } from '../ports.ts';
import { toolsOnWire } from './agent-routes.ts';
import { resourceOnWire } from './file-catalog.ts';
import type { Session, SessionAgent } from './session-schemas.ts';

export type SessionRecord = Awaited<ReturnType<LogPort['getSession']>>;

/** The agent snapshot in a session's record; it was written by `createSession` with exactly this shape. */
export function agentOf(record: SessionRecord): SessionAgent {
  return record.agent as unknown as SessionAgent;
}

type Report = Awaited<ReturnType<ApiDeps['budgets']['report']>>[string];
const nanosPerCent = 10_000_000;

/** A session as Managed Agents clients see it. An archived one reports `terminated`. `now` in ms. */
export function sessionOnWire(
  record: SessionRecord,
  now: number,
  report: Report | undefined,
  resources: readonly SessionResource[],
  vaultIds: string[] = [],
): Session {
  const agent = agentOf(record);
  const end = record.archivedAt ?? now;
  const activeSeconds = ((report?.spent.runningMs ?? 0) + (report?.underWayMs ?? 0)) / 1000;
  const cents = report?.isManaged ? report.limits.cost_cents : null;
  const dollars = (amount: number) => ({ amount: String(amount), currency: 'USD' as const });
  return {
    id: record.id,
    type: 'session',
    agent: { ...agent, tools: toolsOnWire(agent.tools) },
    status: record.archivedAt === null ? record.status : 'terminated',
    environment_id: record.environmentId,
    title: record.title,
    metadata: record.metadata,
    resources: resources.filter(({ sessionId }) => sessionId === record.id).map(resourceOnWire),
    vault_ids: vaultIds,
    deployment_id: null,
    budget: cents == null ? null : { type: 'limit', max_list_cost: dollars(Math.floor(cents)) },
    outcome_evaluations: [],
    stats: { active_seconds: activeSeconds, duration_seconds: Math.max(0, (end - record.createdAt) / 1000) },
    usage: {
      input_tokens: record.usage.input_tokens,
      output_tokens: record.usage.output_tokens,
      cache_read_input_tokens: record.usage.cache_read_input_tokens,
      cache_creation: {
        ephemeral_5m_input_tokens: record.usage.cache_creation_input_tokens,
        ephemeral_1h_input_tokens: 0,
      },
      active_seconds: activeSeconds,
      ...(report && report.spent.unpricedTokens === 0
        ? { list_cost: dollars(Math.ceil(report.spent.costNanos / nanosPerCent)) }
        : {}),
    },
    created_at: new Date(record.createdAt).toISOString(),
    updated_at: new Date(record.updatedAt).toISOString(),
    archived_at: record.archivedAt === null ? null : new Date(record.archivedAt).toISOString(),
  };
}

/** The snapshot of an agent that a session is made with. */
export function snapshotOf(agent: SessionAgent): SessionAgent {
  const { id, type, version, name, description, model, system, tools, mcp_servers, skills, multiagent } =
    agent;
  const { execution_identity } = agent;
  return {
    id,
    type,
    version,
    name,
    description,
    model,
    system,
    tools,
    mcp_servers,
    skills,
    multiagent,
    execution_identity,
  };
}
