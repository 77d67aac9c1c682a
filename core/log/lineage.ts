import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type Tx } from '../db/worker.ts';

/** Positions `first` to `last` (inclusive) of a session's log, and the number of the session whose rows hold them. */
export interface Stretch {
  number: number;
  first: number;
  last: number;
}

const lastPosition = 2 ** 32 - 1;

/**
 * Where the rows of a session's log are. A fork copies nothing: up to where it was forked its positions are its parent's rows, so
 * whatever is forgotten there is forgotten in the fork too. Oldest first, the session's own last. Throws `session_not_found`.
 */
export function lineageOf(tx: Tx, sessionId: string): [...Stretch[], Stretch] {
  const row = tx.get('SELECT number, forked_from, forked_seq FROM sessions WHERE id = ?', sessionId);
  if (!row) throw new HoldfastError('session_not_found', `no session ${sessionId}`);
  const own: Stretch = { number: int(row, 'number'), first: int(row, 'forked_seq') + 1, last: lastPosition };
  const older: Stretch[] = [];
  let parent = intOrNull(row, 'forked_from');
  let end = own.first - 1;
  while (parent !== null) {
    const ancestor = tx.get('SELECT forked_from, forked_seq FROM sessions WHERE number = ?', parent);
    if (!ancestor) throw new HoldfastError('session_not_found', `what ${sessionId} was forked from is gone`);
    const first = int(ancestor, 'forked_seq') + 1;
    if (first <= end) older.unshift({ number: parent, first, last: end });
    end = Math.min(end, first - 1);
    parent = intOrNull(ancestor, 'forked_from');
  }
  return [...older, own];
}

/** The sessions whose log has a position of this one: itself, and what was forked from it at or behind that position. */
export function sessionsSharing(tx: Tx, sessionNumber: number, seq: number): number[] {
  const rows = tx.all(
    `WITH RECURSIVE sharing(number) AS (
       SELECT ?
       UNION SELECT s.number FROM sessions s JOIN sharing ON s.forked_from = sharing.number WHERE s.forked_seq >= ?
     ) SELECT number FROM sharing`,
    sessionNumber,
    seq,
  );
  return rows.map((row) => int(row, 'number'));
}
