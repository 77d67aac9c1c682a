import { HoldfastError } from '../../base/index.ts';
import type { SessionEvent } from '../../events/index.ts';
import { proposePlanName } from '../../harness/index.ts';
import { createBudgetActions } from '../budget-actions.ts';
import type { QueuedEvent } from '../contract.ts';
import type { ApiDeps } from '../ports.ts';
import { createSessionActions } from '../session-actions.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import type { ClientEvent } from './session-schemas.ts';

/** A message that waits, as Managed Agents clients know it. */
type Echo = Omit<QueuedEvent, 'delivery'>;

/**
 * Takes what clients send. Everything is checked before anything happens; then events take effect in the order given.
 * Resolves with the echo: stored events with their time, queued messages with `processed_at` null.
 */
export function createEventSender(deps: ApiDeps) {
  const { gate, harness } = deps;
  const sessions = createSessionActions(deps);
  const budgets = createBudgetActions(deps);

  async function check(sessionId: string, event: ClientEvent, caller: Caller): Promise<void> {
    if (event.type === 'user.custom_tool_result') {
      const waiting = (await gate.listQuestions({ sessionId })).find(
        (question) => question.id === event.custom_tool_use_id,
      );
      if (waiting?.tool === proposePlanName)
        throw new HoldfastError('forbidden', 'a plan is approved or rejected by the owner, in Holdfast');
    }
    // at a limit only answers and interrupts are taken
    if (event.type === 'user.message') await budgets.requireRoom(sessionId);
    if (event.type !== 'user.tool_confirmation') return;
    requireOwner(caller, 'answer approvals');
    const approval = await gate.getApproval({ id: event.tool_use_id });
    if (approval.sessionId !== sessionId) {
      throw new HoldfastError('approval_not_found', `${event.tool_use_id} is not a tool use of this session`);
    }
    if (approval.status !== 'pending') {
      throw new HoldfastError('approval_already_answered', `${event.tool_use_id} is ${approval.status}`);
    }
  }

  async function take(sessionId: string, event: ClientEvent, caller: Caller): Promise<SessionEvent | Echo> {
    switch (event.type) {
      case 'user.message': {
        const [queued] = await sessions.send(sessionId, [event.content]);
        if (queued === undefined) throw new HoldfastError('internal', 'the log queued no event');
        // how it is delivered is Holdfast's own word
        const { delivery: _, ...echo } = queued;
        return echo;
      }
      case 'user.interrupt':
        return harness.interrupt(sessionId);
      case 'user.custom_tool_result':
        return sessions.answerCustomTool(sessionId, {
          custom_tool_use_id: event.custom_tool_use_id,
          content: event.content ?? [],
          is_error: event.is_error ?? false,
        });
      case 'user.tool_confirmation':
        return sessions.answerApproval({
          toolUseId: event.tool_use_id,
          inputHash: null,
          decision: event.result === 'allow' ? 'allow_once' : 'deny',
          note: event.deny_message ?? null,
          by: caller.answeredBy,
        });
    }
  }

  return {
    async send(sessionId: string, events: readonly ClientEvent[], caller: Caller) {
      const record = await sessions.requireLive(sessionId);
      if (record.status === 'terminated')
        throw new HoldfastError('session_terminated', `${sessionId} is terminated`);
      for (const event of events) await check(sessionId, event, caller);
      const echo: (SessionEvent | Echo)[] = [];
      for (const event of events) echo.push(await take(sessionId, event, caller));
      return echo;
    },
  };
}
