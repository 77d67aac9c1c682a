import { int, type Tx, text } from '../db/worker.ts';
import { drawerId } from './drawer-id.ts';
import { drawerRows, toDrawers } from './drawer-rows.ts';
import type { Drawer } from './types.ts';

/** What is pinned and still there, the latest first; not what was revised since. */
export function pinnedIn(tx: Tx, limit: number): Drawer[] {
  const order = tx
    .all(
      `SELECT e.id, p.part, p.piece FROM pinned_drawers p JOIN events e ON e.key = p.event_key
       WHERE NOT EXISTS (SELECT 1 FROM revised_drawers x WHERE x.event_key = p.event_key AND x.part = p.part AND x.piece = p.piece) ORDER BY p.pinned_at DESC LIMIT ?`,
      limit,
    )
    .map((row) => drawerId({ eventId: text(row, 'id'), part: int(row, 'part'), piece: int(row, 'piece') }));
  // by the place, which has an index: looking through all drawers takes long
  const rows = drawerRows(
    tx,
    '(d.event_key, d.part, d.piece) IN (SELECT event_key, part, piece FROM pinned_drawers)',
  );
  const byId = new Map(toDrawers(tx, rows).map((drawer) => [drawer.id, drawer]));
  return order.flatMap((id) => byId.get(id) ?? []);
}
