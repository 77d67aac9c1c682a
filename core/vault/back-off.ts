import { type Clock, HoldfastError } from '../base/index.ts';

const freeTries = 3;
const longestMs = 60_000;

/**
 * Makes guessing slow: after three wrong passphrases in a row each one has to wait, a second at first and twice as long each time, a minute
 * at most. It ends with the process; who has the file can guess without it, and is held up by the derivation alone.
 */
export function createBackOff(clock: Pick<Clock, 'monotonic'>) {
  let failures = 0;
  let until = 0;
  return {
    /** Throws `passphrase_wait`, with what is left in `retry_after_ms`. */
    check(): void {
      const leftMs = Math.ceil(until - clock.monotonic());
      if (leftMs > 0)
        throw new HoldfastError('passphrase_wait', 'too many wrong passphrases', { retry_after_ms: leftMs });
    },
    /** Notes a wrong one; gives how long the next one has to wait. */
    failed(): number {
      failures += 1;
      const waitMs = failures < freeTries ? 0 : Math.min(1000 * 2 ** (failures - freeTries), longestMs);
      until = clock.monotonic() + waitMs;
      return waitMs;
    },
    succeeded(): void {
      failures = 0;
      until = 0;
    },
  };
}
