import type { NewEvent, StoredEvent } from '../events/index.ts';
import { requireValid } from '../log/index.ts';
import { passPoints } from './debug-points.ts';
import type { LogReader } from './log-reader.ts';
import { appendPatiently, type PatientAppend } from './storage.ts';

/** How a turn writes to its log. */
export interface Commits {
  /** Appends what is held and then `events`, in one transaction, under the lease; resolves with the latter as they are stored. */
  append(events: readonly NewEvent[]): Promise<StoredEvent[]>;
  /**
   * Takes events that go into the log with the very next transaction of this turn, which must follow at once: what the loop reads has
   * them already. It saves a flush between a call's result and the next request. Killed in between, a result is as lost as one whose
   * call did not come to its end: the intent stands, and the restart deals with it.
   */
  hold(events: readonly NewEvent[]): void;
  /** Commits what is held, if anything is. */
  flush(): Promise<void>;
  /** Runs a transaction of somebody else's that has what is held in front of its own events. */
  withHeld<T>(
    commit: (held: readonly NewEvent[]) => Promise<T>,
    wasCommitted: (result: T) => boolean,
  ): Promise<T>;
}

/** A rest stays the last word: whoever reads a session reads up to it. */
function withLeaving(events: readonly NewEvent[], leaving: readonly NewEvent[]): NewEvent[] {
  const rest = events.findIndex(({ type }) => type === 'session.status_idle');
  const at = rest === -1 ? events.length : rest;
  return [...events.slice(0, at), ...leaving, ...events.slice(at)];
}

/** Makes the writing side of a turn. `at`, `ports`, `session` as the turn has them at the time. */
export function createCommits(
  where: () => Pick<PatientAppend, 'ports' | 'session' | 'leaseToken' | 'signal'>,
  reader: Pick<LogReader, 'hold'>,
): Commits {
  let held: (NewEvent & { id: string })[] = [];

  const append = async (events: readonly NewEvent[], mayBeThere = false): Promise<StoredEvent[]> => {
    // taken before anything is waited for: a tool that did not end when it was told to may append at the same time
    const before = held;
    held = [];
    if (before.length + events.length === 0) return [];
    const { ports, session, leaseToken, signal } = where();
    const leaving = ports.leaving?.take(session.id) ?? [];
    const all = withLeaving([...before, ...events], leaving);
    let stored: StoredEvent[];
    try {
      await passPoints(ports.at, 'before', all, session.id);
      stored = await appendPatiently({ ports, session, leaseToken, signal, events: all, mayBeThere });
    } catch (caught) {
      held = [...before, ...held];
      ports.leaving?.putBack(session.id, leaving);
      throw caught;
    }
    await passPoints(ports.at, 'after', all, session.id);
    const along = new Set(leaving.map(({ id }) => id));
    return stored.slice(before.length).filter(({ event }) => !along.has(event.id));
  };

  return {
    append: (events) => append(events),
    hold(events) {
      const { ports } = where();
      for (const event of events) requireValid(event);
      const named = events.map((event) => ({ ...event, id: event.id ?? ports.runtime.ids.next('sevt') }));
      held.push(...named);
      reader.hold(named, new Date(ports.runtime.clock.now()).toISOString());
    },
    async flush() {
      // an earlier transaction may have failed with them and be in the file nevertheless
      await append([], true);
    },
    async withHeld(commit, wasCommitted) {
      const before = held;
      held = [];
      let isCommitted = false;
      try {
        const result = await commit(before);
        isCommitted = wasCommitted(result);
        return result;
      } finally {
        if (!isCommitted) held = [...before, ...held];
      }
    },
  };
}
