import type { Tx } from '../db/worker.ts';
import { dropIndex } from './index/schema-store.ts';
import { homeWing } from './places.ts';
import { projectPalace } from './project.ts';
import { dropStructure } from './structure/schema-store.ts';

const place = 'r.session_number, r.name AS room, w.kind AS wing_kind, w.name AS wing';

/**
 * Drawers and their rooms, as `doctor --rebuild` makes them anew (the log's `Projection`, named by its shape because the log
 * stands on the same floor). Rooms and wings keep their ids; numbers of drawers are new, so the text index is made again.
 */
export const palaceProjection = {
  name: 'palace',
  group: 'palace' as const,
  project: projectPalace,
  // an answer of `recall` can repeat a drawer of a session that was begun later
  needsTwoPasses: true,
  clear(tx: Tx): void {
    tx.run('DELETE FROM recalled_drawers');
    tx.run('DELETE FROM stale_drawers');
    tx.run('DELETE FROM quarantined_notes');
    tx.run('DELETE FROM pinned_drawers');
    tx.run('DELETE FROM revised_drawers');
    tx.run('DELETE FROM taken_back');
    tx.run('DELETE FROM drawers');
    tx.run('UPDATE rooms SET drawers = 0');
    // where the owner put a room it stays
    tx.run('UPDATE rooms SET wing = ? WHERE session_number IS NOT NULL AND auto_wing IS NULL', homeWing(tx));
    tx.run(
      'UPDATE rooms SET auto_wing = ? WHERE session_number IS NOT NULL AND auto_wing IS NOT NULL',
      homeWing(tx),
    );
  },
  compared: [
    {
      table: 'drawers',
      sql: `SELECT d.event_key, d.part, d.piece, d.path, d.from_unit, d.to_unit, d.kind, d.author, d.tool, d.trust, d.speaker, d.said_at, ${place}
        FROM drawers d JOIN rooms r ON r.number = d.room JOIN wings w ON w.number = r.wing`,
    },
    {
      table: 'rooms',
      sql: `SELECT ${place}, r.drawers FROM rooms r JOIN wings w ON w.number = r.wing WHERE r.drawers > 0`,
    },
    {
      table: 'recalled_drawers',
      sql: `SELECT c.event_key, c.part, d.event_key AS of_event, d.part AS of_part, d.piece AS of_piece
        FROM recalled_drawers c JOIN drawers d ON d.number = c.drawer`,
    },
    {
      table: 'revised_drawers',
      sql: 'SELECT x.event_key, x.part, x.piece, x.by_event, x.by_part FROM revised_drawers x',
    },
    {
      table: 'taken_back',
      sql: 'SELECT t.session, t.from_seq, t.until_seq FROM taken_back t',
    },
    {
      table: 'pinned_drawers',
      sql: 'SELECT p.event_key, p.part, p.piece, p.pinned_at FROM pinned_drawers p',
    },
    {
      table: 'quarantined_notes',
      sql: 'SELECT q.event_key, q.part, q.tool, q.why, q.sources, q.since, q.state, q.settled_at FROM quarantined_notes q',
    },
  ],
  applied(tx: Tx): void {
    // empty rooms that nothing leads to: the names of those that were merged or renamed still do
    tx.run(
      `DELETE FROM rooms WHERE drawers = 0 AND session_number IS NULL AND merged_into IS NULL
       AND number NOT IN (SELECT merged_into FROM rooms WHERE merged_into IS NOT NULL)
       AND number NOT IN (SELECT room FROM revision_places)
       AND number NOT IN (SELECT room FROM drawer_moves UNION SELECT from_room FROM drawer_moves)`,
    );
    dropIndex(tx, {});
    dropStructure(tx, {});
    tx.note('palace', {});
  },
};
