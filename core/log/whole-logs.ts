import { HoldfastError } from '../base/index.ts';
import type { Tx } from '../db/worker.ts';
import type { StoredEvent } from '../events/index.ts';
import { read } from './read-store.ts';

/** Whole logs for computations that need all of them, kept between two looks so that only what came since is read. */
export interface WholeLogs {
  /**
   * The session's log up to `lastSeq`. The same array as before, grown at its end, unless something was forgotten
   * since; treat it as read-only. Throws `session_not_found`, and `internal` when the log does not go as far.
   */
  upTo(tx: Tx, sessionId: string, lastSeq: number): readonly StoredEvent[];
}

interface Kept {
  events: StoredEvent[];
  size: number;
}

const pageSize = 1000;

/** Keeps logs of up to `mostUnits` (characters of content, about) together, and always the one that was asked for last. */
export function createWholeLogs(mostUnits = 64 * 1024 * 1024): WholeLogs {
  // in the order of their last use
  const kept = new Map<string, Kept>();

  const readOn = (tx: Tx, sessionId: string, log: Kept, lastSeq: number): void => {
    for (;;) {
      const afterSeq = log.events.at(-1)?.seq ?? 0;
      if (afterSeq >= lastSeq) return;
      const more = read(tx, { sessionId, afterSeq, beforeSeq: lastSeq + 1, limit: pageSize });
      for (const stored of more) {
        log.events.push(stored);
        log.size += sizeOf(stored);
      }
      if (more.length < pageSize) return;
    }
  };

  const makeRoom = () => {
    let total = 0;
    for (const { size } of kept.values()) total += size;
    for (const [sessionId, { size }] of kept) {
      if (total <= mostUnits || kept.size === 1) return;
      kept.delete(sessionId);
      total -= size;
    }
  };

  return {
    upTo(tx, sessionId, lastSeq) {
      let log = kept.get(sessionId) ?? { events: [], size: 0 };
      const known = log.events.length;
      kept.delete(sessionId);
      readOn(tx, sessionId, log, lastSeq);
      // what is kept still holds what was forgotten since
      if (known > 0 && log.events.slice(known).some(({ event }) => event.type === 'holdfast.forgotten')) {
        log = { events: [], size: 0 };
        readOn(tx, sessionId, log, lastSeq);
      }
      kept.set(sessionId, log);
      makeRoom();
      const last = log.events.at(-1)?.seq ?? 0;
      // whoever asks may hold events that are not committed yet: an answer without them would be another one
      if (last < lastSeq) throw new HoldfastError('internal', `the log ends at ${last}, not at ${lastSeq}`);
      return last === lastSeq ? log.events : log.events.filter(({ seq }) => seq <= lastSeq);
    },
  };
}

// about: what an event is beside its texts counts as 300
function sizeOf({ event }: StoredEvent): number {
  const content = 'content' in event && Array.isArray(event.content) ? event.content : [];
  return content.reduce((sum, block) => sum + (block.type === 'text' ? block.text.length : 1000), 300);
}
