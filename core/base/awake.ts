/** Counts the time a process is awake. */
export interface AwakeTime {
  /** Milliseconds awake from an arbitrary start; never goes back, and never jumps, neither with the wall clock nor over a sleep. */
  now(): number;
  /** To be called about every tick, also while nobody asks for the time. */
  tick(): void;
}

/** How often a process looks whether it slept. */
export const tickMs = 1000;
const missedTicks = 3;

/**
 * Time awake, from a source that never jumps but may run on through a suspended laptop or a stopped process. Ticks that stay out
 * for long mean that the process did not run: of such a gap one tick counts, so that no time-out fires for time nobody had.
 */
export function createAwakeTime(read: () => number, everyMs = tickMs): AwakeTime {
  let lastTick = read();
  let asleepMs = 0;
  let latest = Number.NEGATIVE_INFINITY;
  const tick = () => {
    const at = read();
    const gapMs = at - lastTick;
    if (gapMs > missedTicks * everyMs) asleepMs += gapMs - everyMs;
    lastTick = at;
  };
  return {
    tick,
    now() {
      // the first to ask after a gap may come before the tick
      if (read() - lastTick > missedTicks * everyMs) tick();
      // of a gap that grew long enough to count as sleep, a part may have been told as time awake before
      latest = Math.max(latest, read() - asleepMs);
      return latest;
    },
  };
}
