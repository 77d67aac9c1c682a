import type { StoredEvent } from '../events/index.ts';
import type { Log } from '../log/index.ts';

/** Reads a session's log once and then only what came since; readers that ask at the same time take turns. */
export function createLogReader(log: Log, sessionId: string): () => Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const readOn = async (): Promise<readonly StoredEvent[]> => {
    for (;;) {
      const more = await log.read({ sessionId, afterSeq: events.at(-1)?.seq ?? 0, limit: 1000 });
      events.push(...more);
      if (more.length < 1000) return events;
    }
  };
  return () => {
    const next = last.then(readOn, readOn);
    last = next;
    return next;
  };
}
