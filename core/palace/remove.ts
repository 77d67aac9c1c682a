import { int, type SqlValue, type Tx } from '../db/worker.ts';
import { drawerRows } from './drawer-rows.ts';
import { unindexDrawers } from './index/index-store.ts';
import { takeRevisions } from './revision-store.ts';
import { unstructureDrawers } from './structure/assign-store.ts';
import { forgetCorrections } from './structure/moves-store.ts';

/**
 * Removes the drawers that `condition` (SQL over `drawers`) names, with their rows in the text index. They stay listed in
 * `removed_drawers` until both files are known to be clean: the two files do not commit together at a power cut.
 */
export function removeDrawers(tx: Tx, condition: string, ...values: SqlValue[]): number {
  tx.run(`INSERT OR IGNORE INTO removed_drawers SELECT number FROM drawers WHERE ${condition}`, ...values);
  const numbers = `SELECT number FROM drawers WHERE ${condition}`;
  unindexDrawers(
    tx,
    tx.all(numbers, ...values).map((row) => int(row, 'number')),
  );
  const gone = drawerRows(tx, `d.number IN (${numbers})`, ...values);
  forgetCorrections(tx, gone);
  unstructureDrawers(tx, gone);
  tx.run(`DELETE FROM stale_drawers WHERE number IN (${numbers})`, ...values);
  tx.run(`DELETE FROM recalled_drawers WHERE drawer IN (${numbers})`, ...values);
  const rooms = tx.all(
    `SELECT room, count(*) AS gone FROM drawers WHERE ${condition} GROUP BY room`,
    ...values,
  );
  for (const row of rooms) {
    tx.run('UPDATE rooms SET drawers = drawers - ? WHERE number = ?', int(row, 'gone'), int(row, 'room'));
  }
  const removed = tx.run(`DELETE FROM drawers WHERE ${condition}`, ...values);
  forgetRooms(
    tx,
    rooms.map((row) => int(row, 'room')),
  );
  return removed;
}

/** A room is called as a note named it: with its last drawer the name goes, and the names that led to it. */
function forgetRooms(tx: Tx, rooms: readonly number[]): void {
  for (const room of rooms) {
    const isEmpty = tx.get(
      `SELECT 1 AS found FROM rooms r WHERE r.number = ? AND r.session_number IS NULL AND r.drawers = 0 AND r.merged_into IS NULL
       AND NOT EXISTS (SELECT 1 FROM rooms m WHERE m.merged_into = r.number
         AND (m.session_number IS NOT NULL OR m.number IN (SELECT room FROM revision_places)))
       AND NOT EXISTS (SELECT 1 FROM drawers d WHERE d.room = r.number)
       AND NOT EXISTS (SELECT 1 FROM revision_places p WHERE p.room = r.number)
       AND NOT EXISTS (SELECT 1 FROM drawer_moves m WHERE m.room = r.number OR m.from_room = r.number)`,
      room,
    );
    if (!isEmpty) continue;
    tx.run('DELETE FROM rooms WHERE merged_into = ? OR number = ?', room, room);
  }
}

/** Takes a session out of the palace: the log's remover port, called before the session's rows go. */
export function removeSessionFromPalace(tx: Tx, session: { sessionId: string; sessionNumber: number }): void {
  const first = session.sessionNumber * 2 ** 32;
  const last = first + 2 ** 32 - 1;
  tx.run('DELETE FROM recalled_drawers WHERE event_key BETWEEN ? AND ?', first, last);
  takeRevisions(tx, 'x.event_key BETWEEN ? AND ? OR x.by_event BETWEEN ? AND ?', first, last, first, last);
  tx.run('DELETE FROM worded_answers WHERE event_key BETWEEN ? AND ?', first, last);
  tx.run('DELETE FROM taken_back WHERE session = ?', session.sessionNumber);
  tx.run('DELETE FROM pinned_drawers WHERE event_key BETWEEN ? AND ?', first, last);
  tx.run('DELETE FROM context_requests WHERE event_key BETWEEN ? AND ?', first, last);
  tx.run('DELETE FROM quarantined_notes WHERE event_key BETWEEN ? AND ?', first, last);
  // a session's export is usually called like it
  tx.run(
    "UPDATE exports SET name = NULL WHERE what = 'session' AND number IN (SELECT export FROM export_sessions WHERE session_number = ?)",
    session.sessionNumber,
  );
  tx.run('DELETE FROM export_sessions WHERE session_number = ?', session.sessionNumber);
  removeDrawers(tx, 'event_key BETWEEN ? AND ?', first, last);
  tx.run('DELETE FROM rooms WHERE session_number = ? AND drawers = 0', session.sessionNumber);
  tx.run(
    'DELETE FROM revision_places WHERE event_key BETWEEN ? AND ? OR room NOT IN (SELECT number FROM rooms)',
    first,
    last,
  );
  // drawers of others that the owner put into its room stay there; the number may come back for another session
  tx.run(
    `UPDATE rooms SET session_number = NULL, name = coalesce(name || ' (' || number || ')', 'Room ' || number) WHERE session_number = ?`,
    session.sessionNumber,
  );
  tx.note('palace', { sessionId: session.sessionId, isRemoval: true });
}
