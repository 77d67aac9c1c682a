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

/**
 * What the owner is shown of a call may quote: the drawer that it is about, and results that it has values from or that were read before.
 * That goes along with those.
 */
export function noteShown(
  tx: Tx,
  key: number,
  { name, input, holdfast }: EventOf<'agent.tool_use'>,
): boolean {
  const part = partOfField(tx, key, 'holdfast');
  if (part === null) return false;
  if (drawerTools.has(name) && typeof input.drawer_id === 'string')
    noteRepeated(tx, key, [part], [input.drawer_id]);
  const noticed = noticedBefore.safeParse(holdfast?.ask?.preview).data?.noticed ?? [];
  const quoted = [
    ...(holdfast?.origins?.values ?? []).flatMap(({ event_id, excerpt }) =>
      event_id === null || excerpt === null ? [] : [event_id],
    ),
    ...noticed.map(({ eventId }) => eventId),
  ];
  noteEventsRepeated(tx, { key, part }, quoted);
  return false;
}

const drawerTools = new Set(['forget', 'revise']);
const noticedBefore = z.object({ noticed: z.array(z.object({ eventId: z.string() })) });

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
  for (const { part } of contentWords(tx, key, event.content))
    noteEventsRepeated(tx, { key, part }, details.data.events);
  return false;
}

/** A part that repeats whole events repeats their drawers, and those that the events themselves repeat. */
function noteEventsRepeated(tx: Tx, by: { key: number; part: number }, eventIds: readonly string[]): void {
  for (const id of new Set(eventIds))
    tx.run(
      `INSERT OR IGNORE INTO recalled_drawers (drawer, event_key, part)
       SELECT d.number, ?, ? FROM drawers d JOIN events e ON e.key = d.event_key WHERE e.id = ?
       UNION SELECT x.drawer, ?, ? FROM recalled_drawers x JOIN events e ON e.key = x.event_key WHERE e.id = ?`,
      by.key, by.part, id, by.key, by.part, id,
    ); // biome-ignore format: one line of values
}

/** What code gave back may repeat all that it recalled: nobody can tell. `call`: the key of the code's own call. */
export function noteOfCode(
  tx: Tx,
  key: number,
  { call, event }: { call: number; event: EventOf<'agent.tool_result'> },
): void {
  for (const { part } of contentWords(tx, key, event.content))
    tx.run(
      `INSERT OR IGNORE INTO recalled_drawers (drawer, event_key, part)
       SELECT x.drawer, ?, ? FROM recalled_drawers x JOIN events e ON e.key = x.event_key
       WHERE x.event_key BETWEEN ? AND ? AND json_extract(e.header, '$.holdfast.parent_tool_use_id') = ?`,
      key, part, call, key - 1, event.tool_use_id,
    ); // biome-ignore format: one line of values
}

/** These parts repeat nothing any more: they are forgotten themselves. */
export function forgetRepeated(tx: Tx, key: number, parts: readonly number[]): void {
  tx.run(
    'DELETE FROM recalled_drawers WHERE event_key = ? AND part IN (SELECT value FROM json_each(?))',
    key,
    JSON.stringify(parts),
  );
}
