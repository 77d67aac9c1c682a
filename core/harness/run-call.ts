import { describeError, HoldfastError } from '../base/index.ts';
import type { NewEvent } from '../events/index.ts';
import {
  type CallLink,
  errorOutcome,
  type Tool,
  type ToolContext,
  type ToolOutcome,
  type Unreached,
} from '../tools/index.ts';
import { CallGroup } from './call-group.ts';
import { inspected } from './inspect.ts';
import { type Caller, prepareNested } from './nested-call.ts';
import { TurnStopped } from './ports.ts';
import { resultEvent } from './result-event.ts';
import { argumentsFor } from './secrets-in-calls.ts';
import { foldState } from './state.ts';
import { CodeSuspended, type SuspendedRun } from './suspended/runs.ts';
import type { Turn } from './turn.ts';
import type { Waiting } from './waiting.ts';

/** How long a tool may take to end after it was told to. */
const stopGraceMs = 2000;
/** The same when everything is stopped at once. */
const hastyGraceMs = 250;
/** How long code that waits for an answer is kept at hand: whoever sits in front of it has answered by then. */
const usualSuspendAfterMs = 3000;

export interface CallToRun {
  id: string;
  name: string;
  input: Record<string, unknown>;
  parentId: string | null;
  /** When its intent was committed, in milliseconds since the epoch. */
  startedAt: number;
  /** How long code waited for the owner's answers while it ran. */
  waitedMs?: number;
  /** What it left when it was suspended. */
  suspended?: SuspendedRun;
}

/** How running a call ended: with its result and what is said of the session before it, or with what it takes to go on once an answer is there. */
export type RanCall =
  | { kind: 'ended'; before: NewEvent[]; result: NewEvent }
  | { kind: 'suspended'; run: SuspendedRun };

/** What code that runs has begun by itself. */
interface Code {
  /** Its calls that have not ended. */
  calls: Set<Promise<unknown>>;
  /** Aborts with the turn, and when the code is over. */
  over: AbortController;
  group: CallGroup;
}

/** Runs a call whose intent is committed; what came of it is returned, not yet appended. Never throws. */
export async function runCall(turn: Turn, waiting: Waiting, call: CallToRun): Promise<RanCall> {
  const { ports, session } = turn;
  const startedAt = ports.runtime.clock.monotonic();
  const tool = turn.tools.get(call.name);
  const code: Code = { calls: new Set(), over: new AbortController(), group: new CallGroup(turn) };
  ports.log.publish(session.id, { type: 'holdfast.tool_started', tool_use_id: call.id, name: call.name });
  if (call.suspended)
    call.waitedMs =
      call.suspended.waitedMs + Math.max(0, ports.runtime.clock.now() - call.suspended.suspendedAt);
  await ports.at?.('before:effect', session.id);
  const ended = tool
    ? await settle(turn, runTool(turn, tool, call, contextOf(turn, waiting, call, code)), call.name)
    : { outcome: errorOutcome(`The tool "${call.name}" is no longer there.`), isUnknown: false };
  await endCalls(turn, code);
  await ports.at?.('after:effect', session.id);
  const tookMs = ports.runtime.clock.monotonic() - startedAt + timeBefore(turn, call);
  const record = ended.outcome.suspended;
  if (record !== undefined) {
    const suspendedAt = ports.runtime.clock.now();
    return {
      kind: 'suspended',
      run: { record, suspendedAt, durationMs: tookMs, waitedMs: call.waitedMs ?? 0 },
    };
  }
  if (call.suspended) await endAbandoned(turn, call.id);
  const isUnknown = ended.isUnknown && tool?.labels.recovery === 'effectful';
  const isUntrusted = tool?.labels.output === 'untrusted';
  const { outcome, found } = await inspected(turn, ended.outcome, { tool: call.name, isUntrusted });
  const result = resultEvent(call.id, outcome, {
    duration_ms: Math.round(tookMs),
    ...(call.waitedMs === undefined ? {} : { waited_ms: Math.round(call.waitedMs) }),
    ...(call.parentId === null ? {} : { parent_tool_use_id: call.parentId }),
    ...(tool ? { output_label: tool.labels.output } : {}),
    ...(isUnknown ? { unknown_outcome: true } : {}),
    found,
  });
  return { kind: 'ended', before: outcome.unreached ? [unreachedEvent(outcome.unreached)] : [], result };
}

// in Holdfast's own words: what the server said of it stands in the result, where it is known for a stranger's
function unreachedEvent({ server, type, code }: Unreached): NewEvent {
  const { sentence, nextStep } = describeError(code);
  return {
    type: 'session.error',
    // the session goes on, and the next call tries anew
    error: { type, message: sentence, mcp_server_name: server, retry_status: { type: 'exhausted' } },
    holdfast: { code, next_step: nextStep },
  };
}

/** The owner's word for it is in the log: nothing that does something with a secret runs without being asked about. */
async function runTool(turn: Turn, tool: Tool, call: CallToRun, context: ToolContext): Promise<ToolOutcome> {
  return tool.run(await argumentsFor(turn.ports.outputs, tool, call.input), context);
}

// what lies between two tries was time that the code waited
function timeBefore({ ports }: Turn, call: CallToRun): number {
  if (!call.suspended) return 0;
  const { durationMs, suspendedAt } = call.suspended;
  return durationMs + Math.max(0, ports.runtime.clock.now() - suspendedAt);
}

/** Calls that waited with the code, and that it did not come back to. */
export async function endAbandoned(turn: Turn, parentId: string): Promise<void> {
  const left = foldState(await turn.readLog()).open.filter((call) => call.parentId === parentId);
  if (left.length > 0)
    await turn.append(
      left.map(({ use }) => resultEvent(use.id, neverBegun, { parent_tool_use_id: parentId })),
    );
}

