import type { Building } from './building.ts';
import { textOf } from './content.ts';
import { harnessNotice } from './harness-notices.ts';
import type { EventOf, Notice, Stored } from './items.ts';

/** Everything that is neither said nor called: where the session stands, what happened beside it. */
export function addStatusOrNotice(to: Building, seq: number, event: Stored['event']): void {
  const at = event.processed_at;
  const push = (notice: Notice) => to.items.push({ key: event.id, seq, kind: 'notice', notice, at });
  switch (event.type) {
    case 'session.status_running':
      settleBudget(to, 'went_on');
      to.workedMs ??= 0;
      to.state = { ...to.state, status: 'running', since: at, waitsFor: [] };
      return;
    case 'session.status_rescheduled':
      // said again when a pause has come to rest: then nobody works
      if (to.state.isPaused) restWork(to, at);
      to.state = {
        ...to.state,
        status: 'rescheduling',
        since: to.state.isPaused ? null : (to.state.since ?? at),
        waitsFor: [],
      };
      return;
    case 'session.status_idle':
      becomeIdle(to, seq, event);
      return;
    case 'session.status_terminated':
      to.state = { ...to.state, status: 'terminated', since: null, waitsFor: [] };
      push({ kind: 'terminated' });
      return;
    case 'user.interrupt':
      settleBudget(to, 'stopped');
      return;
    case 'holdfast.interrupted': {
      // a message that was cut off says so itself
      const last = to.items.at(-1);
      if (last?.kind !== 'agent' || !last.event.holdfast?.interrupted) push({ kind: 'interrupted' });
      return;
    }
    case 'holdfast.folder_granted':
      to.folders.set(event.grant_id, event.name);
      push({ kind: 'folder_granted', name: event.name, path: event.path, access: event.access });
      return;
    case 'holdfast.folder_revoked':
      push({ kind: 'folder_revoked', name: to.folders.get(event.grant_id) ?? null });
      return;
    case 'holdfast.rule_added':
      to.rules.set(event.rule_id, event.text);
      push({ kind: 'rule_added', text: event.text });
      return;
    case 'holdfast.rule_revoked':
      push({ kind: 'rule_revoked', text: to.rules.get(event.rule_id) ?? null });
      return;
    case 'holdfast.forked':
      // how long the parent worked at it is the parent's
      to.workedMs = null;
      break;
    case 'holdfast.paused':
    case 'holdfast.resumed':
      to.state = { ...to.state, isPaused: event.type === 'holdfast.paused' };
      break;
    default:
      break;
  }
  // spans, titles, threads, the marks of forgetting: nothing to see
  const notice = harnessNotice(to, event);
  if (notice) push(notice);
}

function becomeIdle(to: Building, seq: number, event: EventOf<'session.status_idle'>): void {
  const { stop_reason: reason } = event;
  const at = event.processed_at;
  restWork(to, at);
  to.state = {
    ...to.state,
    status: 'idle',
    since: null,
    waitsFor: reason.type === 'requires_action' ? reason.event_ids : [],
  };
  if (reason.type === 'requires_action') return;
  if (reason.type === 'refusal') {
    const notice: Notice = { kind: 'refusal', explanation: event.stop_details?.explanation ?? null };
    to.items.push({ key: `${event.id}:refusal`, seq, kind: 'notice', notice, at });
  }
  if (reason.type === 'budget_reached' && !isBudgetSaid(to)) {
    const notice: Notice = { kind: 'budget_reached', reached: [], settled: null };
    to.items.push({ key: `${event.id}:budget`, seq, kind: 'notice', notice, at });
  }
  pushTurnEnd(to, seq, event);
  to.workedMs = null;
}

/** Adds what was worked since the session last began to. */
function restWork(to: Building, at: string): void {
  if (to.workedMs !== null && to.state.since)
    to.workedMs += Math.max(0, Date.parse(at) - Date.parse(to.state.since));
}

/** A limit that stopped the session is settled by what the owner did next: raised it, or left it at that. */
function settleBudget(to: Building, settled: 'stopped' | 'went_on'): void {
  const at = to.items.findLastIndex(
    (item) => item.kind === 'notice' && item.notice.kind === 'budget_reached',
  );
  const item = to.items[at];
  if (item?.kind !== 'notice' || item.notice.kind !== 'budget_reached' || item.notice.settled !== null)
    return;
  to.items[at] = { ...item, notice: { ...item.notice, settled } };
}

/** The event with the figures comes just before the end of the turn. */
function isBudgetSaid(to: Building): boolean {
  const from = to.items.findLastIndex((item) => item.kind === 'user' || item.kind === 'turn_end') + 1;
  return to.items.slice(from).some((item) => item.kind === 'notice' && item.notice.kind === 'budget_reached');
}

function pushTurnEnd(to: Building, seq: number, event: EventOf<'session.status_idle'>): void {
  const from = to.items.findLastIndex((item) => item.kind === 'user' || item.kind === 'turn_end') + 1;
  const turn = to.items.slice(from);
  const text = turn
    .flatMap((item) => (item.kind === 'agent' ? [textOf(item.event.content)] : []))
    .join('\n\n');
  const tools = turn.filter((item) => item.kind === 'tool').length;
  // also of a turn whose beginning lies before what was read: a row that came later would move the others
  if (text === '' && tools === 0) return;
  const { workedMs } = to;
  to.items.push({ key: event.id, seq, kind: 'turn_end', workedMs, endedAt: event.processed_at, text, tools });
}
