import type { Clock } from '../base/index.ts';
import { pickAhead } from '../context/index.ts';
import type { StoredEvent } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import { createLogReader, type LogReader } from './log-reader.ts';
import { foldState } from './state.ts';

/** An event takes one to two kilobytes of memory. */
const mostEvents = 50_000;
const mostReaders = 20;
const keptMs = 15 * 60_000;

/** The logs of the sessions that worked last, so that the next message does not have a long one read again. */
export interface Readers {
  /** The session's reader, for one turn. */
  take(sessionId: string): LogReader;
  /** Keeps it for the next turn, where it can serve one; closes it otherwise. */
  giveBack(sessionId: string, reader: LogReader): void;
  close(): void;
}

interface Kept {
  reader: LogReader;
  forget: AbortController;
}

/** Makes the readers of one harness. What is kept can be read from the log again at any time. */
export function createReaders(log: Pick<Log, 'read' | 'listen'>, clock: Pick<Clock, 'sleep'>): Readers {
  // the one that worked longest ago first
  const kept = new Map<string, Kept>();
  let isClosed = false;

  const remove = (sessionId: string): LogReader | null => {
    const known = kept.get(sessionId);
    kept.delete(sessionId);
    known?.forget.abort();
    return known?.reader ?? null;
  };
  const drop = (sessionId: string) => remove(sessionId)?.close();

  return {
    take(sessionId) {
      const known = remove(sessionId);
      if (known?.isReusable()) return known;
      known?.close();
      return createLogReader(log, sessionId, { onPage: foldAhead, onSpoilt: () => drop(sessionId) });
    },
    giveBack(sessionId, reader) {
      if (isClosed || !reader.isReusable()) return reader.close();
      drop(sessionId);
      const forget = new AbortController();
      kept.set(sessionId, { reader, forget });
      clock.sleep(keptMs, forget.signal).then(
        () => drop(sessionId),
        () => {
          // taken for a turn, or dropped before
        },
      );
      let events = [...kept.values()].reduce((sum, known) => sum + known.reader.size(), 0);
      for (const [id, known] of kept) {
        if (events <= mostEvents && kept.size <= mostReaders) break;
        events -= known.reader.size();
        drop(id);
      }
    },
    close() {
      isClosed = true;
      for (const id of [...kept.keys()]) drop(id);
    },
  };
}

// what every turn asks of a log goes on where it stopped: asked page by page, it never takes long at once
function foldAhead(events: readonly StoredEvent[]): void {
  pickAhead(events);
  foldState(events);
}