const neverBegun = errorOutcome('Not run: the code that made this call was over before it could begin.');

/**
 * Code that failed or was killed may have left calls behind: those that run come to their end, and their results stand in front of
 * the code's own; the others do not begin any more.
 */
async function endCalls(turn: Turn, { calls, over, group }: Code): Promise<void> {
  over.abort(new Error('the code is over'));
  // when the turn is stopped, whatever does not end is cut off with it
  if (calls.size > 0) await unlessStopped(turn, Promise.allSettled(calls)).catch(() => {});
  await group.settle();
}

async function settle(
  turn: Turn,
  running: Promise<ToolOutcome>,
  name: string,
): Promise<{ outcome: ToolOutcome; isUnknown: boolean }> {
  const { ports, signal } = turn;
  try {
    return { outcome: await unlessStopped(turn, running), isUnknown: false };
  } catch (caught) {
    if (signal.aborted)
      return { outcome: errorOutcome('Stopped by the owner while it ran.'), isUnknown: true };
    ports.logger.error(`tool ${name} failed`, caught);
    return {
      outcome: errorOutcome(`The tool failed: ${caught instanceof Error ? caught.message : String(caught)}`),
      isUnknown: true,
    };
  }
}

// a tool that does not end when it is told to must not hold the session
async function unlessStopped<T>(turn: Turn, running: Promise<T>): Promise<T> {
  const { ports, signal } = turn;
  let giveUp = () => {};
  const stopped = new Promise<never>((_, reject) => {
    giveUp = () => {
      const isHasty = signal.reason instanceof TurnStopped && signal.reason.why === 'stop_all';
      ports.runtime.clock.sleep(isHasty ? hastyGraceMs : stopGraceMs).then(
        () => reject(new TurnStopped('interrupt')),
        () => reject(new TurnStopped('interrupt')),
      );
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  stopped.catch(() => {});
  try {
    return await Promise.race([running, stopped]);
  } finally {
    // a long turn has thousands of calls under one signal
    signal.removeEventListener('abort', giveUp);
  }
}

function contextOf(turn: Turn, waiting: Waiting, call: CallToRun, code: Code): ToolContext {
  return {
    sessionId: turn.session.id,
    toolUseId: call.id,
    idempotencyKey: call.id,
    startedAt: call.startedAt,
    signal: turn.signal,
    output: (stream, text) =>
      turn.ports.log.publish(turn.session.id, {
        type: 'holdfast.tool_output',
        tool_use_id: call.id,
        stream,
        text,
      }),
    commitCalls: () => code.group.flush(),
    ...(call.parentId === null ? { suspension: suspensionOf(turn, call, code) } : {}),
    async callTool(name, input, link) {
      const onStop = () => code.over.abort(turn.signal.reason);
      turn.signal.throwIfAborted();
      turn.signal.addEventListener('abort', onStop, { once: true });
      const made = callNested(
        turn,
        waiting,
        { parent: call, over: code.over.signal, group: code.group },
        name,
        input,
        link,
      );
      code.calls.add(made);
      try {
        return await made;
      } finally {
        code.calls.delete(made);
        turn.signal.removeEventListener('abort', onStop);
      }
    },
  };
}

function suspensionOf(turn: Turn, call: CallToRun, code: Code): NonNullable<ToolContext['suspension']> {
  const freeze = () => code.over.abort(new CodeSuspended('the code is suspended'));
  let results: Map<string, ToolOutcome> | undefined;
  return {
    record: call.suspended?.record ?? null,
    afterMs: turn.ports.suspendAfterMs ?? usualSuspendAfterMs,
    mayBegin() {
      if (turn.signal.aborted || code.over.signal.aborted) return false;
      freeze();
      return true;
    },
    mayBeginOnStop() {
      const isShutdown = turn.signal.reason instanceof TurnStopped && turn.signal.reason.why === 'shutdown';
      if (isShutdown) freeze();
      return isShutdown;
    },
    async outcomeOf(toolUseId) {
      results ??= new Map(
        (await turn.readLog()).flatMap(({ event }) =>
          event.type === 'agent.tool_result' && event.holdfast?.parent_tool_use_id === call.id
            ? [[event.tool_use_id, outcomeOf(event)] as const]
            : [],
        ),
      );
      return results.get(toolUseId) ?? null;
    },
  };
}

/** A call made by code inside `run_code`: planned, committed, asked about, run and answered like any other. */
async function callNested(
  turn: Turn,
  waiting: Waiting,
  caller: Caller,
  name: string,
  input: unknown,
  link: CallLink | undefined,
): Promise<ToolOutcome> {
  const nested = await prepareNested(turn, waiting, caller, { name, input, link });
  if (nested.kind === 'over') return nested.outcome;
  const { call, isPure } = nested;
  const ran = await runCall(turn, waiting, { ...call, startedAt: turn.ports.runtime.clock.now() });
  if (ran.kind === 'suspended') throw new HoldfastError('internal', 'a call of code was suspended by itself');
  const events = [...ran.before, ran.result];
  if (isPure && turn.isFree) await caller.group.hold(events);
  else await turn.append(events);
  return outcomeOf(ran.result);
}

function outcomeOf(event: NewEvent): ToolOutcome {
  if (event.type !== 'agent.tool_result') return errorOutcome('There is no result.');
  const content = (event.content ?? []).flatMap((block) =>
    block.type === 'text' || block.type === 'image' ? [block] : [],
  );
  return { content, isError: event.is_error === true };
}
