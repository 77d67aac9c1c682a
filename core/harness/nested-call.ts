import type { EventOf, NewEvent } from '../events/index.ts';
import { type CallLink, errorOutcome, type ToolOutcome } from '../tools/index.ts';
import { isBoundQuestionOpen } from './asking/bounds.ts';
import { commitCalls, refusalBeforeStart, refuseCall } from './budget/calls.ts';
import type { CallGroup } from './call-group.ts';
import { planCall } from './calls.ts';
import { recordedAtRun } from './plan/at-run.ts';
import { foldMode } from './plan/index.ts';
import { resultEvent } from './result-event.ts';
import { refusalWithoutRule } from './standing-rule.ts';
import { foldState } from './state.ts';
import { CodeSuspended } from './suspended/runs.ts';
import type { Turn } from './turn.ts';
import type { Waiting } from './waiting.ts';

/** The run of code that makes a call. */
export interface Caller {
  parent: { id: string; parentId: string | null; waitedMs?: number };
  /** Aborts when the code is over. */
  over: AbortSignal;
  group: CallGroup;
}

interface NestedCall {
  id: string;
  name: string;
  input: Record<string, unknown>;
  parentId: string;
}

export type PreparedCall =
  | { kind: 'over'; outcome: ToolOutcome }
  | { kind: 'ready'; call: NestedCall; isPure: boolean };

interface Planned {
  call: NestedCall;
  isPure: boolean;
  isBlocked: boolean;
  intent: NewEvent | undefined;
}

/** Brings a call of code to where it may start: planned, committed, asked about. What code did before it was suspended is not done again. */
export async function prepareNested(
  turn: Turn,
  waiting: Waiting,
  caller: Caller,
  asked: { name: string; input: unknown; link: CallLink | undefined },
): Promise<PreparedCall> {
  const { parent, over } = caller;
  over.throwIfAborted();
  if (parent.parentId !== null) return refused('Code that was started by code cannot call tools.');
  const before = asked.link?.resumes;
  const planned =
    before === undefined ? await plan(turn, caller, asked) : await findBlocked(turn, parent.id, before);
  if ('kind' in planned) return planned;
  const { call, isPure } = planned;
  try {
    const denied = planned.isBlocked ? await ask(turn, waiting, caller, call.id, asked.link) : null;
    if (denied) return denied;
    await whenGoing(turn, parent, over);
    over.throwIfAborted();
  } catch (caught) {
    if (turn.signal.aborted || !over.aborted || over.reason instanceof CodeSuspended) throw caught;
    const outcome = errorOutcome('Not run: the code that made this call was over before it could begin.');
    await turn.append([resultEvent(call.id, outcome, { parent_tool_use_id: parent.id })]);
    return { kind: 'over', outcome };
  }
  const recorded = await recordedAtRun(turn, foldMode(await turn.readLog()), call);
  if (recorded) {
    const result = resultEvent(call.id, recorded.outcome, { parent_tool_use_id: parent.id });
    await turn.append([...recorded.events, result]);
    return { kind: 'over', outcome: recorded.outcome };
  }
  const start = { id: call.id, parentId: parent.id };
  const stopped =
    (await refusalWithoutRule(turn, start, planned.intent)) ?? (await refusalBeforeStart(turn, start));
  if (stopped) {
    await turn.append(stopped.events);
    return { kind: 'over', outcome: stopped.outcome };
  }
  return { kind: 'ready', call, isPure };
}

function refused(text: string): PreparedCall {
  return { kind: 'over', outcome: errorOutcome(text) };
}

