import { int, type Tx, text } from '../db/worker.ts';
import type { EventOf } from '../events/index.ts';
import { seqOfKey } from '../log/worker.ts';

type Shown = NonNullable<NonNullable<EventOf<'agent.tool_use'>['holdfast']>['origins']>;

/** Where the values of a call come from, each with its position in the session, so that the dialog can lead there. */
export interface ApprovalOrigins {
  values: (Shown['values'][number] & { seq: number | null })[];
  read: (Shown['read'][number] & { seq: number | null })[];
}

/** Null where the call was not asked about for its origins, or where they were forgotten. */
export function approvalOrigins(tx: Tx, use: EventOf<'agent.tool_use'> | null): ApprovalOrigins | null {
  const origins = use?.holdfast?.origins;
  if (!origins) return null;
  const ids = [...origins.values, ...origins.read].flatMap(({ event_id }) => event_id ?? []);
  const rows = tx.all(
    'SELECT id, key FROM events WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(ids),
  );
  const seqs = new Map(rows.map((row) => [text(row, 'id'), seqOfKey(int(row, 'key'))]));
  const placed = <T extends { event_id: string | null }>(one: T) => ({
    ...one,
    seq: one.event_id === null ? null : (seqs.get(one.event_id) ?? null),
  });
  return { values: origins.values.map(placed), read: origins.read.map(placed) };
}
