import { ModelError, type ModelErrorCode } from './model-error.ts';

/** What an endpoint said when it refused, in whatever part it said it. */
export interface Failure {
  status?: number;
  /** `error.type` of the body, e.g. `overloaded_error`. */
  type?: string;
  message: string;
  headers?: Headers;
}

const byType: Record<string, ModelErrorCode> = {
  overloaded_error: 'model_overloaded',
  rate_limit_error: 'model_rate_limited',
  authentication_error: 'model_auth',
  permission_error: 'model_auth',
  billing_error: 'model_billing',
  request_too_large: 'model_context_overflow',
  api_error: 'model_server',
  timeout_error: 'model_server',
};

const byStatus: Record<number, ModelErrorCode> = {
  401: 'model_auth',
  402: 'model_billing',
  403: 'model_auth',
  408: 'model_network',
  409: 'model_server',
  413: 'model_context_overflow',
  425: 'model_server',
  429: 'model_rate_limited',
  529: 'model_overloaded',
};

const longestMessage = 500;

/**
 * Turns a refusal into a `ModelError`: by meaning of the words where status codes are too coarse (a full context
 * and an empty account both arrive as 400), else by `error.type`, else by status. Reads `retry-after-ms`,
 * `retry-after` (seconds or a date, against `nowMs`) and `x-should-retry`.
 */
export function failureToError(failure: Failure, nowMs: number): ModelError {
  const shouldRetry = failure.headers?.get('x-should-retry');
  const status = failure.status;
  const message = failure.message.slice(0, longestMessage);
  return new ModelError(codeOf(failure), status === undefined ? message : `${status}: ${message}`, {
    status,
    requestId: failure.headers?.get('request-id') ?? undefined,
    retryAfterMs: retryAfterMs(failure.headers, nowMs),
    ...(shouldRetry === 'false' && { isRetryable: false }),
    ...(shouldRetry === 'true' && { isRetryable: true }),
  });
}

function codeOf({ status, type, message }: Failure): ModelErrorCode {
  if (
    /prompt is too long|context (window|length)|too many (input )?tokens/i.test(message) &&
    status !== 429
  ) {
    return 'model_context_overflow';
  }
  if (/credit balance|billing|insufficient (funds|quota|credit)/i.test(message) && (status ?? 400) < 500) {
    return 'model_billing';
  }
  if (isUnknownModel(status, type, message)) return 'model_unknown';
  const named = (type && byType[type]) || (status && byStatus[status]);
  if (named) return named;
  if (status === undefined) return type === 'invalid_request_error' ? 'model_bad_request' : 'model_server';
  return status >= 500 ? 'model_server' : 'model_bad_request';
}

// a bare 404 is a wrong address, not a wrong model: local servers answer so on paths they do not have
function isUnknownModel(status: number | undefined, type: string | undefined, message: string): boolean {
  if (status === 404) return type === 'not_found_error' || /\bmodel\b/i.test(message);
  return (
    status === 400 &&
    /\bmodel\b.*(not found|does not exist|unknown|not supported)|unknown model/i.test(message)
  );
}

function retryAfterMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds;
  const header = headers?.get('retry-after');
  if (!header) return undefined;
  const seconds = Number(header);
  if (seconds >= 0) return seconds * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
