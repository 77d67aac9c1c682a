import type { NewEvent, StoredEvent } from '../events/index.ts';
import type { Log } from '../log/index.ts';

/** A session's log as one turn sees it. */
export interface LogReader {
  /**
   * The whole log as it is now, in order, with what is held at its end. The array is the reader's own and grows; it is another one
   * only where the log did not go on as it was thought to.
   */
  read(): Promise<readonly StoredEvent[]>;
  /** Shows events that will be committed next as if they were. They have their ids already. */
  hold(events: readonly (NewEvent & { id: string })[], processedAt: string): void;
  close(): void;
}

/**
 * Reads a session's log once and then listens: what is committed is told before the promise of whoever committed it resolves, so
 * nobody who waited for an append misses it here. What does not follow position by position is read from the log.
 */
export function createLogReader(log: Pick<Log, 'read' | 'listen'>, sessionId: string): LogReader {
  let events: StoredEvent[] = [];
  /** Where the held ones begin. */
  let committed = 0;
  let isCurrent = false;
  let newestHeard = 0;
  let last: Promise<unknown> = Promise.resolve();
  const lastSeq = () => events[committed - 1]?.seq ?? 0;

  const take = (stored: StoredEvent) => {
    const awaited = events[committed];
    if (!awaited) events.push(stored);
    // the same object goes on, so that what was already made of it stays good
    else if (awaited.event.id === stored.event.id) Object.assign(awaited.event, stored.event);
    else {
      const held = events
        .slice(committed)
        .map(({ event }, index) => ({ seq: stored.seq + 1 + index, event }));
      events = [...events.slice(0, committed), stored, ...held];
    }
    committed += 1;
  };

  const stop = log.listen(sessionId, (feed) => {
    if (feed.kind !== 'stored') return;
    newestHeard = Math.max(newestHeard, feed.events.at(-1)?.seq ?? 0);
    if (!isCurrent) return;
    for (const stored of feed.events) {
      if (stored.seq <= lastSeq()) continue;
      if (stored.seq > lastSeq() + 1) {
        isCurrent = false;
        return;
      }
      take(stored);
    }
  });

  const readOn = async (): Promise<readonly StoredEvent[]> => {
    while (!isCurrent) {
      const more = await log.read({ sessionId, afterSeq: lastSeq(), limit: 1000 });
      for (const stored of more) take(stored);
      // what was told meanwhile was not listened to, and may be newer than what was read
      isCurrent = more.length < 1000 && newestHeard <= lastSeq();
    }
    return events;
  };

  return {
    read() {
      if (isCurrent) return Promise.resolve(events);
      const next = last.then(readOn, readOn);
      last = next;
      return next;
    },
    hold(held, processedAt) {
      const after = events.at(-1)?.seq ?? 0;
      held.forEach((event, index) => {
        // a new event is a stored one but for the two fields that are set here
        events.push({
          seq: after + 1 + index,
          event: { ...event, processed_at: processedAt } as StoredEvent['event'],
        });
      });
    },
    close: stop,
  };
}
