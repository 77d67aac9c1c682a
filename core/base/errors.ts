import { type ErrorCode, errorTable } from './error-table.ts';

/** What the API sends of an error, and what the window shows: a stable code, a sentence, a next step. */
export interface ErrorDescription {
  code: ErrorCode;
  httpStatus: number;
  apiType: string;
  sentence: string;
  nextStep: string;
}

/**
 * The only error class that crosses a room's boundary. `code` is stable and is a key of `errorTable`;
 * `message` is for developers and must never hold a secret or file content; `details` must be plain JSON.
 */
export class HoldfastError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'HoldfastError';
    this.code = code;
    this.details = details;
  }
}

/** Looks up what the owner and the API are told of `code`. */
export function describeError(code: ErrorCode): ErrorDescription {
  const [httpStatus, apiType, sentence, nextStep] = errorTable[code];
  return { code, httpStatus, apiType, sentence, nextStep };
}

/** Narrows a caught value; anything that is not ours is wrapped as `internal` with its cause kept. */
export function toHoldfastError(caught: unknown, context: string): HoldfastError {
  if (caught instanceof HoldfastError) return caught;
  const reason = caught instanceof Error ? caught.message : String(caught);
  return new HoldfastError('internal', `${context}: ${reason}`, {}, { cause: caught });
}

/** True when `value` is a known error code, for errors that crossed a thread as plain data. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorTable, value);
}
