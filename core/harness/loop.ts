import { rewoundSeqs } from '../context/index.ts';
import { type NewEvent, type StoredEvent, textOf } from '../events/index.ts';
import { errorOutcome, waitName } from '../tools/index.ts';
import { refusalBeforeStart } from './budget/calls.ts';
import { endLostRequests, restForBudget, takeBackCutAnswer } from './budget/stop.ts';
import { cutOffEvent } from './cut-off.ts';
import { passPoints } from './debug-points.ts';
import { idleEvents, runningEvents, titleFrom } from './events.ts';
import { denialText } from './nested-call.ts';
import { pauseReachedEvents, skippedEvents } from './pausing.ts';
import { recordedAtRun } from './plan/at-run.ts';
import { foldMode, toolsInMode } from './plan/index.ts';
import { planReleased } from './plan/release.ts';
import { TurnStopped } from './ports.ts';
import { requestStep } from './request-step.ts';
import { resultEvent } from './result-event.ts';
import { endAbandoned, runCall } from './run-call.ts';
import { refusalWithoutRule } from './standing-rule.ts';
import {
  blockedCalls,
  foldState,
  type OpenCall,
  runnableCalls,
  type SessionState,
  suspendedCalls,
} from './state.ts';
import { resultWithoutRecord } from './suspended/ends.ts';
import type { Turn } from './turn.ts';
import { createWaiting, type Waiting } from './waiting.ts';

/** Why a session is woken: `retry` asks the model again although the session rests. */
export type WakeReason = 'input' | 'retry' | 'recover';

/**
 * Works on a session until it rests or the turn is stopped. Everything it knows it reads from the log; it may be killed between
 * any two lines and started again.
 */
export async function runLoop(turn: Turn, reason: WakeReason): Promise<void> {
  const reader = { all: turn.readLog };
  const waiting = createWaiting();
  let mayAsk = reason === 'retry';
  await turn.append(endLostRequests(await reader.all()));
  await settleAfterRestart(turn, foldState(await reader.all()));
  if (reason === 'retry') {
    await turn.append(takeBackCutAnswer(await reader.all()));
    await takeBackAnswer(turn, await reader.all());
  }

  // on the first round a call may have been started before a restart; afterwards what is open has not begun
  for (let isFirst = true; ; isFirst = false) {
    const state = foldState(await reader.all());
    turn.mode = foldMode(await reader.all());
    turn.tools = toolsInMode(turn.tools, turn.mode);
    if (state.status === 'terminated') return;
    if (state.isInterrupted) {
      await rest(turn, state);
      mayAsk = false;
      continue;
    }
    if (isStopped(turn)) return;
    if (!state.isPaused && (await planReleased(turn))) continue;

    const runnable = runnableCalls(state);
    const blocked = blockedCalls(state);
    const mayRun = runnable.length > 0;
    if (state.isPaused && (mayRun || blocked.length === 0))
      return void (await turn.append(pauseReachedEvents(state, runnable)));
    if (turn.control.isSteered() && !state.isPaused && (mayRun ? !isFirst : blocked.length > 0)) {
      const skipped = new Map(
        [...suspendedCalls(state), ...runnable, ...blocked].map((call) => [call.use.id, call]),
      );
      await turn.append(skippedEvents([...skipped.values()]));
      continue;
    }
    if (mayRun) {
      await resolveCalls(turn, waiting, runnable, state);
      continue;
    }
    if (blocked.length > 0) return showBlocked(turn, state, blocked);

    mayAsk = mayAsk || state.status !== 'idle' || state.stopReason?.type === 'requires_action';
    const said = mayAsk && state.wantsModel ? turn.loopGuard.step(await reader.all()) : [];
    if (said.length > 0) {
      await turn.append(said);
      continue;
    }
    if (state.isOverBudget) {
      // what was used is counted from the log
      await turn.commits.flush();
      await turn.append(await restForBudget(turn));
      return;
    }
    if (!(await startWork(turn, state, mayAsk && state.wantsModel))) {
      if (state.status !== 'idle' || state.stopReason?.type === 'requires_action')
        await turn.append(idleEvents(turn.session, { type: 'end_turn' }));
      return;
    }
    await nameSession(turn, await reader.all());
    const end = await requestStep(turn, reader.all);
    if (end.kind === 'stopped' && !foldState(await reader.all()).isInterrupted) return;
    if (end.kind === 'idle') {
      mayAsk = false;
      await turn.append(idleEvents(turn.session, end.reason, end.details));
    }
  }
}

