import { background, type Clock, type Logger } from '../base/index.ts';
import { startOfDay } from '../harness/index.ts';

/** A laptop that slept through midnight is noticed this long after it wakes, at the latest. */
const longestWaitMs = 60_000;

/**
 * Calls `onNewDay` once for each day that begins by the owner's clock, until `signal` aborts. Looks at the clock again and again instead
 * of waiting for midnight: the machine may sleep, and the clock may be set. A day that is gone back to is none that begins.
 */
export function watchDays(options: {
  clock: Pick<Clock, 'now' | 'sleep'>;
  signal: AbortSignal;
  logger: Logger;
  onNewDay: () => Promise<void>;
}): void {
  const { clock, signal, logger, onNewDay } = options;
  async function watch(): Promise<void> {
    let today = startOfDay(clock.now());
    while (!signal.aborted) {
      const leftMs = startOfNextDay(today) - clock.now();
      try {
        await clock.sleep(Math.min(longestWaitMs, Math.max(1, leftMs)), signal);
      } catch {
        return;
      }
      const day = startOfDay(clock.now());
      const hasBegun = day > today;
      today = day;
      if (hasBegun) background(onNewDay(), 'a new day', logger);
    }
  }
  background(watch(), 'watching for midnight', logger);
}

// a day has 23 to 25 hours: 26 on is always in the next one
function startOfNextDay(day: number): number {
  return startOfDay(day + 26 * 3_600_000);
}
