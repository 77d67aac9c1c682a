import { HoldfastError, isErrorCode } from '../../base/index.ts';
import { networkError } from '../network-error.ts';
import type { WireError } from './protocol.ts';

/** An error as it crosses: our own by its code, everything else by the system's code alone, since messages may quote what was sent. */
export function toWireError(caught: unknown): WireError {
  if (caught instanceof HoldfastError)
    return { code: caught.code, message: caught.message, details: { ...caught.details }, network: null };
  const cause = caught instanceof Error ? caught.cause : undefined;
  const code =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
  return { code: null, message: '', details: {}, network: code };
}

export function fromWireError({ code, message, details, network }: WireError): unknown {
  if (isErrorCode(code)) return new HoldfastError(code, message, details);
  return networkError(Object.assign(new Error('network'), { code: network ?? 'unknown' }));
}
