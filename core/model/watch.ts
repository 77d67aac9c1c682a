import type { Clock } from '../base/index.ts';

/** Watches for silence while somebody waits. */
export interface Watch {
  /** Starts waiting: silence counts from now on. */
  begin(): void;
  /** Something came: silence does not count until the next `begin`. */
  pause(): void;
  /** Stops for good. */
  end(): void;
}

/**
 * Calls `onSilence` once when a wait lasts `limitMs`. However many waits there are, at most one timer runs, which
 * re-arms itself for what remains; a slow reader is not silence, because nothing counts between `pause` and `begin`.
 */
export function createWatch(clock: Clock, limitMs: number, onSilence: () => void): Watch {
  const ended = new AbortController();
  let waitingSince: number | undefined;
  let isRunning = false;

  const look = async () => {
    isRunning = true;
    while (waitingSince !== undefined && !ended.signal.aborted) {
      const remainingMs = limitMs - (clock.monotonic() - waitingSince);
      if (remainingMs <= 0) {
        ended.abort();
        onSilence();
        return;
      }
      // rejects only because the watch ended, which the loop's condition sees
      await clock.sleep(Math.ceil(remainingMs), ended.signal).catch(() => undefined);
    }
    isRunning = false;
  };

  return {
    begin() {
      waitingSince = clock.monotonic();
      if (!isRunning) void look();
    },
    pause() {
      waitingSince = undefined;
    },
    end() {
      waitingSince = undefined;
      ended.abort();
    },
  };
}
