import { HoldfastError } from '../base/index.ts';
import { bytes, int, type Tx, text } from '../db/worker.ts';
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
    const commitments = chosen.map((row) => partCommitment(bytes(row, 'salt'), bytes(row, 'bytes')));
    chosen.forEach((row, index) => {
      const commitment = commitments[index] ?? Buffer.alloc(32);
      tx.run(
        `UPDATE event_parts SET salt = NULL, bytes = NULL, commitment = ? WHERE place = (? << ${partBits}) | ?`,
        commitment,
        key,
        int(row, 'part'),
      );
    });
    const parts = chosen.map((row) => int(row, 'part'));
    if (parts.length > 0) {
      const commitment = bodyCommit(commitments).toString('hex');
      for (const number of sessionsSharing(tx, sessionNumberOfKey(key), seqOfKey(key))) {
        const sharing = tx.get('SELECT id FROM sessions WHERE number = ?', number);
        if (!sharing) continue;
        append(tx, {
          sessionId: text(sharing, 'id'),
          events: [{ type: 'holdfast.forgotten', event_id: input.eventId, parts, commitment }],
        });
      }
    }
    return { sessionId, parts };
  };
}
