import { type Building, startBuilding } from './building.ts';
import { textOf } from './content.ts';
import { addError, endRetries } from './error-items.ts';
import type { EventOf, PlanItem, QuestionItem, Stored, Timeline } from './items.ts';
import { answerPlan, planOf, planTool, stepOf, takeApproval } from './plans.ts';
import { isAskUser, questionOf } from './questions.ts';
import { fold } from './rewind.ts';
import { addStatusOrNotice } from './status-items.ts';
import { callOf, judgeOpen, settle } from './tool-calls.ts';

/**
 * Makes the rows of a transcript from its events (ascending, any tail of the log). Pure. Results whose call
 * lies before the tail are left out; they appear with their call when older events are read.
 */
export function buildItems(events: readonly Stored[]): Timeline {
  const building = startBuilding();
  for (const stored of events) add(building, stored);
  for (const call of building.calls.values()) judgeOpen(call, building.state, building.turn);
  for (const question of building.questions.values()) judgeWaiting(question, building);
  for (const plan of building.plans.values()) judgeWaiting(plan, building);
  const lastUser = building.items.findLast((item) => item.kind === 'user');
  return { items: building.items, state: building.state, lastUserSeq: lastUser?.seq ?? null };
}

/** Says of a question or a plan without an answer whether it can still get one. */
function judgeWaiting(asked: QuestionItem | PlanItem, { state, turn }: Building): void {
  if (asked.state !== 'waiting') return;
  const isOpen = state.status !== 'terminated' && (state.status !== 'idle' || state.waitsFor.length > 0);
  if (asked.turn !== turn || !isOpen) asked.state = 'over';
}

function add(to: Building, { seq, event }: Stored): void {
  const place = { key: event.id, seq };
  to.seqs.set(event.id, seq);
  switch (event.type) {
    case 'user.message':
      to.turn += 1;
      to.items.push({ ...place, kind: 'user', event });
      return;
    case 'holdfast.imported_message':
      to.items.push({ ...place, kind: 'imported', event });
      return;
    case 'agent.message':
      endRetries(to);
      to.items.push({ ...place, kind: 'agent', event, warnings: [] });
      return;
    case 'agent.thinking':
      endRetries(to);
      if (event.holdfast?.thinking) to.items.push({ ...place, kind: 'thinking', event });
      return;
    case 'agent.tool_use':
    case 'agent.custom_tool_use':
      endRetries(to);
      addCall(to, seq, event);
      return;
    case 'agent.tool_result':
    case 'user.custom_tool_result':
      addResult(to, seq, event);
      return;
    case 'user.tool_confirmation': {
      const call = to.calls.get(event.tool_use_id);
      if (call) call.confirmation = event;
      return;
    }
    case 'holdfast.tool_intent': {
      const call = to.calls.get(event.tool_use_id);
      if (!call) return;
      call.verdict = event.verdict;
      call.startedAt = event.processed_at;
      return;
    }
    case 'holdfast.claims_checked':
      addWarnings(to, event);
      return;
    case 'holdfast.plan_approved':
      if (!takeApproval(to, event)) addStatusOrNotice(to, seq, event);
      return;
    case 'holdfast.dry_run_recorded': {
      const call = to.calls.get(event.tool_use_id);
      if (!call) return;
      call.recorded = { sentence: event.sentence, paths: event.paths };
      if (event.diffs) call.diffs = event.diffs;
      if (call.result) call.status = 'recorded';
      return;
    }
    case 'holdfast.budget_reached':
      for (const id of event.tool_use_ids ?? []) markNotRun(to, id);
      addStatusOrNotice(to, seq, event);
      return;
    case 'session.error':
      addError(to, seq, event);
      return;
    case 'holdfast.rewound':
      fold(to, seq, event);
      return;
    default:
      addStatusOrNotice(to, seq, event);
  }
}

/** The message stands just before; one that was not read yet is warned of once it is. */
function addWarnings(to: Building, event: EventOf<'holdfast.claims_checked'>): void {
  const at = to.items.findLastIndex((item) => item.key === event.message_id);
  const item = to.items[at];
  if (item?.kind !== 'agent') return;
  const warnings = event.warnings.map(({ claim, text, evidence_event_ids }) => ({
    claim,
    text,
    seqs: evidence_event_ids.flatMap((id) => to.seqs.get(id) ?? []),
  }));
  to.items[at] = { ...item, warnings };
}

function markNotRun(to: Building, id: string): void {
  const call = to.calls.get(id);
  if (call && (call.result === null || call.result.is_error)) call.status = 'not_run';
}

function addCall(
  to: Building,
  seq: number,
  event: EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>,
): void {
  if (event.type === 'agent.custom_tool_use' && event.name === planTool) {
    const plan = planOf(event, seq, to.turn);
    to.plans.set(event.id, plan);
    to.items.push({ key: event.id, seq, kind: 'plan', plan });
    return;
  }
  if (isAskUser(event)) {
    const question = questionOf(event, seq, to.turn);
    to.questions.set(event.id, question);
    to.items.push({ key: event.id, seq, kind: 'question', question });
    return;
  }
  const call = callOf(event, seq, to.turn);
  if (event.type === 'agent.tool_use') call.planStep = stepOf(to, event);
  const replayed = event.holdfast?.dry_run_of;
  if (replayed !== undefined) call.replayOf = { seq: to.seqs.get(replayed) ?? null };
  to.calls.set(event.id, call);
  const parent = to.calls.get(event.holdfast?.parent_tool_use_id ?? '');
  if (parent) parent.children.push(call);
  // a call made by code whose own call was not read yet appears with it
  else if (!event.holdfast?.parent_tool_use_id) to.items.push({ key: event.id, seq, kind: 'tool', call });
}

function addResult(
  to: Building,
  seq: number,
  event: EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'>,
): void {
  const id = event.type === 'agent.tool_result' ? event.tool_use_id : event.custom_tool_use_id;
  const call = to.calls.get(id);
  if (call) settle(call, seq, event);
  const plan = to.plans.get(id);
  if (plan) answerPlan(plan, seq, event);
  const question = to.questions.get(id);
  if (question?.state !== 'waiting') return;
  question.answer = textOf(event.content);
  question.endSeq = seq;
  if (event.type === 'agent.tool_result') question.state = event.is_error ? 'over' : 'answered';
  else question.state = event.is_error ? 'declined' : 'answered';
}
