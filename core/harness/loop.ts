import { rewoundSeqs } from '../context/index.ts';
import { type NewEvent, type StoredEvent, textOf } from '../events/index.ts';
import { errorOutcome } from '../tools/index.ts';
import { resultEvent } from './calls.ts';
import { passPoints } from './debug-points.ts';
import { idleEvents, runningEvents, titleFrom } from './events.ts';
import { TurnStopped } from './ports.ts';
import { requestStep } from './request-step.ts';
import { cutOffEvent, denialText, runCall } from './run-call.ts';
import { blockedCalls, foldState, type OpenCall, runnableCalls, type SessionState } from './state.ts';
import type { Turn } from './turn.ts';
import { createWaiting, type Waiting } from './waiting.ts';

/** Why a session is woken: `retry` asks the model again although the session rests. */
export type WakeReason = 'input' | 'retry' | 'recover';

/**
 * Works on a session until it rests or the turn is stopped. Everything it knows it reads from the log; it may be killed between
 * any two lines and started again.
 */
export async function runLoop(turn: Turn, reason: WakeReason): Promise<void> {
  const reader = createReader(turn);
  const waiting = createWaiting();
  let mayAsk = reason === 'retry';
  await settleAfterRestart(turn, foldState(await reader.all()));
  if (reason === 'retry') await takeBackAnswer(turn, await reader.all());

  for (;;) {
    const state = foldState(await reader.all());
    if (state.status === 'terminated') return;
    if (state.isInterrupted) {
      await rest(turn, state);
      mayAsk = false;
      continue;
    }
    if (isStopped(turn)) return;

    const runnable = runnableCalls(state);
    if (runnable.length > 0) {
      await resolveCalls(turn, waiting, runnable, state);
      continue;
    }
    const blocked = blockedCalls(state);
    if (blocked.length > 0) return showBlocked(turn, state, blocked);

    mayAsk = mayAsk || state.status !== 'idle' || state.stopReason?.type === 'requires_action';
    const startId = await startRequest(turn, state, mayAsk && state.wantsModel);
    if (startId === null) {
      if (state.status !== 'idle' || state.stopReason?.type === 'requires_action')
        await turn.append(idleEvents(turn.session, { type: 'end_turn' }));
      return;
    }
    await nameSession(turn, await reader.all());
    const end = await requestStep(turn, startId, reader.all);
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

/** Reads the log once and then only what came since. */
function createReader(turn: Turn) {
  const events: StoredEvent[] = [];
  return {
    async all(): Promise<readonly StoredEvent[]> {
      for (;;) {
        const more = await turn.ports.log.read({
          sessionId: turn.session.id,
          afterSeq: events.at(-1)?.seq ?? 0,
          limit: 1000,
        });
        events.push(...more);
        if (more.length < 1000) return events;
      }
    },
  };
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
 * one is never run again: the model and the owner are told that its outcome is unknown.
 */
async function settleAfterRestart(turn: Turn, state: SessionState): Promise<void> {
  const isLost = (call: OpenCall) =>
    call.parentId !== null || (call.intent?.recovery === 'effectful' && !isFreshlyAnswered(state, call));
  const lost = state.open.filter(isLost);
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
  if (state.status === 'idle') await turn.append(runningEvents(turn.session));
  for (const group of groupsOf(turn, calls)) {
    if (isStopped(turn)) return;
    await Promise.all(group.map((call) => resolveCall(turn, waiting, call)));
  }
}

async function resolveCall(turn: Turn, waiting: Waiting, call: OpenCall): Promise<void> {
  if (call.confirmation?.result === 'deny') {
    await turn.append([
      resultEvent(call.use.id, errorOutcome(denialText(call.confirmation)), { denied: true }),
    ]);
    return;
  }
  const result = await runCall(turn, waiting, {
    id: call.use.id,
    name: call.use.name,
    input: call.use.input,
    parentId: null,
  });
  const wasShutDown = turn.signal.reason instanceof TurnStopped && turn.signal.reason.why === 'shutdown';
  // a call cut off by closing the app is settled at the next start, from the log
  if (wasShutDown) return;
  await turn.append([result]);
}

// neighbours that only read run together, everything else one after the other, in the model's order
function groupsOf(turn: Turn, calls: readonly OpenCall[]): OpenCall[][] {
  const groups: OpenCall[][] = [];
  let isOpen = false;
  for (const call of calls) {
    const isPure = turn.tools.get(call.use.name)?.labels.recovery === 'pure';
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

/** Moves waiting messages into the log and opens a request behind them; null when there is nothing to ask the model. */
async function startRequest(turn: Turn, state: SessionState, wantsModel: boolean): Promise<string | null> {
  const { log, runtime } = turn.ports;
  const startId = runtime.ids.next('sevt');
  const before: NewEvent[] = state.status === 'running' ? [] : runningEvents(turn.session);
  const after: NewEvent[] = [{ id: startId, type: 'span.model_request_start' }];
  await passPoints(turn.ports.at, 'before', after, turn.session.id);
  const appended = await log.drain({
    sessionId: turn.session.id,
    leaseToken: turn.leaseToken,
    before,
    after,
    onlyIfQueued: !wantsModel,
  });
  await passPoints(turn.ports.at, 'after', after, turn.session.id);
  return appended.length > 0 ? startId : null;
}

async function nameSession(turn: Turn, events: readonly StoredEvent[]): Promise<void> {
  if (turn.session.title !== null) return;
  const first = events.find(({ event }) => event.type === 'user.message')?.event;
  const title = first?.type === 'user.message' ? titleFrom(textOf(first.content)) : null;
  if (title !== null)
    turn.session = await turn.ports.log.updateSession({ sessionId: turn.session.id, title });
}