/** A retry asks the same question again: what followed the owner's last message leaves the view, not the log. */
async function takeBackAnswer(turn: Turn, events: readonly StoredEvent[]): Promise<void> {
  const { status, wantsModel, open } = foldState(events);
  if (status !== 'idle' || (wantsModel && open.length === 0)) return;
  const rewound = rewoundSeqs(events);
  const last = events.findLast(({ seq, event }) => event.type === 'user.message' && !rewound(seq));
  if (last) await turn.append([{ type: 'holdfast.rewound', to_seq: last.seq + 1 }]);
}

function isStopped(turn: Turn): boolean {
  return turn.signal.aborted;
}

// the interrupt ends every open call; what had started is said to be unknown, what had not is said to be not run
async function rest(turn: Turn, state: SessionState): Promise<void> {
  const events = state.open.map((call) => cutOffEvent(call, 'interrupted', nestedOf(state, call)));
  await turn.append([...events, ...idleEvents(turn.session, { type: 'end_turn' })]);
}

function nestedOf(state: SessionState, call: OpenCall): OpenCall[] {
  return state.open.filter((candidate) => candidate.parentId === call.use.id);
}

/**
 * Calls that were under way when the process ended. `pure` and `idempotent` ones run again under the same key; an `effectful`
 * one is never run again: the model and the owner are told that its outcome is unknown. Of suspended code nothing was under way.
 */
async function settleAfterRestart(turn: Turn, state: SessionState): Promise<void> {
  const resting = new Set(suspendedCalls(state).map(({ use }) => use.id));
  const isLost = (call: OpenCall) =>
    call.parentId !== null ||
    (call.intent?.recovery === 'effectful' && !call.isUnstarted && !isFreshlyAnswered(state, call));
  const lost = state.open.filter((call) => !resting.has(call.use.id) && isLost(call));
  if (lost.length > 0)
    await turn.append(lost.map((call) => cutOffEvent(call, 'restart', nestedOf(state, call))));
}

/**
 * An answer commits the intent although nothing has run yet. As long as the session still rests on that very question, the
 * harness has not started the call: the first thing it does is to append `session.status_running`. Resting on another one proves
 * nothing: code that was approved and runs may be asking for a call of its own.
 */
function isFreshlyAnswered(state: SessionState, call: OpenCall): boolean {
  return (
    call.confirmation !== null &&
    state.status === 'idle' &&
    state.stopReason?.type === 'requires_action' &&
    state.stopReason.event_ids.includes(call.use.id)
  );
}

async function resolveCalls(
  turn: Turn,
  waiting: Waiting,
  calls: readonly OpenCall[],
  state: SessionState,
): Promise<void> {
  if (state.status !== 'running') await turn.append(runningEvents(turn.session));
  const groups = groupsOf(turn, calls);
  for (const [index, group] of groups.entries()) {
    if (isStopped(turn)) return;
    // the loop looks at the log again and says what became of the others
    if (turn.control.isPaused() || (index > 0 && turn.control.isSteered())) return;
    // the last result goes into the log with the request that it leads to
    const isLast = index === groups.length - 1 && group.length === 1 && blockedCalls(state).length === 0;
    const rests = await Promise.all(group.map((call) => resolveCall(turn, waiting, call, isLast)));
    // what the model wanted done next waits for the code
    if (rests.includes('suspended')) return;
  }
}

