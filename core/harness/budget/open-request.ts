import { HoldfastError } from '../../base/index.ts';
import type { CharteredRequest } from '../../context/index.ts';
import type { ModelUsage, NewEvent } from '../../events/index.ts';
import type { ModelProvider } from '../../model/index.ts';
import { passPoints } from '../debug-points.ts';
import type { Turn } from '../turn.ts';
import type { Reached } from './figures.ts';
import { createMeter, type UsageSource } from './meter.ts';

/** Thrown when limits stand in the way of a request. Nothing was committed. */
export class BudgetReached extends Error {
  readonly reached: readonly Reached[];
  constructor(reached: readonly Reached[]) {
    super(`the budget is used up: ${reached.map(({ scope, what }) => `${scope} ${what}`).join(', ')}`);
    this.reached = reached;
  }
}

/** A request whose start and reservation are in the log: it may be sent, once. */
export interface OpenRequest {
  spanId: string;
  /** With `maxTokens` cut to what is left. */
  request: CharteredRequest;
  /** Counts what arrives. */
  provider: ModelProvider;
  /** Aborts with the turn, and when the time of a limit is over. */
  signal: AbortSignal;
  /** The limits that leave the model less than it would have been given. */
  cutBy: readonly Reached[];
  /** True when tokens or money are bounded. */
  isLimited: boolean;
  /** The limit of time that ended it; empty when none did. */
  overTime(): readonly Reached[];
  /** The event that ends the span, with what is counted; gives the reservation back. `cause` when the stream broke. */
  end(facts: {
    isError: boolean;
    stopReason?: string;
    cause?: unknown;
  }): NewEvent & { type: 'span.model_request_end' };
  /** Stops the watch over time. */
  close(): void;
}

export interface RequestToOpen {
  spanId: string;
  purpose: 'answer' | 'compaction';
  provider: ModelProvider;
  request: CharteredRequest;
  /** Committed in front of the request's start. */
  before: readonly NewEvent[];
}

/**
 * Asks the budgets for leave to send a request. When it fits, its start and a reservation of all it may use are committed before this
 * resolves, so that not even a kill can lose what it spends. Throws `BudgetReached` when it does not.
 */
export async function openRequest(turn: Turn, input: RequestToOpen): Promise<OpenRequest> {
  const { ports, session } = turn;
  const { clock } = ports.runtime;
  const start: NewEvent = { id: input.spanId, type: 'span.model_request_start' };
  const reserve = async (held: readonly NewEvent[], mayCount: boolean) => {
    const events = [...held, ...input.before, start];
    await passPoints(ports.at, 'before', events, session.id);
    const answer = await ports.budgets.reserve({
      ...input,
      before: [...held, ...input.before],
      sessionId: session.id,
      leaseToken: turn.leaseToken,
      signal: turn.signal,
      mayCount,
    });
    if (answer.kind === 'reserved') await passPoints(ports.at, 'after', events, session.id);
    return answer;
  };
  const isReserved = ({ kind }: { kind: string }) => kind === 'reserved';
  let reserved = await turn.commits.withHeld((held) => reserve(held, held.length === 0), isReserved);
  if (reserved.kind === 'uncounted') {
    // the model's server is asked, which may take long: a result is not kept in memory alone meanwhile
    await turn.commits.flush();
    reserved = await turn.commits.withHeld((held) => reserve(held, true), isReserved);
  }
  if (reserved.kind === 'uncounted') throw new HoldfastError('internal', 'the request was not counted');
  if (reserved.kind === 'refused') throw new BudgetReached(reserved.by);

  const { maxTokens, inputTokens, isLimited, cutBy } = reserved;
  turn.isFree = reserved.isFree;
  const meter = createMeter({ provider: input.provider, maxTokens, inputTokens, isLimited });
  const deadline = createDeadline(turn, reserved.timeLeftMs);
  const startedAt = clock.monotonic();
  return {
    spanId: input.spanId,
    request: {
      ...withMaxTokens(input.request, maxTokens),
      sender: { sessionId: session.id, callId: input.spanId },
    },
    provider: meter.provider,
    signal: deadline.signal,
    cutBy,
    isLimited,
    overTime: () => (deadline.isOver() ? reserved.timeBy : []),
    close: deadline.close,
    end({ isError, stopReason, cause }) {
      const { usage, source } = meter.usage(cause);
      return spanEnd(input.spanId, usage, isError, {
        model: input.request.model,
        duration_ms: Math.round(clock.monotonic() - startedAt),
        ...(input.purpose === 'compaction' ? { purpose: input.purpose } : {}),
        ...(stopReason === undefined ? {} : { stop_reason: stopReason }),
        ...(source === 'reported' ? {} : { usage_source: source }),
      });
    },
  };
}

interface SpanFacts {
  model: string;
  duration_ms?: number;
  purpose?: 'compaction';
  stop_reason?: string;
  usage_source?: UsageSource;
}

/** The end of a model request. */
export function spanEnd(
  spanId: string,
  usage: ModelUsage,
  isError: boolean,
  facts: SpanFacts,
): NewEvent & { type: 'span.model_request_end' } {
  return {
    type: 'span.model_request_end',
    model_request_start_id: spanId,
    is_error: isError,
    model_usage: { ...usage },
    holdfast: facts,
  };
}

// thinking must leave room for an answer; where there is none, the model answers without
function withMaxTokens(request: CharteredRequest, maxTokens: number): CharteredRequest {
  if (request.thinking === undefined || request.thinking.budgetTokens < maxTokens)
    return { ...request, maxTokens };
  const { thinking: _, ...plain } = request;
  return { ...plain, maxTokens };
}

function createDeadline(turn: Turn, timeLeftMs: number | null) {
  if (timeLeftMs === null) return { signal: turn.signal, isOver: () => false, close: () => {} };
  const time = new AbortController();
  const watch = new AbortController();
  let isOver = false;
  turn.ports.runtime.clock.sleep(timeLeftMs, watch.signal).then(
    () => {
      isOver = true;
      time.abort(new Error('the time of a limit is over'));
    },
    () => {
      // the request ended first
    },
  );
  return {
    signal: AbortSignal.any([turn.signal, time.signal]),
    isOver: () => isOver && !turn.signal.aborted,
    close: () => watch.abort(),
  };
}
