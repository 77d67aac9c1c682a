import { HoldfastError } from '../base/index.ts';
import { int, type Tx, text } from '../db/worker.ts';
import { drawer, findDrawer } from './browse-store.ts';
import { parseDrawerId } from './drawer-id.ts';
import { pinnedIn } from './pinned-rows.ts';
import type { AppendToLog } from './quarantine-store.ts';
import type { Drawer } from './types.ts';
import { isStatement } from './wake-store.ts';

/** What the owner pinned or let go, out of the log. */
export function notePinned(tx: Tx, drawerId: string, isPinned: boolean): void {
  const address = parseDrawerId(drawerId);
  if (!address) return;
  const { eventId, part, piece } = address;
  tx.run(
    'DELETE FROM pinned_drawers WHERE event_key = (SELECT key FROM events WHERE id = ?) AND part = ? AND piece = ?',
    eventId,
    part,
    piece,
  );
  if (!isPinned) return;
  tx.run(
    'INSERT INTO pinned_drawers (event_key, part, piece, pinned_at) SELECT key, ?, ?, ? FROM events WHERE id = ?',
    part,
    piece,
    tx.runtime.clock.now(),
    eventId,
  );
}

/** The owner put other words in the place of pinned ones, which may be forgotten since: the new ones are at hand from now on. */
export function movePin(tx: Tx, drawerId: string, to: { key: number; part: number }): void {
  const address = parseDrawerId(drawerId);
  if (!address) return;
  tx.run(
    `UPDATE OR REPLACE pinned_drawers SET event_key = ?, part = ?, piece = 0
     WHERE event_key = (SELECT key FROM events WHERE id = ?) AND part = ? AND piece = ?`,
    to.key, to.part, address.eventId, address.part, address.piece,
  ); // biome-ignore format: one line of values
}

/** Takes out pins of words that were forgotten. */
export function forgetPins(tx: Tx, key: number, parts: readonly number[]): void {
  tx.run(
    'DELETE FROM pinned_drawers WHERE event_key = ? AND part IN (SELECT value FROM json_each(?))',
    key,
    JSON.stringify(parts),
  );
}

/** What is pinned, the latest first; at most 200. */
export function pins(tx: Tx, _input: Record<string, never>): Drawer[] {
  return pinnedIn(tx, 200);
}

/** Makes the command by which the owner pins a drawer, which they said themselves or which is a note. */
export function createPin(append: AppendToLog) {
  /** Throws `memory_not_found`, and `invalid_request` for words that nobody vouches for. Pinning twice changes nothing. */
  return function pin(tx: Tx, input: { drawerId: string; isPinned: boolean; by: string }): Drawer {
    const row = findDrawer(tx, input.drawerId);
    const found = drawer(tx, input);
    if (input.isPinned && !isStatement(found))
      throw new HoldfastError(
        'invalid_request',
        'only what the owner said and notes can be pinned: what is pinned is put before every new session as a statement',
      );
    const isPinned =
      tx.get(
        'SELECT 1 AS found FROM pinned_drawers WHERE event_key = ? AND part = ? AND piece = ?',
        int(row, 'event_key'), int(row, 'part'), int(row, 'piece'),
      ) !== undefined; // biome-ignore format: one line of values
    if (isPinned !== input.isPinned)
      append(tx, {
        sessionId: text(row, 'session_id'),
        events: [
          {
            type: 'holdfast.drawer_pinned',
            drawer_id: input.drawerId,
            is_pinned: input.isPinned,
            by: input.by,
          },
        ],
      });
    return found;
  };
}
