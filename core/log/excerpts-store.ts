import { intOrNull, type Tx, text } from '../db/worker.ts';
import type { SessionEvent } from '../events/index.ts';
import { read } from './read-store.ts';
import { decodeScattered, eventKey } from './rows.ts';

/** The first thing the owner said in a session, and the last that was said at all; null where nothing was. */
export interface Excerpt {
  first: SessionEvent | null;
  last: SessionEvent | null;
}

const span = eventKey(1, 0);
const inSession = `e.key BETWEEN s.number * ${span} AND s.number * ${span} + ${span - 1}`;
const said = ['agent.message', 'user.message'];

/**
 * Excerpts of sessions, by id, for a list of them: three statements, however many sessions. Only a fork in which nothing was said yet
 * takes more, for its words are its parent's. Unknown ids are left out.
 */
export function excerpts(tx: Tx, { sessionIds }: { sessionIds: readonly string[] }): Record<string, Excerpt> {
  const rows = tx.all(
    `SELECT s.id, s.forked_from,
       (SELECT e.key FROM events e WHERE ${inSession} AND e.type = 'user.message' ORDER BY e.key LIMIT 1) AS first_key,
       (SELECT e.key FROM events e WHERE ${inSession} AND e.type IN ('agent.message', 'user.message')
        ORDER BY e.key DESC LIMIT 1) AS last_key
     FROM sessions s WHERE s.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(sessionIds),
  );
  const keys = rows.flatMap((row) =>
    [intOrNull(row, 'first_key'), intOrNull(row, 'last_key')].filter((key) => key !== null),
  );
  const events = new Map(
    decodeScattered(
      tx,
      tx.all('SELECT * FROM events WHERE key IN (SELECT value FROM json_each(?))', JSON.stringify(keys)),
    ).map(({ key, event }) => [key, event]),
  );
  const at = (key: number | null) => (key === null ? null : (events.get(key) ?? null));
  return Object.fromEntries(
    rows.map((row) => {
      const sessionId = text(row, 'id');
      const excerpt = { first: at(intOrNull(row, 'first_key')), last: at(intOrNull(row, 'last_key')) };
      return [sessionId, row.forked_from === null ? excerpt : ofFork(tx, sessionId, excerpt)];
    }),
  );
}

// a fork begins with its parent's words
function ofFork(tx: Tx, sessionId: string, own: Excerpt): Excerpt {
  const [first] = read(tx, { sessionId, types: ['user.message'], limit: 1 });
  if (own.last !== null) return { first: first?.event ?? null, last: own.last };
  const [last] = read(tx, { sessionId, types: said, order: 'desc', limit: 1 });
  return { first: first?.event ?? null, last: last?.event ?? null };
}
