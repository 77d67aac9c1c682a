import { HoldfastError } from '../base/index.ts';
import type { Tx } from '../db/worker.ts';
import type { EventOf, NewEvent, StoredEvent } from '../events/index.ts';
import { type AppendEvents, getEvent } from '../log/worker.ts';
import { type Approval, getApproval } from './approval-store.ts';
import { changedFiles } from './changed-files.ts';

export interface AnswerInput {
  toolUseId: string;
  /** Hash of the arguments as the owner saw them; null from clients of the Managed Agents API, which cannot name it. */
  inputHash: string | null;
  decision: 'allow_once' | 'allow_session' | 'deny';
  note: string | null;
  by: string;
}

export interface Answered {
  sessionId: string;
  confirmation: StoredEvent;
}

/**
 * Makes the command that answers an approval: the confirmation, the rule where one was chosen, and the start of the call are
 * one transaction. Throws `approval_not_found`, `approval_already_answered`, `approval_stale`.
 */
export function createAnswer(append: AppendEvents) {
  return function answer(tx: Tx, input: AnswerInput): Answered {
    const approval = getApproval(tx, { id: input.toolUseId });
    if (approval.status !== 'pending')
      throw new HoldfastError('approval_already_answered', `${approval.id} is ${approval.status}`);
    if (input.inputHash !== null && input.inputHash !== approval.inputHash) {
      throw new HoldfastError(
        'approval_stale',
        `the arguments of ${approval.id} are not the ones that were shown`,
      );
    }
    const use = getEvent(tx, { eventId: approval.id }).event;
    if (use.type !== 'agent.tool_use' || !use.holdfast?.ask)
      throw new HoldfastError('approval_not_found', `no call ${approval.id}`);
    const events = answerEvents(tx, input, approval, use);
    const [confirmation] = append(tx, { sessionId: approval.sessionId, events });
    if (!confirmation) throw new HoldfastError('internal', 'the confirmation was not appended');
    return { sessionId: approval.sessionId, confirmation };
  };
}

function answerEvents(
  tx: Tx,
  input: AnswerInput,
  approval: Approval,
  use: EventOf<'agent.tool_use'>,
): NewEvent[] {
  const isAllowed = input.decision !== 'deny';
  const offer = approval.preview.ruleOffered;
  if (input.decision === 'allow_session' && !offer) {
    throw new HoldfastError('invalid_request', 'no rule was offered for this call');
  }
  const confirmation: NewEvent = {
    type: 'user.tool_confirmation',
    tool_use_id: approval.id,
    result: isAllowed ? 'allow' : 'deny',
    ...(input.note === null ? {} : { deny_message: input.note }),
    holdfast: { by: input.by, scope: input.decision === 'allow_session' ? 'session' : 'once' },
  };
  if (!isAllowed) return [confirmation];
  const files = changedFiles(approval.preview);
  const intent: NewEvent = {
    type: 'holdfast.tool_intent',
    tool_use_id: approval.id,
    tool: approval.tool,
    input_hash: approval.inputHash,
    recovery: use.holdfast?.ask?.recovery ?? 'effectful',
    idempotency_key: approval.id,
    ...(files === 0 ? {} : { files }),
    verdict: { decision: 'allow', rule: 'owner', reason: `Allowed by ${input.by}.` },
  };
  if (input.decision === 'allow_once' || !offer) return [confirmation, intent];
  const rule: NewEvent = {
    type: 'holdfast.rule_added',
    rule_id: tx.runtime.ids.next('rule'),
    tool: offer.tool,
    scope: 'session',
    match: { ...offer.match },
    text: offer.text,
    by: input.by,
  };
  return [confirmation, rule, intent];
}
