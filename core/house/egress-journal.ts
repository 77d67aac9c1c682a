import type { Ids, Logger } from '../base/index.ts';
import { background } from '../base/index.ts';
import type { NewEvent } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import type { EgressEntry } from '../vault/index.ts';

export type EgressEvent = NewEvent & {
  type: 'holdfast.egress';
  id: string;
  sent: Omit<EgressEntry, 'session_id'>;
};

/** What left and is not in the log yet. */
export interface EgressJournal {
  /** A request of a session is over; others are kept for the page that shows what left without one. */
  settled(entry: EgressEntry): void;
  /** Takes what waits for the next commit of a session; what could not be committed comes back. */
  take(sessionId: string): EgressEvent[];
  putBack(sessionId: string, events: readonly EgressEvent[]): void;
  pending(sessionId: string): readonly EgressEntry[];
  /** Without a session, newest first: checks of the model, renewals of tokens. Kept while Holdfast runs. */
  withoutSession(): readonly EgressEntry[];
  /** Commits what still waits when a session has come to rest. */
  flush(sessionId: string): Promise<void>;
}

const mostKept = 500;

/**
 * The journal of egress. An entry is made when its request is over, and goes into the session's log with whatever is committed next, so
 * that no request costs a commit of its own.
 */
export function createEgressJournal(log: Pick<Log, 'append'>, ids: Ids, logger: Logger): EgressJournal {
  const waiting = new Map<string, EgressEvent[]>();
  const others: EgressEntry[] = [];

  const take = (sessionId: string): EgressEvent[] => {
    const events = waiting.get(sessionId) ?? [];
    waiting.delete(sessionId);
    return events;
  };
  const putBack = (sessionId: string, events: readonly EgressEvent[]) => {
    if (events.length > 0) waiting.set(sessionId, [...events, ...(waiting.get(sessionId) ?? [])]);
  };
  const flush = async (sessionId: string): Promise<void> => {
    const events = take(sessionId);
    if (events.length === 0) return;
    try {
      await log.append({ sessionId, events });
    } catch (error) {
      putBack(sessionId, events);
      throw error;
    }
  };

  return {
    settled(entry) {
      if (entry.session_id === null || !entry.session_id.startsWith('sesn_')) {
        others.unshift(entry);
        others.length = Math.min(others.length, mostKept);
        return;
      }
      const events = waiting.get(entry.session_id) ?? [];
      const { session_id: sessionId, ...sent } = entry;
      waiting.set(sessionId, [...events, { id: ids.next('sevt'), type: 'holdfast.egress', sent }]);
      if (events.length >= mostKept) background(flush(sessionId), 'writing down what left', logger);
    },
    take,
    putBack,
    pending: (sessionId) =>
      (waiting.get(sessionId) ?? []).map(({ sent }) => ({ ...sent, session_id: sessionId })),
    withoutSession: () => others,
    flush,
  };
}
