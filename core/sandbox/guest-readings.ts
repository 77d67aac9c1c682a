import type { RunRecord } from './run-record.ts';

/** The guest's readings of the clock: from the record as long as there are any, then as it is, and kept. */
export interface GuestReadings {
  /** Milliseconds since the epoch. */
  read(): number;
  /** True once there were more readings than the record has. */
  isBeyond(): boolean;
  /** Readings of the record that nobody asked for. */
  left(): number;
  /** Those that were made since the last time. */
  take(): RunRecord['clock'];
}

/** `recorded`: the readings of the run that is being repeated. */
export function createGuestReadings(recorded: RunRecord['clock'], wallClock: () => number): GuestReadings {
  const before = recorded.map(([value, count]) => ({ value, count }));
  let at = 0;
  let isBeyond = false;
  let made: RunRecord['clock'] = [];
  return {
    read() {
      const next = before[at];
      if (next) {
        next.count -= 1;
        if (next.count === 0) at += 1;
        return next.value;
      }
      isBeyond = true;
      const value = wallClock();
      const last = made.at(-1);
      if (last?.[0] === value) last[1] += 1;
      else made.push([value, 1]);
      return value;
    },
    isBeyond: () => isBeyond,
    left: () => before.slice(at).reduce((total, { count }) => total + count, 0),
    take() {
      const taken = made;
      made = [];
      return taken;
    },
  };
}
