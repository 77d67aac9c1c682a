import type { StoredEvent } from '../events/index.ts';
import type { ModelError, ModelErrorCode } from '../model/index.ts';

/** How a class of failure is tried again. Absent: it is not, because waiting changes nothing. */
interface RetryClass {
  /** Failures of this class in a row after which the turn rests with `retries_exhausted`. */
  tries: number;
  firstMs: number;
  maxMs: number;
}

/**
 * | failure | tries | waits | why |
 * |---|---|---|---|
 * | overloaded (529) | 8 | 2 s doubling to 1 min | passes by itself, hammering makes it worse |
 * | rate limited (429) | 10 | 5 s doubling to 5 min, at least `retry-after` | a window has to pass |
 * | server error (5xx) | 6 | 1 s doubling to 1 min | usually short |
 * | cut stream | 4 | 1 s doubling to 30 s | output was paid for each time |
 * | no network | 150 | 2 s doubling to 5 min: about 12 hours | a laptop that sleeps or travels comes back |
 * | key, locked vault, billing, unknown model, bad request, full context, no model | 1 | | only a person can change it |
 *
 * Every wait is spread by a quarter to both sides; after `retry-after` by a tenth upwards, so that sessions do not all come back at
 * once. A server that asks for more than an hour is not waited for.
 */
const classes: Partial<Record<ModelErrorCode, RetryClass>> = {
  model_overloaded: { tries: 8, firstMs: 2000, maxMs: 60_000 },
  model_rate_limited: { tries: 10, firstMs: 5000, maxMs: 300_000 },
  model_server: { tries: 6, firstMs: 1000, maxMs: 60_000 },
  model_cut_stream: { tries: 4, firstMs: 1000, maxMs: 30_000 },
  model_network: { tries: 150, firstMs: 2000, maxMs: 300_000 },
};
/** What an endpoint calls worth another try although its class is not. */
const asTold: RetryClass = { tries: 3, firstMs: 1000, maxMs: 30_000 };
const longestRetryAfterMs = 3_600_000;

/** Failures of a class after which the owner's fallback model is asked instead. */
const fallbackAfter: Partial<Record<ModelErrorCode, number>> = {
  model_overloaded: 3,
  model_rate_limited: 3,
  model_unknown: 1,
};

/**
 * The failures in a row, by class, that a request has met: read from the log, so that neither a restart nor a pause begins the count
 * anew. An answer, a message of the owner, a rest or a change of model does.
 */
export function failuresInARow(events: readonly StoredEvent[]): Map<string, number> {
  const failures = new Map<string, number>();
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index]?.event;
    if (!event || event.type === 'user.message' || event.type === 'session.status_idle') break;
    if (event.type === 'holdfast.model_fallback' || event.type === 'agent.tool_result') break;
    if (event.type === 'span.model_request_end' && event.is_error !== true) break;
    if (event.type !== 'session.error') continue;
    const code = event.holdfast?.code ?? 'internal';
    failures.set(code, (failures.get(code) ?? 0) + 1);
  }
  return failures;
}

export interface RetryInput {
  error: ModelError;
  /** Counting this one. */
  attempt: number;
  /** Between 0 and 1. */
  random: number;
}

/** How long to wait before the next try in milliseconds; null when there is none. */
export function delayBeforeRetry({ error, attempt, random }: RetryInput): number | null {
  if (!error.isRetryable) return null;
  const { tries, firstMs, maxMs } = classes[error.code] ?? asTold;
  if (attempt >= tries) return null;
  const askedMs = error.retryAfterMs ?? 0;
  if (askedMs > longestRetryAfterMs) return null;
  const backoffMs = Math.min(firstMs * 2 ** (attempt - 1), maxMs) * (0.75 + 0.5 * random);
  return Math.round(Math.max(backoffMs, askedMs * (1 + 0.1 * random)));
}

/** Whether the failure is one after which another model is asked, if the owner named one. */
export function wantsFallback(error: ModelError, attempt: number): boolean {
  return attempt >= (fallbackAfter[error.code] ?? Number.POSITIVE_INFINITY);
}
