import { HoldfastError, toHoldfastError } from '../base/index.ts';
import type { NewEvent, StopDetails, StoredEvent } from '../events/index.ts';
import { isModelError, ModelError } from '../model/index.ts';
import { alarmsOfWords } from './alarm.ts';
import { type Answer, StreamBroken, streamAnswer } from './answer.ts';
import { isBoundQuestionOpen } from './asking/bounds.ts';
import { commitWithinLimits } from './budget/calls.ts';
import { overrunEvent, settleUsage } from './budget/cut-answer.ts';
import { OutputOverrun } from './budget/meter.ts';
import { BudgetReached, type OpenRequest, openRequest } from './budget/open-request.ts';
import { reachedEvent } from './budget/stop.ts';
import { type PlannedCall, planCall } from './calls.ts';
import { claimEvents } from './completion/index.ts';
import { runningEvents } from './events.ts';
import { chooseModel, fallbackEvent } from './fallback.ts';
import { judge } from './judge/index.ts';
import { foldMode } from './plan/index.ts';
import { mayCompactForOverflow, prepareRequest } from './prepare-request.ts';
import { delayBeforeRetry, failuresInARow } from './retry-policy.ts';
import { isStorageError } from './storage.ts';
import type { Turn } from './turn.ts';

/** How a model request ended: go on, rest, or stop as the owner wished. */
export type StepEnd =
  | { kind: 'continue' }
  | {
      kind: 'idle';
      reason: { type: 'end_turn' } | { type: 'retries_exhausted' } | { type: 'refusal' };
      details: StopDetails;
    }
  | { kind: 'stopped' };

/**
 * One request to the model, with its retries. Each is weighed by the budgets first; its start and its reservation are committed
 * together, before it is sent. The answer is committed in one transaction with the verdicts on its calls and the intents of those
 * that may run.
 */
export async function requestStep(
  turn: Turn,
  readLog: () => Promise<readonly StoredEvent[]>,
): Promise<StepEnd> {
  for (let attempt = 1; ; attempt += 1) {
    const end = await tryOnce(turn, readLog, attempt);
    if (end.kind !== 'again') return end;
    try {
      const { control, signal } = turn;
      await turn.ports.runtime.clock.sleep(end.delayMs, AbortSignal.any([signal, control.pauseSignal()]));
    } catch {
      // a pause is the loop's to deal with
      return turn.signal.aborted ? { kind: 'stopped' } : { kind: 'continue' };
    }
  }
}

type AttemptEnd = StepEnd | { kind: 'again'; delayMs: number };

async function tryOnce(
  turn: Turn,
  readLog: () => Promise<readonly StoredEvent[]>,
  attempt: number,
): Promise<AttemptEnd> {
  const { ports, session } = turn;
  let open: OpenRequest | null = null;
  try {
    const chosen = await chooseModel(turn, await readLog());
    if (!chosen) throw new ModelError('model_not_set', 'no model is set up');
    open = await openRequest(turn, {
      spanId: ports.runtime.ids.next('sevt'),
      purpose: 'answer',
      provider: chosen.provider,
      request: await prepareRequest(turn, chosen, readLog),
      before: attempt > 1 ? runningEvents(session) : [],
    });
    await ports.at?.('before:request', session.id);
    const publish = (event: Parameters<typeof ports.log.publish>[1]) => ports.log.publish(session.id, event);
    const { provider, request, signal } = open;
    const answer = await streamAnswer({ provider, request, signal, runtime: ports.runtime, publish });
    open.close();
    await ports.at?.('after:request', session.id);
    return await commitAnswer(turn, { open, answer, readLog });
  } catch (caught) {
    if (caught instanceof BudgetReached) {
      await turn.append([reachedEvent(caught.reached)]);
      return { kind: 'continue' };
    }
    // the disk takes nothing: what stands in the log is looked at again later, the model is not to blame
    if (isStorageError(caught)) throw caught;
    return commitFailure(turn, { open, caught, log: await readLog() });
  } finally {
    open?.close();
  }
}

interface Arrived {
  open: OpenRequest;
  answer: Answer;
  readLog: () => Promise<readonly StoredEvent[]>;
}

