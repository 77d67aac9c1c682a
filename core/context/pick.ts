import type { EventOf, SessionEvent, StoredEvent } from '../events/index.ts';

/** An event of one of these types, with its position. */
export interface Picked<T extends SessionEvent['type']> {
  seq: number;
  event: EventOf<T>;
}

// made once each, where a module begins
const pickers: ((events: readonly StoredEvent[]) => unknown)[] = [];

/**
 * Finds the events of some types in a log, in order. A log only ever grows at its end: when the same array is given again, only what came
 * since is looked at, so that a question about a log of 30,000 events costs nothing on every turn. The answer is read-only, and grows with
 * the log.
 */
export function createPicker<T extends SessionEvent['type']>(
  types: readonly T[],
): (events: readonly StoredEvent[]) => readonly Picked<T>[] {
  const wanted = new Set<string>(types);
  const known = new WeakMap<
    readonly StoredEvent[],
    { count: number; last: StoredEvent | undefined; found: Picked<T>[] }
  >();
  const isWanted = (stored: StoredEvent): stored is StoredEvent & Picked<T> => wanted.has(stored.event.type);
  const pick = (events: readonly StoredEvent[]) => {
    const before = known.get(events);
    const isGrown = before !== undefined && hasGrown(events, before);
    const seen = isGrown ? before : { count: 0, last: undefined, found: [] };
    for (; seen.count < events.length; seen.count += 1) {
      const stored = events[seen.count];
      if (stored && isWanted(stored)) seen.found.push(stored);
    }
    seen.last = events.at(-1);
    if (!isGrown) known.set(events, seen);
    return seen.found;
  };
  pickers.push(pick);
  return pick;
}

/** Has every picker look at a log, or at what came since: for a log that is read piece by piece, so that none has to look at all of it at once. */
export function pickAhead(events: readonly StoredEvent[]): void {
  for (const pick of pickers) pick(events);
}

/** Whether an array still begins with the `count` events that were seen, as far as its last one tells. */
export function hasGrown(
  events: readonly StoredEvent[],
  { count, last }: { count: number; last: StoredEvent | undefined },
): boolean {
  return count <= events.length && events[count - 1] === last;
}

/** Index of the first event behind a position; events are in order. */
export function indexBehind(events: readonly { seq: number }[], seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.seq ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
