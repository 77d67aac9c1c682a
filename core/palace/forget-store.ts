import { bytes, int, repeatsForgotten, type Tx, text } from '../db/worker.ts';
import { findDrawer } from './browse-store.ts';
import { partOfField } from './content-store.ts';
import { drawerId } from './drawer-id.ts';
import { exportsWith } from './exports-store.ts';
import type { ForgetPreview } from './types.ts';

/** Positions of a session in an event's key. */
const positions = 2 ** 32;

/** The log's way to delete an event's content: appends `holdfast.forgotten`, which the projector answers by removing drawers. */
export type ForgetPart = (
  tx: Tx,
  input: { eventId: string; parts: readonly number[] },
) => { sessionId: string; parts: number[] };

/** What `forget` would take along. Throws `memory_not_found`. */
export function forgetPreview(tx: Tx, input: { drawerId: string }): ForgetPreview {
  const row = findDrawer(tx, input.drawerId);
  const eventId = text(row, 'event_id');
  const part = int(row, 'part');
  const pieces = tx.all(
    'SELECT piece FROM drawers WHERE event_key = ? AND part = ? ORDER BY piece',
    int(row, 'event_key'),
    part,
  );
  const key = int(row, 'event_key');
  const repeated = recalledWith(tx, key, part);
  const keys = [key, ...repeated.map((found) => int(found, 'key'))];
  return {
    drawerId: input.drawerId,
    eventId,
    sessionId: text(row, 'session_id'),
    drawerIds: pieces.map((found) => drawerId({ eventId, part, piece: int(found, 'piece') })),
    recallResults: repeated.length,
    summaries: summariesOver(tx, keys).length,
    isInTitle: isInTitle(tx, key, part),
    sentTo: sentTo(tx, keys),
    exports: exportsWith(tx, keys),
  };
}

function isInTitle(tx: Tx, key: number, part: number): boolean {
  const found = tx.get(
    `SELECT s.title, p.bytes FROM sessions s JOIN event_parts p ON p.place = (? << 12) | ?
     WHERE s.number = ? AND s.title IS NOT NULL AND p.bytes IS NOT NULL`,
    key,
    part,
    Math.floor(key / positions),
  );
  return found !== undefined && repeatsForgotten(text(found, 'title'), bytes(found, 'bytes'));
}

/**
 * The models that were asked while the words stood in what they were sent: in the words' own session and in those that recalled them or began
 * with them, and in every fork that shares the event, however often forked. A request's reservation is committed with its start, and names
 * the model it goes to. So does a request for a context, in the background.
 */
function sentTo(tx: Tx, keys: readonly number[]): ForgetPreview['sentTo'] {
  return tx
    .all(
      `WITH RECURSIVE holding(number, seq, after) AS (
         SELECT value / ${positions}, value % ${positions}, value FROM json_each(?)
         UNION SELECT s.number, h.seq, s.number * ${positions} FROM sessions s JOIN holding h ON s.forked_from = h.number
         WHERE s.forked_seq >= h.seq
       )
       SELECT model, min(at) AS at FROM (
         SELECT json_extract(e.header, '$.model') AS model, e.created_at AS at FROM holding h
         JOIN events e ON e.key > h.after AND e.key < (h.number + 1) * ${positions}
         WHERE e.type = 'holdfast.budget_reserved'
         UNION ALL SELECT model, at FROM context_requests WHERE event_key IN (SELECT value FROM json_each(?))
       ) GROUP BY model HAVING model IS NOT NULL ORDER BY at`,
      JSON.stringify(keys),
      JSON.stringify(keys),
    )
    .map((row) => ({ model: text(row, 'model'), at: new Date(int(row, 'at')).toISOString() }));
}

/** Makes the command that forgets a drawer: its part's content, all drawers on it, and what `recall` repeated of them. */
export function createForgetDrawer(forgetPart: ForgetPart) {
  return function forget(tx: Tx, input: { drawerId: string }): ForgetPreview {
    const preview = forgetPreview(tx, input);
    const row = findDrawer(tx, input.drawerId);
    const [key, part] = [int(row, 'event_key'), int(row, 'part')];
    const repeated = recalledWith(tx, key, part);
    const keys = [key, ...repeated.map((found) => int(found, 'key'))];
    for (const found of [...summariesOver(tx, keys), ...repeated])
      forgetPart(tx, { eventId: text(found, 'event_id'), parts: [int(found, 'part')] });
    forgetPart(tx, { eventId: preview.eventId, parts: withShown(tx, key, part) });
    return preview;
  };
}

/** A note lies in the input of its call: what the owner was shown of the call quotes it, and goes along. */
export function withShown(tx: Tx, key: number, part: number): number[] {
  const shown = part === partOfField(tx, key, 'input') ? partOfField(tx, key, 'holdfast') : null;
  return shown === null ? [part] : [part, shown];
}

function recalledWith(tx: Tx, key: number, part: number) {
  return tx.all(
    `SELECT DISTINCT e.id AS event_id, e.key, x.part FROM recalled_drawers x
     JOIN drawers d ON d.number = x.drawer JOIN events e ON e.key = x.event_key WHERE d.event_key = ? AND d.part = ?`,
    key,
    part,
  );
}

/**
 * Summaries of stretches that these events lie in, in their sessions and in forks: they may repeat them. What is left of the stretch makes a
 * new one.
 */
function summariesOver(tx: Tx, keys: readonly number[]) {
  return tx.all(
    `WITH RECURSIVE holding(number, seq) AS (
       SELECT value / ${positions}, value % ${positions} FROM json_each(?)
       UNION SELECT s.number, h.seq FROM sessions s JOIN holding h ON s.forked_from = h.number WHERE s.forked_seq >= h.seq
     )
     SELECT DISTINCT e.id AS event_id, p.place & 4095 AS part FROM holding h
     JOIN events e ON e.key > h.number * ${positions} + h.seq AND e.key < (h.number + 1) * ${positions}
     JOIN event_parts p ON p.place BETWEEN (e.key << 12) AND (e.key << 12) | 4095
     WHERE e.type = 'holdfast.compaction' AND json_extract(e.header, '$.to_seq') >= h.seq AND p.bytes IS NOT NULL`,
    JSON.stringify(keys),
  );
}

/**
 * Empties both WAL files into their databases, so that no old page keeps forgotten words, and then strikes them off the list.
 * Runs outside a transaction, because SQLite cannot checkpoint inside one.
 */
export function cleanFiles(tx: Tx, _input: Record<string, never>): { isClean: boolean } {
  const listed = tx.all('SELECT number FROM removed_drawers').map((row) => int(row, 'number'));
  const isClean = ['main', 'idx'].every((schema) => {
    const [row] = tx.db.pragma(`${schema}.wal_checkpoint(TRUNCATE)`) as { busy: number }[];
    return row?.busy === 0;
  });
  if (isClean) {
    tx.run(
      'DELETE FROM removed_drawers WHERE number IN (SELECT value FROM json_each(?))',
      JSON.stringify(listed),
    );
  }
  return { isClean };
}
