import { int, type SqlRow, type Tx, text } from '../../db/worker.ts';
import { drawerId } from '../drawer-id.ts';

/**
 * Puts a drawer into another room, and keeps that this was said: by the owner, or by a lesson (the corrected drawer's id), which
 * never moves what was moved before. False: it stays.
 */
export function moveRow(
  tx: Tx,
  row: SqlRow,
  { room, lesson }: { room: number; lesson: string | null },
): boolean {
  const number = int(row, 'number');
  const from = int(row, 'room');
  const place = [int(row, 'event_key'), int(row, 'part'), int(row, 'piece')] as const;
  if (lesson !== null && isMoved(tx, place)) return false;
  tx.run(
    `INSERT INTO drawer_moves (event_key, part, piece, room, from_room, from_wing, lesson, made_at)
     VALUES (?, ?, ?, ?, ?, (SELECT wing FROM rooms WHERE number = ?), ?, ?)
     ON CONFLICT DO UPDATE SET room = excluded.room, lesson = excluded.lesson,
       made_at = CASE WHEN lesson IS NULL THEN made_at ELSE excluded.made_at END`,
    ...place, room, from, from, lesson, tx.runtime.clock.now(),
  ); // biome-ignore format: one line of values
  rehang(tx, { number, from, to: room });
  return true;
}

function isMoved(tx: Tx, place: readonly [number, number, number]): boolean {
  return (
    tx.get('SELECT 1 AS found FROM drawer_moves WHERE event_key = ? AND part = ? AND piece = ?', ...place) !==
    undefined
  );
}

/** The row of a drawer points at another room; a room of another wing means another place in the text index. */
export function rehang(tx: Tx, { number, from, to }: { number: number; from: number; to: number }): void {
  if (from === to) return;
  tx.run('UPDATE drawers SET room = ? WHERE number = ?', to, number);
  tx.run('UPDATE rooms SET drawers = drawers - 1 WHERE number = ?', from);
  tx.run(
    'UPDATE rooms SET drawers = drawers + 1, updated_at = max(updated_at, (SELECT updated_at FROM rooms WHERE number = ?)) WHERE number = ?',
    from,
    to,
  );
  tx.run(
    `INSERT OR IGNORE INTO stale_drawers SELECT ? WHERE (SELECT wing FROM rooms WHERE number = ?) IS NOT (SELECT wing FROM rooms WHERE number = ?)`,
    number,
    from,
    to,
  );
}

/** Takes along what was corrected of drawers that go. `rows`: of `drawerRows`. */
export function forgetCorrections(tx: Tx, rows: readonly SqlRow[]): void {
  for (const row of rows) {
    const place = [int(row, 'event_key'), int(row, 'part'), int(row, 'piece')] as const;
    tx.run('DELETE FROM drawer_moves WHERE event_key = ? AND part = ? AND piece = ?', ...place);
    tx.run('DELETE FROM drawer_halls WHERE event_key = ? AND part = ? AND piece = ?', ...place);
    const id = drawerId({ eventId: text(row, 'event_id'), part: place[1], piece: place[2] });
    tx.run(
      `DELETE FROM fact_settlements WHERE (event_key = ? AND substr(fact, -length(?)) = ?) OR (other_event_key = ? AND substr(other, -length(?)) = ?)`,
      place[0], id, id, place[0], id, id,
    ); // biome-ignore format: one line of values
  }
}

/** Puts drawers of an event that was just projected where the owner had put them: the palace is being built anew. */
export function moveAsCorrected(tx: Tx, eventKey: number): void {
  const rows = tx.all(
    `SELECT d.number, d.room, m.room AS target FROM drawer_moves m
     JOIN drawers d ON d.event_key = m.event_key AND d.part = m.part AND d.piece = m.piece WHERE m.event_key = ?`,
    eventKey,
  );
  for (const row of rows)
    rehang(tx, { number: int(row, 'number'), from: int(row, 'room'), to: int(row, 'target') });
}
