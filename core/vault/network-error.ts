import { HoldfastError } from '../base/index.ts';

/**
 * What fetch throws, newly made: the platform's own messages quote headers. Only the system's code of the innermost
 * cause is kept; our own errors (from a body that was refused) and the caller's reason pass.
 */
export function networkError(caught: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  let code = 'unknown';
  for (let error = caught, depth = 0; error instanceof Error && depth < 8; error = error.cause, depth += 1) {
    if (error instanceof HoldfastError) return error;
    if ('code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(error.code))
      code = error.code;
  }
  const cause = Object.assign(new Error(code), { code });
  return new TypeError(`fetch failed: ${code}`, { cause });
}
