export interface GuestClock {
  /** Goes on as if so much had been counted. */
  set(elapsedMs: number): void;
  resume(): void;
  pause(): void;
  elapsedMs(): number;
  remainingMs(): number;
}

/** Counts the guest's own time against `limitMs`; it stands still while paused. */
export function createGuestClock(limitMs: number, now: () => number): GuestClock {
  let countedMs = 0;
  let since: number | undefined;
  const elapsedMs = () => countedMs + (since === undefined ? 0 : now() - since);
  return {
    set(elapsedMs) {
      countedMs = elapsedMs;
      if (since !== undefined) since = now();
    },
    resume() {
      since ??= now();
    },
    pause() {
      countedMs = elapsedMs();
      since = undefined;
    },
    elapsedMs,
    remainingMs: () => limitMs - elapsedMs(),
  };
}
