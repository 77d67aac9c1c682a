import { HoldfastError, toHoldfastError } from '../base/index.ts';
import type { NewEvent, StopDetails, StoredEvent } from '../events/index.ts';
import { isModelError, ModelError } from '../model/index.ts';
import { type Answer, StreamBroken, streamAnswer } from './answer.ts';
import { type PlannedCall, planCall } from './calls.ts';
import { runningEvents } from './events.ts';
import { mayCompactForOverflow, prepareRequest } from './prepare-request.ts';
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

const maxAttempts = 6;
const baseDelayMs = 1000;
const maxDelayMs = 60_000;

/**
 * One request to the model, with its retries. `startId` is the id of the `span.model_request_start` that is already in the log.
 * The answer is committed in one transaction with the verdicts on its calls and the intents of those that may run.
 */
export async function requestStep(
  turn: Turn,
  startId: string,
  readLog: () => Promise<readonly StoredEvent[]>,
): Promise<StepEnd> {
  let spanId = startId;
  for (let attempt = 1; ; attempt += 1) {
    const end = await tryOnce(turn, spanId, readLog, attempt);
    if (end.kind !== 'again') return end;
    try {
      await turn.ports.runtime.clock.sleep(end.delayMs, turn.signal);
    } catch {
      return { kind: 'stopped' };
    }
    spanId = turn.ports.runtime.ids.next('sevt');
    await turn.append([...runningEvents(turn.session), { id: spanId, type: 'span.model_request_start' }]);
  }
}

type AttemptEnd = StepEnd | { kind: 'again'; delayMs: number };

async function tryOnce(
  turn: Turn,
  spanId: string,
  readLog: () => Promise<readonly StoredEvent[]>,
  attempt: number,
): Promise<AttemptEnd> {
  const { ports, session, signal } = turn;
  let modelName = '';
  try {
    const chosen = await ports.model(session);
    if (!chosen) throw new ModelError('model_not_set', 'no model is set up');
    modelName = chosen.model;
    const request = await prepareRequest(turn, chosen, readLog);
    await ports.at?.('before:request', session.id);
    const publish = (event: Parameters<typeof ports.log.publish>[1]) => ports.log.publish(session.id, event);
    const answer = await streamAnswer({
      provider: chosen.provider,
      request,
      signal,
      runtime: ports.runtime,
      publish,
    });
    await ports.at?.('after:request', session.id);
    return await commitAnswer(turn, { spanId, answer, model: modelName, readLog });
  } catch (caught) {
    const mayCompact = mayCompactForOverflow(await readLog());
    return commitFailure(turn, { spanId, attempt, modelName, caught, mayCompact });
  }
}

interface Arrived {
  spanId: string;
  answer: Answer;
  model: string;
  readLog: () => Promise<readonly StoredEvent[]>;
}

async function commitAnswer(turn: Turn, { spanId, answer, model, readLog }: Arrived): Promise<StepEnd> {
  const events: NewEvent[] = [];
  const planned: PlannedCall[] = [];
  const hasCalls = answer.blocks.some((block) => block.kind === 'call');
  const refusals = hasCalls
    ? turn.loopGuard.refusals(await readLog(), answer, turn.tools.get('think') !== null)
    : [];
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
    });
    planned.push(plan);
    const [use, ...rest] = plan.events;
    if (use) events.push(use);
    // what belongs to a call follows the whole message, as the model wrote it
    plan.events = rest;
  }
  events.push(spanEnd(spanId, answer, model, false), ...planned.flatMap((plan) => plan.events));
  await turn.append(events);
  if (planned.length > 0 || answer.stopReason === 'pause_turn') return { kind: 'continue' };
  if (answer.stopReason === 'refusal')
    return { kind: 'idle', reason: { type: 'refusal' }, details: refusalDetails(answer) };
  return { kind: 'idle', reason: { type: 'end_turn' }, details: null };
}

function spanEnd(spanId: string, answer: Answer, model: string, isError: boolean): NewEvent {
  return {
    type: 'span.model_request_end',
    model_request_start_id: spanId,
    is_error: isError,
    model_usage: { ...answer.usage },
    holdfast: { model, ...(isError ? {} : { stop_reason: answer.stopReason }) },
  };
}

const refusalCategories = ['cyber', 'bio', 'frontier_llm', 'reasoning_extraction', 'general_harms'] as const;

function refusalDetails(answer: Answer): StopDetails {
  const category = refusalCategories.find((known) => known === answer.stopDetails?.category) ?? null;
  return { type: 'refusal', category, explanation: answer.stopDetails?.explanation ?? null };
}

interface Failure {
  spanId: string;
  attempt: number;
  modelName: string;
  caught: unknown;
  /** An overflow is answered by one compaction and one more try. */
  mayCompact: boolean;
}

async function commitFailure(
  turn: Turn,
  { spanId, attempt, modelName, caught, mayCompact }: Failure,
): Promise<AttemptEnd> {
  const partial = caught instanceof StreamBroken ? caught.partial : null;
  const cause = caught instanceof StreamBroken ? caught.cause : caught;
  const empty: Answer = {
    blocks: [],
    stopReason: 'end_turn',
    stopDetails: null,
    usage: { input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  };
  const end = spanEnd(spanId, partial ?? empty, modelName, true);
  if (turn.signal.aborted) {
    // what had arrived is what the owner saw: it stays, marked, and nothing of it is run
    const seen = (partial?.blocks ?? []).flatMap((block) =>
      block.kind === 'event' && block.event.type === 'agent.message' ? [block.event] : [],
    );
    await turn.append([...seen, end, { type: 'holdfast.interrupted', phase: 'stream' }]);
    return { kind: 'stopped' };
  }
  const error = isModelError(cause) ? cause : null;
  if (!error && !(cause instanceof HoldfastError)) turn.ports.logger.error('model request', cause);
  const code = error?.code ?? toHoldfastError(cause, 'model request').code;
  const isOverflow = code === 'model_context_overflow' && mayCompact;
  const canRetry = error?.isRetryable === true && attempt < maxAttempts;
  const delayMs = isOverflow ? 0 : canRetry ? delayBefore(turn, attempt, error) : null;
  await turn.append([
    end,
    errorEvent(cause, code, attempt, delayMs),
    ...(delayMs === null ? [] : [{ type: 'session.status_rescheduled' as const }]),
  ]);
  if (delayMs !== null) return { kind: 'again', delayMs };
  return { kind: 'idle', reason: { type: 'retries_exhausted' }, details: null };
}

function delayBefore(turn: Turn, attempt: number, error: ModelError): number {
  const backoff = Math.min(baseDelayMs * 2 ** (attempt - 1), maxDelayMs);
  const jittered = backoff * (0.75 + 0.5 * turn.ports.runtime.random.unit());
  return Math.round(Math.max(jittered, error.retryAfterMs ?? 0));
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
