import { HoldfastError } from '../base/index.ts';
import {
  bytes,
  int,
  markForgotten,
  repeatsForgotten,
  type SqlRow,
  type Tx,
  text,
  textOrNull,
} from '../db/worker.ts';
import type { AppendEvents } from './append.ts';
import { bodyCommit } from './chain.ts';
import { partCommitment } from './codec.ts';
import { sessionsSharing } from './lineage.ts';
import { maxParts, partBits, seqOfKey, sessionNumberOfKey } from './rows.ts';

export interface ForgetInput {
  eventId: string;
  /** Which parts; all when left out. */
  parts?: readonly number[];
}

/**
 * Makes the command that deletes the content of an event for good: salt and bytes go, the part's commitment stays so that the
 * chain can still be checked, and `holdfast.forgotten` says so in the log, and in that of every fork which shares the event.
 * Forgetting twice changes nothing.
 */
export function createForget(append: AppendEvents) {
  return function forget(tx: Tx, input: ForgetInput): { sessionId: string; parts: number[] } {
    const event = tx.get('SELECT key, body_commit FROM events WHERE id = ?', input.eventId);
    if (!event) throw new HoldfastError('event_not_found', `no event ${input.eventId}`);
    const key = int(event, 'key');
    const session = tx.get('SELECT id FROM sessions WHERE number = ?', sessionNumberOfKey(key));
    if (!session) throw new HoldfastError('event_not_found', `event ${input.eventId} has no session`);
    const sessionId = text(session, 'id');
    const rows = tx.all(
      `SELECT place & ${maxParts - 1} AS part, salt, bytes FROM event_parts
       WHERE place BETWEEN (? << ${partBits}) AND (? << ${partBits}) | ${maxParts - 1} AND bytes IS NOT NULL ORDER BY place`,
      key,
      key,
    );
    const chosen = rows.filter((row) => !input.parts || input.parts.includes(int(row, 'part')));
    takeTitles(tx, key, chosen);
    const commitments = chosen.map((row) => partCommitment(bytes(row, 'salt'), bytes(row, 'bytes')));
    chosen.forEach((row, index) => {
      markForgotten(tx, bytes(row, 'bytes'));
      const commitment = commitments[index] ?? Buffer.alloc(32);
      tx.run(
        `UPDATE event_parts SET salt = NULL, bytes = NULL, commitment = ? WHERE place = (? << ${partBits}) | ?`,
        commitment,
        key,
        int(row, 'part'),
      );
      tx.run(
        'INSERT OR IGNORE INTO forgotten_parts (event_id, part, commitment) VALUES (?, ?, ?)',
        input.eventId,
        int(row, 'part'),
        commitment,
      );
    });
    const parts = chosen.map((row) => int(row, 'part'));
    if (parts.length > 0) tellForgotten(tx, append, { eventId: input.eventId, key, parts, commitments });
    return { sessionId, parts };
  };
}

// a title that was made of the words would keep them
function takeTitles(tx: Tx, key: number, forgotten: readonly SqlRow[]): void {
  for (const number of sessionsSharing(tx, sessionNumberOfKey(key), seqOfKey(key))) {
    const session = tx.get('SELECT title FROM sessions WHERE number = ?', number);
    const title = session ? textOrNull(session, 'title') : null;
    if (title === null || !forgotten.some((row) => repeatsForgotten(title, bytes(row, 'bytes')))) continue;
    tx.run('UPDATE sessions SET title = NULL WHERE number = ?', number);
  }
}

/**
 * Makes the command that says in the logs what was taken out of a backup before it was restored: the same as if the owner had it forgotten
 * now. Run when a database is opened; a second time it changes nothing. `isAny`: something was ever forgotten here.
 */
export function createTellForgotten(append: AppendEvents) {
  return function tellForgottenParts(
    tx: Tx,
    _input: Record<string, never>,
  ): { events: number; isAny: boolean } {
    const rows = tx.all(
      `SELECT u.event_id, u.part, f.commitment, e.key FROM untold_forgotten u
       JOIN forgotten_parts f ON f.event_id = u.event_id AND f.part = u.part
       JOIN events e ON e.id = u.event_id ORDER BY e.key, u.part`,
    );
    const events = new Map<string, { key: number; parts: number[]; commitments: Uint8Array[] }>();
    for (const row of rows) {
      const eventId = text(row, 'event_id');
      const event = events.get(eventId) ?? { key: int(row, 'key'), parts: [], commitments: [] };
      event.parts.push(int(row, 'part'));
      event.commitments.push(bytes(row, 'commitment'));
      events.set(eventId, event);
    }
    for (const [eventId, event] of events) tellForgotten(tx, append, { eventId, ...event });
    tx.run('DELETE FROM untold_forgotten');
    const isAny = tx.get('SELECT 1 AS one FROM forgotten_parts LIMIT 1') !== undefined;
    return { events: events.size, isAny };
  };
}

function tellForgotten(
  tx: Tx,
  append: AppendEvents,
  forgotten: {
    eventId: string;
    key: number;
    parts: readonly number[];
    commitments: readonly Uint8Array[];
  },
): void {
  const { eventId, key } = forgotten;
  const parts = [...forgotten.parts];
  const commitment = bodyCommit(forgotten.commitments).toString('hex');
  for (const number of sessionsSharing(tx, sessionNumberOfKey(key), seqOfKey(key))) {
    const sharing = tx.get('SELECT id FROM sessions WHERE number = ?', number);
    if (!sharing) continue;
    append(tx, {
      sessionId: text(sharing, 'id'),
      events: [{ type: 'holdfast.forgotten', event_id: eventId, parts, commitment }],
    });
  }
}
