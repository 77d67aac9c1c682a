import { int, intOrNull, type Tx, text, textOrNull } from '../db/worker.ts';
import type { EventOf } from '../events/index.ts';
import { getEvent, seqOfKey } from '../log/worker.ts';

/** A planted secret was used. Times are milliseconds since the epoch. */
export interface Alarm {
  id: string;
  sessionId: string;
  sessionTitle: string | null;
  seq: number;
  place: EventOf<'holdfast.alarm'>['place'];
  toolUseId: string | null;
  /** Null once the owner had it forgotten. */
  content: NonNullable<EventOf<'holdfast.alarm'>['alarm']> | null;
  /** Where each thing that was read stands in the session; null where it is not there any more. */
  readSeqs: (number | null)[];
  createdAt: number;
  /** When the owner let the session go on; null: it stands still. */
  settledAt: number | null;
}

/** Newest first, at most 200. `isOpen`: only those whose session stands still for them; archived sessions are left out then. */
export function listAlarms(tx: Tx, filter: { sessionId?: string; isOpen: boolean }): Alarm[] {
  const open = filter.isOpen ? 'AND a.settled_at IS NULL AND s.archived_at IS NULL' : '';
  const rows = tx.all(
    `SELECT a.*, s.id AS session_id, s.title AS session_title FROM alarms a JOIN sessions s ON s.number = a.session_number
     WHERE s.id = coalesce(?, s.id) ${open} ORDER BY a.created_at DESC, a.event_id DESC LIMIT 200`,
    filter.sessionId ?? null,
  );
  return rows.flatMap((row) => {
    const { event, seq } = getEvent(tx, { eventId: text(row, 'event_id') });
    if (event.type !== 'holdfast.alarm') return [];
    return {
      id: event.id,
      sessionId: text(row, 'session_id'),
      sessionTitle: textOrNull(row, 'session_title'),
      seq,
      place: event.place,
      toolUseId: event.tool_use_id ?? null,
      content: event.alarm ?? null,
      readSeqs: (event.alarm?.read ?? []).map(({ event_id }) => {
        const at = tx.get('SELECT key FROM events WHERE id = ?', event_id);
        return at ? seqOfKey(int(at, 'key')) : null;
      }),
      createdAt: int(row, 'created_at'),
      settledAt: intOrNull(row, 'settled_at'),
    };
  });
}