async function plan(
  turn: Turn,
  { parent, over, group }: Caller,
  { name, input, link }: { name: string; input: unknown; link: CallLink | undefined },
): Promise<Planned | PreparedCall> {
  const id = turn.ports.runtime.ids.next('sevt');
  const given = typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : {};
  const call = { id, name, input: given, parentId: parent.id };
  if (turn.tools.isCustom(name)) return refused(`"${name}" cannot be called from code. Call it directly.`);
  await whenGoing(turn, parent, over);
  const before = await turn.readLog();
  const hasThink = turn.tools.get('think') !== null;
  const planned = await planCall({
    ports: turn.ports,
    tools: turn.tools,
    sessionId: turn.session.id,
    call: { id, modelId: id, name, input: given, invalidJson: null },
    parentId: parent.id,
    signal: turn.signal,
    restraints: {
      mode: foldMode(before),
      said: { events: before, answer: [], parentId: parent.id, hasThink },
      dryRunOf: null,
    },
  });
  over.throwIfAborted();
  const isPure = planned.isAllowed && turn.tools.get(name)?.labels.recovery === 'pure';
  const question = planned.question && !isBoundQuestionOpen(before) ? [planned.question] : [];
  const committed = await commitNested(turn, group, [...planned.events, ...question], isPure);
  if (committed.kind === 'refused') {
    const events = refuseCall(id, parent.id, committed.by);
    await turn.append([...planned.events.slice(0, 1), ...events.events]);
    link?.onLogged(id);
    return { kind: 'over', outcome: events.outcome };
  }
  link?.onLogged(id);
  if (planned.refused) return { kind: 'over', outcome: planned.refused };
  const intent = planned.events.find(({ type }) => type === 'holdfast.tool_intent');
  return { call, isPure, isBlocked: planned.isBlocked, intent };
}

/** A call that waited for the owner when the code was suspended. */
async function findBlocked(turn: Turn, parentId: string, id: string): Promise<Planned | PreparedCall> {
  const open = foldState(await turn.readLog()).open.find(({ use }) => use.id === id);
  if (!open) return refused('This call is over.');
  const { name, input } = open.use;
  return { call: { id, name, input, parentId }, isPure: false, isBlocked: true, intent: undefined };
}

/** Null when the owner allowed it. */
async function ask(
  turn: Turn,
  waiting: Waiting,
  { parent, over }: Caller,
  id: string,
  link: CallLink | undefined,
): Promise<PreparedCall | null> {
  const { clock } = turn.ports.runtime;
  const askedAt = clock.monotonic();
  let confirmation: EventOf<'user.tool_confirmation'>;
  try {
    confirmation = await waiting.forAnswer(turn, id, over, () => link?.onWaiting(true));
  } finally {
    parent.waitedMs = (parent.waitedMs ?? 0) + clock.monotonic() - askedAt;
  }
  link?.onWaiting(false);
  // it goes on with the code, and finds the answer then
  if (over.reason instanceof CodeSuspended) throw over.reason;
  if (confirmation.result !== 'deny') return null;
  const outcome = errorOutcome(denialText(confirmation));
  await turn.append([resultEvent(id, outcome, { parent_tool_use_id: parent.id, denied: true })]);
  return { kind: 'over', outcome };
}

/** Commits what was planned for a call of code; of a pure one that no limit bounds, together with those around it. */
async function commitNested(
  turn: Turn,
  group: CallGroup,
  events: readonly NewEvent[],
  isPure: boolean,
): Promise<Awaited<ReturnType<typeof commitCalls>>> {
  if (isPure && group.isOpen()) {
    await group.hold(events);
    return { kind: 'committed', stored: [], isFree: true };
  }
  await group.settle();
  const committed = await commitCalls(turn, events);
  if (isPure && committed.kind === 'committed') group.begin(committed.isFree);
  return committed;
}

// a pause holds code at its next call, which is where it could begin something new
async function whenGoing(turn: Turn, parent: Caller['parent'], over: AbortSignal): Promise<void> {
  if (!turn.control.isPaused()) return;
  const since = turn.ports.runtime.clock.monotonic();
  await turn.control.whenResumed(over);
  parent.waitedMs = (parent.waitedMs ?? 0) + turn.ports.runtime.clock.monotonic() - since;
}

/** What the model reads when the owner said no. */
export function denialText(confirmation: EventOf<'user.tool_confirmation'>): string {
  const note = confirmation.deny_message;
  return note ? `Denied by the owner, who says: ${note}` : 'Denied by the owner.';
}
