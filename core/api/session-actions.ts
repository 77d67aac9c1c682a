import { background, HoldfastError } from '../base/index.ts';
import type { ContentBlock, SessionEvent } from '../events/index.ts';
import type { AnswerInput } from '../gate/index.ts';
import type { WakeReason } from '../harness/index.ts';
import { createBudgetActions } from './budget-actions.ts';
import type { Delivery, QueuedEvent } from './contract.ts';
import { createAgentCatalog } from './managed/agent-catalog.ts';
import { createEnvironmentCatalog } from './managed/environment-catalog.ts';
import type { SessionBudgetParams } from './managed/session-budget.ts';
import type { SessionAgent } from './managed/session-schemas.ts';
import { type SessionRecord, snapshotOf } from './managed/session-view.ts';
import { patchMetadata } from './managed/shared-schemas.ts';
import type { ApiDeps } from './ports.ts';

/** What both families of routes do to sessions, so that they cannot differ. */
export type SessionActions = ReturnType<typeof createSessionActions>;

export function createSessionActions(deps: ApiDeps) {
  const { log, gate, harness } = deps;
  const agents = createAgentCatalog(deps.agents);
  const environments = createEnvironmentCatalog(deps.agents);
  const budgets = createBudgetActions(deps);

  function wake(sessionId: string, reason: WakeReason): void {
    background(harness.wake(sessionId, reason), `work on ${sessionId}`, deps.logger);
  }

  /** Throws `session_running`; a session that waits for an answer does not run. */
  async function requireIdle(sessionId: string): Promise<SessionRecord> {
    const record = await log.getSession({ sessionId });
    if (record.status === 'running' || record.status === 'rescheduling') {
      throw new HoldfastError('session_running', `${sessionId} is ${record.status}`);
    }
    return record;
  }

  /** Queues messages in order and wakes the harness; resolves with the queued forms (`processed_at` null). */
  async function send(
    sessionId: string,
    messages: readonly ContentBlock[][],
    delivery: Delivery = 'next',
  ): Promise<QueuedEvent[]> {
    await budgets.requireRoom(sessionId);
    const events = messages.map((content) => ({ type: 'user.message' as const, content }));
    const queued = await log.enqueue({ sessionId, events, delivery });
    wake(sessionId, 'input');
    return queued.map(({ id }, index) => ({
      id,
      type: 'user.message',
      content: messages[index] ?? [],
      processed_at: null,
      delivery,
    }));
  }

  /** Throws `session_archived`: what waits there must not begin to run. */
  async function requireLive(sessionId: string): Promise<SessionRecord> {
    const record = await log.getSession({ sessionId });
    if (record.archivedAt !== null) throw new HoldfastError('session_archived', `${sessionId} is archived`);
    return record;
  }

  return {
    requireIdle,
    requireLive,
    send,

    /** Asks the model again after an error or an interruption. */
    async retry(sessionId: string): Promise<void> {
      const record = await log.getSession({ sessionId });
      if (record.isPaused) throw new HoldfastError('session_paused', `${sessionId} is paused`);
      await requireIdle(sessionId);
      await requireLive(sessionId);
      await budgets.requireRoom(sessionId);
      wake(sessionId, 'retry');
    },

    /** Answers a call that waits for the owner. `inputHash` null: the caller cannot name it (Managed Agents clients). */
    async answerApproval(answer: AnswerInput): Promise<SessionEvent> {
      const { sessionId } = await gate.getApproval({ id: answer.toolUseId });
      await requireLive(sessionId);
      const { confirmation } = await gate.answer(answer);
      wake(sessionId, 'input');
      return confirmation.event;
    },

    /** Gives a custom tool (ask_user, or a client's own) its result. Throws `question_not_found` when none waits. */
    async answerCustomTool(
      sessionId: string,
      result: { custom_tool_use_id: string; content: ContentBlock[]; is_error: boolean },
    ): Promise<SessionEvent> {
      await requireLive(sessionId);
      const [stored] = await log.append({
        sessionId,
        events: [{ type: 'user.custom_tool_result', ...result }],
      });
      if (stored === undefined) throw new HoldfastError('internal', 'the log appended no event');
      wake(sessionId, 'input');
      return stored.event;
    },

    async create(input: {
      agent: SessionAgent;
      environmentId: string;
      title: string | null;
      metadata: Record<string, string>;
      createdBy: string | null;
    }) {
      const environment = await environments.get(input.environmentId);
      if (environment.archived_at !== null) {
        throw new HoldfastError('invalid_request', `environment ${environment.id} is archived`, {
          error_code: 'environment_archived',
        });
      }
      return log.createSession({ ...input, agent: { ...snapshotOf(input.agent) } });
    },

    /** The owner's own kind of session. */
    async createDefault(title: string | null, createdBy: string | null): Promise<SessionRecord> {
      const { agentId, environmentId } = await deps.defaults();
      return this.create({ agent: await agents.get(agentId), environmentId, title, metadata: {}, createdBy });
    },

    async update(
      sessionId: string,
      patch: {
        title?: string | null | undefined;
        metadata?: Record<string, string | null> | undefined;
        tools?: SessionAgent['tools'] | undefined;
        /** Said in the event; whoever calls has set it. */
        budget?: SessionBudgetParams | null | undefined;
      },
    ): Promise<SessionRecord> {
      const record =
        patch.tools === undefined ? await log.getSession({ sessionId }) : await requireIdle(sessionId);
      if (record.archivedAt !== null) throw new HoldfastError('session_archived', `${sessionId} is archived`);
      const metadata =
        patch.metadata === undefined ? undefined : patchMetadata(record.metadata, patch.metadata);
      const updated = await log.updateSession({
        sessionId,
        ...(patch.title === undefined ? {} : { title: patch.title }),
        ...(metadata === undefined ? {} : { metadata }),
        ...(patch.tools === undefined ? {} : { agent: { ...record.agent, tools: patch.tools } }),
      });
      const said = {
        ...(patch.title === undefined ? {} : { title: patch.title }),
        ...(metadata ? { metadata } : {}),
        ...(patch.budget === undefined ? {} : { budget: patch.budget }),
      };
      await log.append({ sessionId, events: [{ type: 'session.updated', ...said }] });
      return updated;
    },

    /** What waits for an answer can no longer be answered, so it never runs. */
    async archive(sessionId: string): Promise<SessionRecord> {
      await requireIdle(sessionId);
      return log.updateSession({ sessionId, archived: true });
    },

    async remove(sessionId: string): Promise<void> {
      await requireIdle(sessionId);
      await log.deleteSession({ sessionId });
    },

    /**
     * Takes everything from the user message at `seq` on out of the agent's view, then sends `content`.
     * What happened stays in the log.
     */
    async edit(sessionId: string, seq: number, content: ContentBlock[]): Promise<QueuedEvent> {
      await requireIdle(sessionId);
      await budgets.requireRoom(sessionId);
      const [target] = await log.read({ sessionId, afterSeq: seq - 1, limit: 1 });
      if (target?.seq !== seq || target.event.type !== 'user.message') {
        throw new HoldfastError('event_not_found', `seq ${seq} is not a user message of ${sessionId}`);
      }
      await log.append({ sessionId, events: [{ type: 'holdfast.rewound', to_seq: seq }] });
      const [queued] = await send(sessionId, [content]);
      if (queued === undefined) throw new HoldfastError('internal', 'the log queued no event');
      return queued;
    },
  };
}