async function resolveCall(
  turn: Turn,
  waiting: Waiting,
  call: OpenCall,
  isLast: boolean,
): Promise<'ended' | 'suspended'> {
  if (!call.isSuspended && (await isSettled(turn, call))) return 'ended';
  const { id, name, input } = call.use;
  const suspended = call.isSuspended ? await turn.ports.suspendedRuns.find(id) : undefined;
  if (suspended === null) {
    await endAbandoned(turn, id);
    await turn.append([resultWithoutRecord(id)]);
    return 'ended';
  }
  const ran = await runCall(turn, waiting, {
    id,
    name,
    input,
    parentId: null,
    startedAt: call.intent ? Date.parse(call.intent.processed_at) : turn.ports.runtime.clock.now(),
    ...(suspended ? { suspended } : {}),
  });
  if (ran.kind === 'suspended') {
    await turn.ports.at?.('before:suspension', turn.session.id);
    await turn.ports.suspendedRuns.keep(turn.session.id, id, ran.run);
    await turn.ports.at?.('after:suspension', turn.session.id);
    await turn.append([{ type: 'holdfast.run_suspended', tool_use_id: id }]);
    return 'suspended';
  }
  const wasShutDown = turn.signal.reason instanceof TurnStopped && turn.signal.reason.why === 'shutdown';
  // a call cut off by closing the app is settled at the next start, from the log
  if (wasShutDown) return 'ended';
  const goesOn = isLast && !turn.signal.aborted && !turn.control.isPaused() && !turn.control.isSteered();
  const events = [...ran.before, ran.result];
  if (goesOn) turn.commits.hold(events);
  else await turn.append(events);
  return 'ended';
}

/** Gives a call its result that is not to start; true when there was one to give. */
async function isSettled(turn: Turn, call: OpenCall): Promise<boolean> {
  if (call.confirmation?.result === 'deny') {
    await turn.append([
      resultEvent(call.use.id, errorOutcome(denialText(call.confirmation)), { denied: true }),
    ]);
    return true;
  }
  const { id, name, input } = call.use;
  const recorded = await recordedAtRun(turn, turn.mode, { id, name, input });
  if (recorded) {
    await turn.append([...recorded.events, resultEvent(id, recorded.outcome, {})]);
    return true;
  }
  const start = { id, parentId: null };
  const refused =
    (await refusalWithoutRule(turn, start, call.intent)) ?? (await refusalBeforeStart(turn, start));
  if (!refused) return false;
  await turn.append(refused.events);
  return true;
}

// neighbours that only read run together, everything else one after the other, in the model's order
function groupsOf(turn: Turn, calls: readonly OpenCall[]): OpenCall[][] {
  const groups: OpenCall[][] = [];
  let isOpen = false;
  for (const call of calls) {
    // what stands behind a wait is to happen after it
    const isPure = call.use.name !== waitName && turn.tools.get(call.use.name)?.labels.recovery === 'pure';
    const last = groups.at(-1);
    if (isPure && isOpen && last) last.push(call);
    else groups.push([call]);
    isOpen = isPure;
  }
  return groups;
}

async function showBlocked(turn: Turn, state: SessionState, blocked: readonly OpenCall[]): Promise<void> {
  const ids = blocked.map((call) => call.use.id);
  const shown =
    state.status === 'idle' && state.stopReason?.type === 'requires_action'
      ? state.stopReason.event_ids
      : null;
  if (shown?.join() === ids.join()) return;
  await turn.append(idleEvents(turn.session, { type: 'requires_action', event_ids: ids }));
}

/** Moves waiting messages into the log and says that the session works; false when there is nothing to ask the model. */
async function startWork(turn: Turn, state: SessionState, wantsModel: boolean): Promise<boolean> {
  const before: NewEvent[] = state.status === 'running' ? [] : runningEvents(turn.session);
  if (before.length === 0 && !turn.control.mayHaveWaiting()) return wantsModel;
  await turn.commits.flush();
  await passPoints(turn.ports.at, 'before', before, turn.session.id);
  const drained = await turn.ports.log.drain({
    sessionId: turn.session.id,
    leaseToken: turn.leaseToken,
    before,
    onlyIfQueued: true,
    isMidTurn: wantsModel,
  });
  await passPoints(turn.ports.at, 'after', before, turn.session.id);
  if (drained.length > 0) return true;
  if (wantsModel) await turn.append(before);
  return wantsModel;
}

async function nameSession(turn: Turn, events: readonly StoredEvent[]): Promise<void> {
  if (turn.session.title !== null) return;
  const first = events.find(({ event }) => event.type === 'user.message')?.event;
  const title = first?.type === 'user.message' ? titleFrom(textOf(first.content.slice(-1))) : null;
  if (title !== null)
    turn.session = await turn.ports.log.updateSession({ sessionId: turn.session.id, title });
}
