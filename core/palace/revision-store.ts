import { HoldfastError } from '../base/index.ts';
import { int, type SqlValue, type Tx, text } from '../db/worker.ts';
import { drawer, findDrawer } from './browse-store.ts';
import { forgetContextsOf } from './contexts/context-store.ts';
import { type DrawerAddress, drawerId, parseDrawerId } from './drawer-id.ts';
import { drawerRows, toDrawers } from './drawer-rows.ts';
import { drawersOf } from './export-store.ts';
import type { AppendToLog } from './quarantine-store.ts';
import { contestStatedBy } from './structure/facts-keep-store.ts';
import type { Drawer } from './types.ts';

/** A drawer's words through time: the oldest first, the one that holds now last. One that was never revised is its own and only version. */
export interface DrawerHistory {
  versions: Drawer[];
}

/** How long words that the owner puts in a drawer's place may be, in characters. */
export const longestRevision = 8000;
const mostSteps = 100;

/** The drawer that these words took the place of, by its number; null where it is gone. */
export function revisedTarget(
  tx: Tx,
  id: string,
): { number: number; room: number; key: number; kind: string; trust: string; address: DrawerAddress } | null {
  const address = parseDrawerId(id);
  if (!address) return null;
  const row = tx.get(
    'SELECT d.number, d.room, d.event_key, d.kind, d.trust FROM drawers d JOIN events e ON e.key = d.event_key WHERE e.id = ? AND d.part = ? AND d.piece = ?',
    address.eventId,
    address.part,
    address.piece,
  );
  return row
    ? {
        number: int(row, 'number'),
        room: int(row, 'room'),
        key: int(row, 'event_key'),
        kind: text(row, 'kind'),
        trust: text(row, 'trust'),
        address,
      }
    : null;
}

/** Keeps that words of the log stand in the place of a drawer's. The latest of two revisions of one drawer counts. */
export function noteRevised(
  tx: Tx,
  old: { key: number; address: DrawerAddress },
  by: { key: number; part: number },
): void {
  // words cannot take their own place, nor that of what took theirs
  if (
    versionsBehind(tx, by.key, by.part).some(({ key, part }) => key === old.key && part === old.address.part)
  )
    return;
  tx.run(
    `INSERT INTO revised_drawers (event_key, part, piece, by_event, by_part, revised_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (event_key, part, piece) DO UPDATE SET by_event = excluded.by_event, by_part = excluded.by_part, revised_at = excluded.revised_at`,
    old.key, old.address.part, old.address.piece, by.key, by.part, tx.runtime.clock.now(),
  ); // biome-ignore format: one line of values
  const replaced = tx
    .all('SELECT number FROM drawers WHERE event_key = ? AND part = ?', old.key, old.address.part)
    .map((row) => int(row, 'number'));
  forgetContextsOf(tx, replaced);
  contestStatedBy(tx, replaced);
  tx.note('revisions', {});
}

/**
 * The room and kind of words that take a drawer's place, and whether that held others' words: where it lies, or what was kept of it when it
 * still was there. Null where nothing tells.
 */
export function revisionPlace(
  tx: Tx,
  by: { key: number; part: number },
  old: { room: number; kind: string; trust: string } | null,
): { room: number; kind: 'note' | 'diary'; isForeign: boolean } | null {
  if (old)
    tx.run(
      'INSERT INTO revision_places (event_key, part, room, kind, trust) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      by.key, by.part, old.room, old.kind === 'diary' ? 'diary' : 'note', old.trust,
    ); // biome-ignore format: one line of values
  const row = tx.get(
    'SELECT coalesce(r.merged_into, r.number) AS room, p.kind, p.trust FROM revision_places p JOIN rooms r ON r.number = p.room WHERE p.event_key = ? AND p.part = ?',
    by.key,
    by.part,
  );
  if (!row) return null;
  return {
    room: int(row, 'room'),
    kind: text(row, 'kind') === 'diary' ? 'diary' : 'note',
    isForeign: row.trust === 'untrusted',
  };
}

/** Takes out revisions of words that were forgotten, on either side. What they had revised holds again. */
export function forgetRevisions(tx: Tx, key: number, parts: readonly number[]): void {
  const json = JSON.stringify(parts);
  takeRevisions(tx, 'x.event_key = ? AND x.part IN (SELECT value FROM json_each(?))', key, json);
  takeRevisions(tx, 'x.by_event = ? AND x.by_part IN (SELECT value FROM json_each(?))', key, json);
  tx.run(
    'DELETE FROM revision_places WHERE event_key = ? AND part IN (SELECT value FROM json_each(?))',
    key,
    json,
  );
}

/** Takes out the revisions that `condition` (SQL over `x`) names. */
export function takeRevisions(tx: Tx, condition: string, ...values: SqlValue[]): void {
  const held = tx.all(
    `SELECT d.number FROM revised_drawers x JOIN drawers d ON d.event_key = x.event_key AND d.part = x.part AND d.piece = x.piece WHERE ${condition}`,
    ...values,
  );
  tx.run(`DELETE FROM revised_drawers AS x WHERE ${condition}`, ...values);
  contestStatedBy(
    tx,
    held.map((row) => int(row, 'number')),
  );
}

