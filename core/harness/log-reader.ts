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
  /** Whether a later turn may go on with it: it has the whole log, holds nothing, and nothing of the log was forgotten since it was read. */
  isReusable(): boolean;
  /** Events it has. */
  size(): number;
  close(): void;
}

/** As many as arrive in one message: taking them over holds up this thread for a millisecond or two. */
const pageEvents = 200;
const pagesAhead = 2;

/**
 * Reads a session's log once and then listens: what is committed is told before the promise of whoever committed it resolves, so
 * nobody who waited for an append misses it here. What does not follow position by position is read from the log.
 */
export function createLogReader(
  log: Pick<Log, 'read' | 'listen'>,
  sessionId: string,
  options: {
    /** Shown the log as far as it is read, page by page. */
    onPage?(events: readonly StoredEvent[]): void;
    /** Content of the log was forgotten, or the session deleted: from now on it is not reusable. */
    onSpoilt?(): void;
  } = {},
): LogReader {
  let events: StoredEvent[] = [];
  /** Where the held ones begin. */
  let committed = 0;
  let isCurrent = false;
  let isSpoilt = false;
  let newestHeard = 0;
  /** How often words were forgotten that may have been read before. */
  let forgettings = 0;
  let last: Promise<unknown> = Promise.resolve();
  const lastSeq = () => events[committed - 1]?.seq ?? 0;

  const take = (stored: StoredEvent) => {
    const awaited = events[committed];
    if (!awaited) events.push(stored);
    // the same object goes on, down to its content, so that what was already made of it stays good
    else if (awaited.event.id === stored.event.id) awaited.event.processed_at = stored.event.processed_at;
    else {
      const held = events
        .slice(committed)
        .map(({ event }, index) => ({ seq: stored.seq + 1 + index, event }));
      events = [...events.slice(0, committed), stored, ...held];
    }
    committed += 1;
  };

  const spoil = () => {
    isSpoilt = true;
    options.onSpoilt?.();
  };

  const stop = log.listen(sessionId, (feed) => {
    if (feed.kind === 'deleted') return spoil();
    if (feed.kind !== 'stored') return;
    if (feed.events.some(({ event }) => event.type === 'holdfast.forgotten')) spoil();
    newestHeard = Math.max(newestHeard, feed.events.at(-1)?.seq ?? 0);
    if (feed.events.some(({ event }) => event.type === 'holdfast.forgotten')) {
      // what is kept here still has the words
      forgettings += 1;
      events = events.slice(committed);
      committed = 0;
      isCurrent = false;
    }
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

  const ask = (afterSeq: number) => {
    const page = log.read({ sessionId, afterSeq, limit: pageEvents });
    // one that was asked for ahead may not be needed
    page.catch(() => {});
    return page;
  };

  const readOn = async (): Promise<readonly StoredEvent[]> => {
    let pages: Promise<StoredEvent[]>[] = [];
    while (!isCurrent) {
      const before = forgettings;
      const more = await (pages.shift() ?? ask(lastSeq()));
      if (forgettings !== before) {
        pages = [];
        continue;
      }
      for (const stored of more) take(stored);
      options.onPage?.(events);
      const isEnd = more.length < pageEvents;
      // what was told meanwhile was not listened to, and may be newer than what was read
      isCurrent = isEnd && newestHeard <= lastSeq();
      // positions follow each other: the pages behind are asked for before these are here
      if (isEnd) pages = [];
      else while (pages.length < pagesAhead) pages.push(ask(lastSeq() + pages.length * pageEvents));
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
    isReusable: () => isCurrent && !isSpoilt && committed === events.length,
    size: () => events.length,
    close: stop,
  };
}
