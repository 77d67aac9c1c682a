export interface GuestTimers {
  set(id: number, ms: number): void;
  clear(id: number): void;
  has(id: number): boolean;
  isEmpty(): boolean;
  /** The next timer that is due, in order of time; it is removed. */
  takeDue(): number | undefined;
  /** Arranges to be woken when the next timer is due, or after `maxMs`. */
  wakeWithin(maxMs: number): void;
  stop(): void;
}

/** The guest's timers on one host timer. `wake` is called when one may be due. */
export function createGuestTimers(now: () => number, wake: () => void): GuestTimers {
  const dueAt = new Map<number, number>();
  let hostTimer: NodeJS.Timeout | undefined;
  const next = (): [number, number] | undefined => {
    let first: [number, number] | undefined;
    for (const entry of dueAt) if (!first || entry[1] < first[1]) first = entry;
    return first;
  };
  const stop = () => {
    clearTimeout(hostTimer);
    hostTimer = undefined;
  };
  return {
    set: (id, ms) => void dueAt.set(id, now() + ms),
    clear: (id) => void dueAt.delete(id),
    has: (id) => dueAt.has(id),
    isEmpty: () => dueAt.size === 0,
    takeDue() {
      const first = next();
      if (!first || first[1] > now()) return undefined;
      dueAt.delete(first[0]);
      return first[0];
    },
    wakeWithin(maxMs) {
      stop();
      const first = next();
      const waitMs = Math.min(maxMs, first ? first[1] - now() : maxMs);
      hostTimer = setTimeout(wake, Math.max(0, Math.ceil(waitMs)));
    },
    stop,
  };
}
