import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type SqlValue, type Tx, text } from '../db/worker.ts';
import { drawerId, parseDrawerId } from './drawer-id.ts';
import { drawerRows, toDrawers } from './drawer-rows.ts';
import type { Drawer, ForgetPreview, Place } from './types.ts';

export const retentionKinds = ['all', 'untrusted', 'agent'] as const;
/** Whose words go: everybody's, those from outside, those of agents. */
export type RetentionWhose = (typeof retentionKinds)[number];

/** What is too old to be kept in a wing: said before `before` (milliseconds since the epoch). */
export interface Retention {
  wingId: string;
  whose: RetentionWhose;
  before: number;
}

/** What a rule would forget now. Times are RFC 3339. */
export interface RetentionPreview {
  wing: Place & { kind: string };
  /** Drawers in the wing. */
  drawers: number;
  /** Of them, those that go. */
  due: number;
  /** Old enough, and pinned, or of a message that has a pinned drawer. */
  pinned: number;
  oldest: string | null;
  newest: string | null;
  /** The oldest that go; at most 3. */
  first: Drawer[];
}

const saidAt = 'coalesce(d.said_at, e.created_at)';
const oldIn = `w.id = ? AND ${saidAt} < ? AND (? = 'all' OR d.trust = ?)`;
const isPinned =
  'EXISTS (SELECT 1 FROM pinned_drawers p WHERE p.event_key = d.event_key AND p.part = d.part)';
// a part goes whole: one that also lies in another wing stays
const isWhole = `NOT EXISTS (SELECT 1 FROM drawers o JOIN rooms ro ON ro.number = o.room
  WHERE o.event_key = d.event_key AND o.part = d.part AND ro.wing <> r.wing)`;
// when words go, those that they took the place of hold again: they stay as long as any of those does
const standsForNone = `NOT EXISTS (
  WITH RECURSIVE earlier(event_key, part) AS (
    SELECT x.event_key, x.part FROM revised_drawers x WHERE x.by_event = d.event_key AND x.by_part = d.part
    UNION SELECT x.event_key, x.part FROM revised_drawers x JOIN earlier l ON x.by_event = l.event_key AND x.by_part = l.part
  )
  SELECT 1 FROM earlier l JOIN drawers o ON o.event_key = l.event_key AND o.part = l.part JOIN events oe ON oe.key = o.event_key
    JOIN rooms ro ON ro.number = o.room JOIN wings wo ON wo.number = ro.wing
  WHERE NOT (wo.id = ? AND coalesce(o.said_at, oe.created_at) < ? AND (? = 'all' OR o.trust = ?))
    OR EXISTS (SELECT 1 FROM pinned_drawers p WHERE p.event_key = o.event_key AND p.part = o.part))`;
const isDue = `${oldIn} AND NOT ${isPinned} AND ${isWhole} AND ${standsForNone}`;
const oldValues = ({ wingId, before, whose }: Retention): SqlValue[] => [wingId, before, whose, whose];
const valuesOf = (rule: Retention): SqlValue[] => [...oldValues(rule), ...oldValues(rule)];

/** Those of the wings that are there. */
export function retentionWings(
  tx: Tx,
  { wingIds }: { wingIds: readonly string[] },
): (Place & { kind: string })[] {
  return tx
    .all(
      'SELECT id, name, kind FROM wings WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(wingIds),
    )
    .map((row) => ({ id: text(row, 'id'), name: text(row, 'name'), kind: text(row, 'kind') }));
}

/** How much a rule would forget now, before it is set. Throws `memory_wing_not_found`. */
export function retentionPreview(tx: Tx, rule: Retention): RetentionPreview {
  const [wing] = retentionWings(tx, { wingIds: [rule.wingId] });
  if (!wing) throw new HoldfastError('memory_wing_not_found', `no wing ${rule.wingId}`);
  const places = `FROM drawers d JOIN events e ON e.key = d.event_key JOIN rooms r ON r.number = d.room JOIN wings w ON w.number = r.wing`;
  const due = tx.get(
    `SELECT count(*) AS due, min(${saidAt}) AS oldest, max(${saidAt}) AS newest ${places} WHERE ${isDue}`,
    ...valuesOf(rule),
  );
  const pinned = tx.get(
    `SELECT count(*) AS pinned ${places} WHERE ${oldIn} AND ${isPinned}`,
    ...oldValues(rule),
  );
  const all = tx.get(
    'SELECT coalesce(sum(r.drawers), 0) AS drawers FROM rooms r JOIN wings w ON w.number = r.wing WHERE w.id = ?',
    rule.wingId,
  );
  const first = drawerRows(tx, `${isDue} ORDER BY ${saidAt}, d.number LIMIT 3`, ...valuesOf(rule));
  return {
    wing,
    drawers: int(all ?? {}, 'drawers'),
    due: int(due ?? {}, 'due'),
    pinned: int(pinned ?? {}, 'pinned'),
    oldest: timestamp(due ? intOrNull(due, 'oldest') : null),
    newest: timestamp(due ? intOrNull(due, 'newest') : null),
    first: toDrawers(tx, first),
  };
}

const timestamp = (time: number | null) => (time === null ? null : new Date(time).toISOString());

const lookedAtOnce = 20_000;

/**
 * The next drawers that are too old, one of each part, in the order in which they came in. Looks at some thousand behind `after`, of
 * whatever wing; `next`: where to go on, null when nothing follows.
 */
export function retentionDue(
  tx: Tx,
  { after, limit, ...rule }: Retention & { after: number; limit: number },
): { drawerIds: string[]; next: number | null } {
  const rows = tx.all(
    `SELECT d.number, d.part, d.piece, e.id AS event_id FROM drawers d CROSS JOIN rooms r ON r.number = d.room
     CROSS JOIN wings w ON w.number = r.wing CROSS JOIN events e ON e.key = d.event_key
     WHERE d.number > ? AND d.number <= ? AND d.piece = 0 AND ${isDue} ORDER BY d.number LIMIT ?`,
    after,
    after + lookedAtOnce,
    ...valuesOf(rule),
    limit,
  );
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const reached = last ? int(last, 'number') : after + lookedAtOnce;
  const isMore = tx.get('SELECT 1 AS found FROM drawers WHERE number > ? LIMIT 1', reached) !== undefined;
  return {
    drawerIds: rows.map((row) =>
      drawerId({ eventId: text(row, 'event_id'), part: int(row, 'part'), piece: int(row, 'piece') }),
    ),
    next: isMore ? reached : null,
  };
}

/** Makes the command that forgets what is too old, by the one way there is to forget. */
export function createForgetDue(forget: (tx: Tx, input: { drawerId: string }) => ForgetPreview) {
  /** Of these drawers, those that are still due: one may have been pinned, moved or forgotten meanwhile. Gives how many went. */
  return function forgetDue(
    tx: Tx,
    { drawerIds, ...rule }: Retention & { drawerIds: readonly string[] },
  ): { forgotten: number } {
    let forgotten = 0;
    for (const id of drawerIds) {
      const [row] = drawerRows(
        tx,
        `${isDue} AND e.id = ? AND d.part = ? AND d.piece = 0`,
        ...valuesOf(rule),
        ...placeOf(id),
      );
      if (row) forgotten += forget(tx, { drawerId: id }).drawerIds.length;
    }
    return { forgotten };
  };
}

function placeOf(id: string): [string, number] {
  const address = parseDrawerId(id);
  return address ? [address.eventId, address.part] : ['', 0];
}
