import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { HoldfastError } from '../base/index.ts';
import { type Assembler, cutStream } from './assemble.ts';
import { failureToError } from './failures.ts';
import { ModelError } from './model-error.ts';

export interface ErrorContext {
  /** The caller's signal: when it is aborted, whatever was caught means `aborted`. */
  signal: AbortSignal;
  /** Given while a stream is read: then a broken connection is a cut stream. */
  assembler?: Assembler;
  nowMs: number;
}

/** Turns anything caught around the SDK into a `ModelError`; keeps ours, wherever in the chain of causes they are. */
export function toModelError(caught: unknown, context: ErrorContext): ModelError {
  if (context.signal.aborted)
    return new ModelError('aborted', 'The request was stopped.', {}, { cause: caught });
  const ours = findOurs(caught);
  if (ours instanceof ModelError) return ours;
  if (ours) return fromEgress(ours);
  if (caught instanceof APIConnectionError || caught instanceof APIUserAbortError) return unreachable(caught);
  if (caught instanceof APIError) {
    return failureToError(
      {
        status: caught.status,
        type: caught.type ?? undefined,
        message: sayingOf(caught),
        headers: caught.headers,
      },
      context.nowMs,
    );
  }
  if (context.assembler?.hasStarted()) return cutStream(context.assembler, caught);
  return unreachable(caught);
}

function findOurs(caught: unknown): HoldfastError | undefined {
  for (let error = caught, depth = 0; error instanceof Error && depth < 8; error = error.cause, depth += 1) {
    if (error instanceof HoldfastError) return error;
  }
  return undefined;
}

/** Egress said no, or the vault could not give the key: nothing that trying again would change. */
function fromEgress(error: HoldfastError): ModelError {
  const code =
    error.code === 'vault_locked'
      ? 'vault_locked'
      : error.code === 'credential_not_found'
        ? 'model_auth'
        : 'model_network';
  return new ModelError(code, error.message, { isRetryable: false }, { cause: error });
}

function unreachable(caught: unknown): ModelError {
  const reason = innermost(caught);
  return new ModelError('model_network', `The server could not be reached: ${reason}`, {}, { cause: caught });
}

function innermost(caught: unknown): string {
  let error = caught;
  for (let depth = 0; error instanceof Error && error.cause !== undefined && depth < 8; depth += 1)
    error = error.cause;
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

function sayingOf(error: APIError): string {
  if (error.apiMessage) return error.apiMessage;
  // local servers: {"error": "model not found"} or plain text; the SDK puts the status in front
  const body = error.error;
  if (typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string')
    return body.error;
  return error.message.replace(/^\d{3} /, '').replace(/\s+/g, ' ');
}
