import { z } from 'zod';
import type { Tx } from '../db/worker.ts';
import type { EventOf } from '../events/index.ts';
import { contentWords, partOfField } from './content-store.ts';
import { parseDrawerId } from './drawer-id.ts';

const recallDetails = z.object({ drawers: z.array(z.string()) });

/** Remembers which drawers an answer of `recall` repeats, so that forgetting them can take the answer along. */
export function noteRecalled(tx: Tx, key: number, event: EventOf<'agent.tool_result'>): boolean {
  const details = recallDetails.safeParse(event.holdfast?.details);
  if (!details.success) return false;
  const parts = contentWords(tx, key, event.content).map(({ part }) => part);
  return noteRepeated(tx, key, parts, details.data.drawers);
}

/** The same for what a session began with. */
export function noteWokenWith(tx: Tx, key: number, event: EventOf<'holdfast.wake_up'>): boolean {
  const part = partOfField(tx, key, 'memory');
  const ids = event.put_in.flatMap((item) => item.drawer_id ?? []);
  return part === null ? false : noteRepeated(tx, key, [part], ids);
}

/** What the owner is shown of a drawer before it is forgotten goes along with it. */
export function notePreviewed(tx: Tx, key: number, input: Record<string, unknown>): boolean {
  const part = partOfField(tx, key, 'holdfast');
  return part === null || typeof input.drawer_id !== 'string'
    ? false
    : noteRepeated(tx, key, [part], [input.drawer_id]);
}

function noteRepeated(tx: Tx, key: number, parts: readonly number[], drawerIds: readonly string[]): boolean {
  for (const id of drawerIds) {
    const address = parseDrawerId(id);
    if (!address) continue;
    for (const part of parts) {
      tx.run(
        `INSERT OR IGNORE INTO recalled_drawers (drawer, event_key, part)
         SELECT d.number, ?, ? FROM drawers d JOIN events e ON e.key = d.event_key WHERE e.id = ? AND d.part = ? AND d.piece = ?`,
        key, part, address.eventId, address.part, address.piece,
      ); // biome-ignore format: one line of values
    }
  }
  return false;
}

const rereadDetails = z.object({ events: z.array(z.string()) });

/** The same for an answer of `recall_event`, which repeats events of its own session. */
export function noteReread(tx: Tx, key: number, event: EventOf<'agent.tool_result'>): boolean {
  const details = rereadDetails.safeParse(event.holdfast?.details);
  if (!details.success) return false;
  for (const { part } of contentWords(tx, key, event.content)) {
    for (const id of details.data.events) {
      tx.run(
        `INSERT OR IGNORE INTO recalled_drawers (drawer, event_key, part)
         SELECT d.number, ?, ? FROM drawers d JOIN events e ON e.key = d.event_key WHERE e.id = ?`,
        key, part, id,
      ); // biome-ignore format: one line of values
    }
  }
  return false;
}

/** These parts repeat nothing any more: they are forgotten themselves. */
export function forgetRepeated(tx: Tx, key: number, parts: readonly number[]): void {
  tx.run(
    'DELETE FROM recalled_drawers WHERE event_key = ? AND part IN (SELECT value FROM json_each(?))',
    key,
    JSON.stringify(parts),
  );
}
