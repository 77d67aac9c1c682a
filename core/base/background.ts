import type { Logger } from './logger.ts';

/**
 * Lets a promise run on without awaiting it, in the one sanctioned way: a failure is reported to `logger`
 * under the words of `what`. Never throws.
 */
export function background(promise: Promise<unknown>, what: string, logger: Logger): void {
  promise.catch((error: unknown) => {
    logger.error(`${what} failed`, error);
  });
}
