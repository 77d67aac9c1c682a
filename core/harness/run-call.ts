import type { EventOf, NewEvent } from '../events/index.ts';
import { errorOutcome, type Tool, type ToolContext, type ToolOutcome } from '../tools/index.ts';
import { commitCalls, refusalBeforeStart, refuseCall } from './budget/calls.ts';
import { CallGroup } from './call-group.ts';
import { planCall, resultEvent } from './calls.ts';
import { inspected } from './inspect.ts';
import { recordedAtRun } from './plan/at-run.ts';
import { foldMode } from './plan/index.ts';
import { TurnStopped } from './ports.ts';
import { argumentsFor } from './secrets-in-calls.ts';
import { refusalWithoutRule } from './standing-rule.ts';
import type { OpenCall } from './state.ts';
import type { Turn } from './turn.ts';
import type { Waiting } from './waiting.ts';

/** How long a tool may take to end after it was told to. */
const stopGraceMs = 2000;
/** The same when everything is stopped at once. */
const hastyGraceMs = 250;

export interface CallToRun {
  id: string;
  name: string;
  input: Record<string, unknown>;
  parentId: string | null;
  /** When its intent was committed, in milliseconds since the epoch. */
  startedAt: number;
  /** How long code waited for the owner's answers while it ran. */
  waitedMs?: number;
}

/** What code that runs has begun by itself. */
interface Code {
  /** Its calls that have not ended. */
  calls: Set<Promise<unknown>>;
  /** Aborts with the turn, and when the code is over. */
  over: AbortController;
  group: CallGroup;
}

/** Runs a call whose intent is committed; the event with its result is returned, not yet appended. Never throws. */
export async function runCall(turn: Turn, waiting: Waiting, call: CallToRun): Promise<NewEvent> {
  const { ports, session } = turn;
  const startedAt = ports.runtime.clock.monotonic();
  const tool = turn.tools.get(call.name);
  const code: Code = { calls: new Set(), over: new AbortController(), group: new CallGroup(turn) };
  ports.log.publish(session.id, { type: 'holdfast.tool_started', tool_use_id: call.id, name: call.name });
  await ports.at?.('before:effect', session.id);
  const ended = tool
    ? await settle(turn, runTool(turn, tool, call, contextOf(turn, waiting, call, code)), call.name)
    : { outcome: errorOutcome(`The tool "${call.name}" is no longer there.`), isUnknown: false };
  await endCalls(turn, code);
  await ports.at?.('after:effect', session.id);
  const isUnknown = ended.isUnknown && tool?.labels.recovery === 'effectful';
  const isUntrusted = tool?.labels.output === 'untrusted';
  const { outcome, found } = await inspected(turn, ended.outcome, { tool: call.name, isUntrusted });
  return resultEvent(call.id, outcome, {
    duration_ms: Math.round(ports.runtime.clock.monotonic() - startedAt),
    ...(call.waitedMs === undefined ? {} : { waited_ms: Math.round(call.waitedMs) }),
    ...(call.parentId === null ? {} : { parent_tool_use_id: call.parentId }),
    ...(tool ? { output_label: tool.labels.output } : {}),
    ...(isUnknown ? { unknown_outcome: true } : {}),
    found,
  });
}