async function commitAnswer(turn: Turn, { open, answer: given, readLog }: Arrived): Promise<StepEnd> {
  const { answer, end, overrun } = settleUsage(open, given);
  const events: NewEvent[] = [];
  const planned: PlannedCall[] = [];
  const hasCalls = answer.blocks.some((block) => block.kind === 'call');
  const hasThink = turn.tools.get('think') !== null;
  const before = await readLog();
  const refusals = hasCalls ? turn.loopGuard.refusals(before, answer, hasThink) : [];
  for (const block of answer.blocks) {
    if (block.kind === 'event') {
      events.push(block.event);
      continue;
    }
    const plan = await planCall({
      ports: turn.ports,
      tools: turn.tools,
      sessionId: turn.session.id,
      call: block.call,
      parentId: null,
      signal: turn.signal,
      refused: refusals[planned.length] ?? null,
      ...(turn.ports.isJudgeOn?.() === true
        ? { judge: (facts) => judge(turn, block.call.id, facts, before) }
        : {}),
      restraints: {
        mode: foldMode(before),
        said: { events: before, answer: [...events], parentId: null, hasThink },
        dryRunOf: null,
      },
    });
    planned.push(plan);
    const [use, ...rest] = plan.events;
    if (use) events.push(use);
    // what belongs to a call follows the whole message, as the model wrote it
    plan.events = rest;
  }
  const isEnded = planned.length === 0 && answer.stopReason === 'max_tokens' && open.cutBy.length > 0;
  const isLastWord = planned.length === 0 && answer.stopReason === 'end_turn';
  const question = isBoundQuestionOpen(before) ? undefined : planned.find((plan) => plan.question)?.question;
  const last = [
    ...overrun,
    ...(question ? [question] : []),
    ...(isEnded ? [reachedEvent(open.cutBy)] : []),
    ...(isLastWord ? await claimEvents(turn, before, events) : []),
    ...alarmsOfWords(turn.ports.planted, before, events),
  ];
  await commitWithinLimits(turn, [...events, end], planned, last);
  if (isEnded) return { kind: 'continue' };
  if (planned.length > 0 || answer.stopReason === 'pause_turn') return { kind: 'continue' };
  if (answer.stopReason === 'refusal')
    return { kind: 'idle', reason: { type: 'refusal' }, details: refusalDetails(answer) };
  return { kind: 'idle', reason: { type: 'end_turn' }, details: null };
}

const refusalCategories = ['cyber', 'bio', 'frontier_llm', 'reasoning_extraction', 'general_harms'] as const;

function refusalDetails(answer: Answer): StopDetails {
  const category = refusalCategories.find((known) => known === answer.stopDetails?.category) ?? null;
  return { type: 'refusal', category, explanation: answer.stopDetails?.explanation ?? null };
}

interface Failure {
  /** Null when it failed before anything was sent. */
  open: OpenRequest | null;
  caught: unknown;
  log: readonly StoredEvent[];
}

async function commitFailure(turn: Turn, { open, caught, log }: Failure): Promise<AttemptEnd> {
  const partial = caught instanceof StreamBroken ? caught.partial : null;
  const cause = caught instanceof StreamBroken ? caught.cause : caught;
  const end = open === null ? [] : [open.end({ isError: true, cause })];
  // what had arrived is what the owner saw: it stays, marked, and nothing of it is run
  const words = (partial?.blocks ?? []).flatMap((block) =>
    block.kind === 'event' && block.event.type === 'agent.message' ? [block.event] : [],
  );
  const seen = [...words, ...alarmsOfWords(turn.ports.planted, log, words)];
  if (turn.signal.aborted) {
    await turn.append([...seen, ...end, { type: 'holdfast.interrupted', phase: 'stream' }]);
    return { kind: 'stopped' };
  }
  const overTime = open?.overTime() ?? [];
  if (overTime.length > 0) {
    await turn.append([...seen, ...end, reachedEvent(overTime)]);
    return { kind: 'continue' };
  }
  if (open !== null && cause instanceof OutputOverrun) {
    const used = end[0]?.model_usage.output_tokens ?? 0;
    await turn.append([...seen, ...end, overrunEvent(open.request.maxTokens, used, true)]);
    return { kind: 'idle', reason: { type: 'retries_exhausted' }, details: null };
  }
  const error = isModelError(cause) ? cause : null;
  if (!error && !(cause instanceof HoldfastError)) turn.ports.logger.error('model request', cause);
  const code = error?.code ?? toHoldfastError(cause, 'model request').code;
  const attempt = (failuresInARow(log).get(code) ?? 0) + 1;
  const fallback = error ? await fallbackEvent(turn, { error, attempt, events: log }) : null;
  // another model is asked at once, and an overflow is answered by one compaction and one more try
  const isAtOnce = fallback !== null || (code === 'model_context_overflow' && mayCompactForOverflow(log));
  const random = turn.ports.runtime.random.unit();
  const delayMs = isAtOnce ? 0 : error ? delayBeforeRetry({ error, attempt, random }) : null;
  await turn.append([
    ...end,
    errorEvent(cause, code, attempt, delayMs),
    ...(fallback ? [fallback] : []),
    ...(delayMs === null ? [] : [{ type: 'session.status_rescheduled' as const }]),
  ]);
  if (delayMs !== null) return { kind: 'again', delayMs };
  return { kind: 'idle', reason: { type: 'retries_exhausted' }, details: null };
}

function errorEvent(cause: unknown, code: string, attempt: number, delayMs: number | null): NewEvent {
  const type = errorTypes[code] ?? 'model_request_failed_error';
  return {
    type: 'session.error',
    error: {
      type,
      message: cause instanceof Error ? cause.message : String(cause),
      retry_status: { type: delayMs === null ? 'exhausted' : 'retrying' },
    },
    holdfast: { code, attempt, ...(delayMs === null ? {} : { retry_in_ms: delayMs }) },
  };
}

const errorTypes: Record<
  string,
  'model_overloaded_error' | 'model_rate_limited_error' | 'billing_error' | 'unknown_error'
> = {
  model_overloaded: 'model_overloaded_error',
  model_rate_limited: 'model_rate_limited_error',
  model_billing: 'billing_error',
  internal: 'unknown_error',
};