/** Where words went from here on, the next first. */
function versionsBehind(tx: Tx, key: number, part: number): { key: number; part: number }[] {
  const found: { key: number; part: number }[] = [{ key, part }];
  for (let last = found.at(-1); last && found.length < mostSteps; ) {
    const row = tx.get(
      'SELECT by_event, by_part FROM revised_drawers WHERE event_key = ? AND part = ?',
      last.key,
      last.part,
    );
    if (!row) break;
    last = { key: int(row, 'by_event'), part: int(row, 'by_part') };
    found.push(last);
  }
  return found;
}

function versionsBefore(tx: Tx, key: number, part: number): { key: number; part: number; piece: number }[] {
  const found: { key: number; part: number; piece: number }[] = [];
  for (let last = { key, part }; found.length < mostSteps; ) {
    const row = tx.get(
      'SELECT event_key, part, piece FROM revised_drawers WHERE by_event = ? AND by_part = ?',
      last.key,
      last.part,
    );
    if (!row) break;
    const before = { key: int(row, 'event_key'), part: int(row, 'part'), piece: int(row, 'piece') };
    found.unshift(before);
    last = before;
  }
  return found;
}

/** Throws `memory_not_found`. */
export function drawerHistory(tx: Tx, input: { drawerId: string }): DrawerHistory {
  const row = findDrawer(tx, input.drawerId);
  const key = int(row, 'event_key');
  const part = int(row, 'part');
  const [, ...behind] = versionsBehind(tx, key, part);
  const places = [
    ...versionsBefore(tx, key, part),
    { key, part, piece: int(row, 'piece') },
    ...behind.map((place) => ({ ...place, piece: 0 })),
  ];
  const versions = places.flatMap((place) =>
    toDrawers(
      tx,
      drawerRows(tx, 'd.event_key = ? AND d.part = ? AND d.piece = ?', place.key, place.part, place.piece),
    ),
  );
  return { versions };
}

/** The histories of those of these drawers that have one, by id. */
export function histories(tx: Tx, input: { drawerIds: readonly string[] }): Record<string, DrawerHistory> {
  if (!tx.get('SELECT 1 FROM revised_drawers LIMIT 1')) return {};
  const known: Record<string, DrawerHistory> = {};
  for (const id of new Set(input.drawerIds)) {
    const target = revisedTarget(tx, id);
    if (!target) continue;
    const { key, address } = target;
    const isTouched = tx.get(
      'SELECT 1 FROM revised_drawers WHERE event_key = ? AND part = ? AND piece = ? OR by_event = ? AND by_part = ?',
      key, address.part, address.piece, key, address.part,
    ); // biome-ignore format: one line of values
    if (isTouched) known[id] = drawerHistory(tx, { drawerId: id });
  }
  return known;
}

/** Of these drawers (a JSON list of numbers), those in whose place others stand, with the id of what holds now. */
export function replacedBy(tx: Tx, numbers: string): Map<number, string> {
  const rows = tx.all(
    `SELECT d.number, d.event_key, d.part FROM drawers d JOIN revised_drawers x ON x.event_key = d.event_key AND x.part = d.part AND x.piece = d.piece
     WHERE d.number IN (SELECT value FROM json_each(?))`,
    numbers,
  );
  return new Map(
    rows.flatMap((row) => {
      const last = versionsBehind(tx, int(row, 'event_key'), int(row, 'part')).at(-1);
      const event = last ? tx.get('SELECT id FROM events WHERE key = ?', last.key) : undefined;
      return last && event
        ? [[int(row, 'number'), drawerId({ eventId: text(event, 'id'), part: last.part, piece: 0 })] as const]
        : [];
    }),
  );
}

/** Whether other words took the place of one of these drawers at `since` (milliseconds since the epoch) or later. */
export function areRevised(
  tx: Tx,
  input: { drawerIds: readonly string[]; since: number },
): { areRevised: boolean } {
  const { conditions, values } = drawersOf(input.drawerIds);
  const found = tx.get(
    `SELECT 1 FROM revised_drawers d WHERE ${conditions.join(' AND ')} AND d.revised_at >= ? LIMIT 1`,
    ...values,
    input.since,
  );
  return { areRevised: found !== undefined };
}

/** Makes the command by which the owner puts other words in a drawer's place. Gives the new drawer. */
export function createRevise(append: AppendToLog) {
  /** Throws `memory_not_found`, `conflict` where newer words stand in its place already, `invalid_request` for an agent's diary. */
  return function revise(tx: Tx, input: { drawerId: string; text: string; by: string }): Drawer {
    const row = findDrawer(tx, input.drawerId);
    if (row.kind === 'diary')
      throw new HoldfastError(
        'invalid_request',
        'an agent’s diary holds its own words: forget it, or tell the agent',
      );
    const { versions } = drawerHistory(tx, input);
    if (versions.at(-1)?.id !== input.drawerId)
      throw new HoldfastError('conflict', 'newer words stand in the place of these: revise those');
    const id = tx.runtime.ids.next('sevt');
    append(tx, {
      sessionId: text(row, 'session_id'),
      events: [
        {
          id,
          type: 'holdfast.drawer_revised',
          drawer_id: input.drawerId,
          content: [{ type: 'text', text: input.text }],
          by: input.by,
        },
      ],
    });
    return drawer(tx, { drawerId: drawerId({ eventId: id, part: 0, piece: 0 }) });
  };
}