/** The owner's word for it is in the log: nothing that does something with a secret runs without being asked about. */
async function runTool(turn: Turn, tool: Tool, call: CallToRun, context: ToolContext): Promise<ToolOutcome> {
  return tool.run(await argumentsFor(turn.ports.outputs, tool, call.input), context);
}

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
    async callTool(name, input) {
      const onStop = () => code.over.abort(turn.signal.reason);
      turn.signal.throwIfAborted();
      turn.signal.addEventListener('abort', onStop, { once: true });
      const made = callNested(
        turn,
        waiting,
        { parent: call, over: code.over.signal, group: code.group },
        name,
        input,
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

/** A call made by code inside `run_code`: planned, committed, asked about, run and answered like any other. */
async function callNested(
  turn: Turn,
  waiting: Waiting,
  { parent, over, group }: { parent: CallToRun; over: AbortSignal; group: CallGroup },
  name: string,
  input: unknown,
): Promise<ToolOutcome> {
  over.throwIfAborted();
  if (parent.parentId !== null) return errorOutcome('Code that was started by code cannot call tools.');
  const id = turn.ports.runtime.ids.next('sevt');
  const given = typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : {};
  const call = { id, modelId: id, name, input: given, invalidJson: null };
  if (turn.tools.isCustom(name))
    return errorOutcome(`"${name}" cannot be called from code. Call it directly.`);
  await whenGoing(turn, parent, over);
  const before = await turn.readLog();
  const hasThink = turn.tools.get('think') !== null;
  const planned = await planCall({
    ports: turn.ports,
    tools: turn.tools,
    sessionId: turn.session.id,
    call,
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
  const committed = await commitNested(turn, group, planned.events, isPure);
  if (committed.kind === 'refused') {
    const refused = refuseCall(id, parent.id, committed.by);
    await turn.append([...planned.events.slice(0, 1), ...refused.events]);
    return refused.outcome;
  }
  if (planned.refused) return planned.refused;
  try {
    if (planned.isBlocked) {
      const askedAt = turn.ports.runtime.clock.monotonic();
      const confirmation = await waiting.forAnswer(turn, id, over);
      parent.waitedMs = (parent.waitedMs ?? 0) + turn.ports.runtime.clock.monotonic() - askedAt;
      if (confirmation.result === 'deny') {
        const outcome = errorOutcome(denialText(confirmation));
        await turn.append([resultEvent(id, outcome, { parent_tool_use_id: parent.id, denied: true })]);
        return outcome;
      }
    }
    await whenGoing(turn, parent, over);
    over.throwIfAborted();
  } catch (caught) {
    if (turn.signal.aborted || !over.aborted) throw caught;
    const outcome = errorOutcome('Not run: the code that made this call was over before it could begin.');
    await turn.append([resultEvent(id, outcome, { parent_tool_use_id: parent.id })]);
    return outcome;
  }
  const recorded = await recordedAtRun(turn, foldMode(await turn.readLog()), call);
  if (recorded) {
    const result = resultEvent(id, recorded.outcome, { parent_tool_use_id: parent.id });
    await turn.append([...recorded.events, result]);
    return recorded.outcome;
  }
  const start = { id, parentId: parent.id };
  const intent = planned.events.find(({ type }) => type === 'holdfast.tool_intent');
  const refused = (await refusalWithoutRule(turn, start, intent)) ?? (await refusalBeforeStart(turn, start));
  if (refused) {
    await turn.append(refused.events);
    return refused.outcome;
  }
  const result = await runCall(turn, waiting, {
    id,
    name,
    input: given,
    parentId: parent.id,
    startedAt: turn.ports.runtime.clock.now(),
  });
  if (isPure && turn.isFree) await group.hold([result]);
  else await turn.append([result]);
  return outcomeOf(result);
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
async function whenGoing(turn: Turn, parent: CallToRun, over: AbortSignal): Promise<void> {
  if (!turn.control.isPaused()) return;
  const since = turn.ports.runtime.clock.monotonic();
  await turn.control.whenResumed(over);
  parent.waitedMs = (parent.waitedMs ?? 0) + turn.ports.runtime.clock.monotonic() - since;
}

function outcomeOf(event: NewEvent): ToolOutcome {
  if (event.type !== 'agent.tool_result') return errorOutcome('There is no result.');
  const content = (event.content ?? []).flatMap((block) =>
    block.type === 'text' || block.type === 'image' ? [block] : [],
  );
  return { content, isError: event.is_error === true };
}

/** What the model reads when the owner said no. */
export function denialText(confirmation: EventOf<'user.tool_confirmation'>): string {
  const note = confirmation.deny_message;
  return note ? `Denied by the owner, who says: ${note}` : 'Denied by the owner.';
}

/** What a call without a result ends as, when it cannot or must not be run (again). */
export function cutOffEvent(
  call: OpenCall,
  why: 'interrupted' | 'restart',
  nested: readonly OpenCall[],
): NewEvent {
  const links = call.parentId === null ? {} : { parent_tool_use_id: call.parentId };
  if (call.intent === null || (why === 'interrupted' && call.isUnstarted)) {
    const text =
      why === 'interrupted'
        ? 'Not run: the owner stopped the turn.'
        : 'Not run: Holdfast was closed before it started.';
    return resultEvent(call.use.id, errorOutcome(text), links);
  }
  const made = nested.length > 0 ? ` Of the calls it made, ${nested.length} had no result yet.` : '';
  const text =
    `It was started, and then ${why === 'interrupted' ? 'the turn was stopped' : 'Holdfast was closed'} before a result came. ` +
    `Its outcome is unknown: look before doing it again.${made}`;
  return resultEvent(call.use.id, errorOutcome(text), { ...links, unknown_outcome: true });
}
