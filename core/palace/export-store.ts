import { HoldfastError } from '../base/index.ts';
import { int, type SqlRow, type SqlValue, type Tx, text } from '../db/worker.ts';
import { placeFilter } from './browse-store.ts';
import { drawerId, parseDrawerId } from './drawer-id.ts';
import { drawerRows, roomName, toDrawers } from './drawer-rows.ts';
import { factsOfDrawers } from './structure/facts-store.ts';
import { structurePosition } from './structure/schema-store.ts';
import { hallOfRow } from './structure/show-store.ts';
import type { Fact, Hall } from './structure/types.ts';
import type { Drawer, Place } from './types.ts';

/** What is exported: drawers that were chosen, a room, a wing, or everything where nothing is named. */
export interface ExportScope {
  wingId?: string;
  roomId?: string;
  /** At most 200. */
  drawerIds?: readonly string[];
}

/** A drawer with everything that the palace knows of it. Times are RFC 3339. */
export interface ExportedDrawer {
  drawer: Drawer;
  /** Null while it is still being read. */
  hall: Hall | null;
  /** When the owner put it there. */
  hall_set_at: string | null;
  pinned_at: string | null;
  /** Drawers in whose place it stands. */
  replaces: string[];
  /** The drawer that stands in its place now. */
  replaced_by: string | null;
  replaced_at: string | null;
  /** Facts that were taken from it. */
  facts: Fact[];
}

/** What an export is of, as it is called now. */
export interface ExportHead {
  wing: (Place & { kind: string }) | null;
  room: Place | null;
  /** Drawers up to this one are in it, so that an export ends although the memory grows. */
  until: number;
  drawers: number;
}

/** Conditions over `d` for drawers by their ids; ids that are none of ours name nothing. */
export function drawersOf(ids: readonly string[]): { conditions: string[]; values: SqlValue[] } {
  const places = ids.flatMap((id) => {
    const address = parseDrawerId(id);
    return address ? [[address.eventId, address.part, address.piece]] : [];
  });
  const condition = `(d.event_key, d.part, d.piece) IN (
    SELECT x.key, j.value ->> 1, j.value ->> 2 FROM json_each(?) j JOIN events x ON x.id = j.value ->> 0)`;
  return { conditions: [condition], values: [JSON.stringify(places)] };
}

const scoped = (tx: Tx, scope: ExportScope) => {
  const { conditions, values } = placeFilter(tx, scope);
  if (!scope.drawerIds) return { conditions, values };
  const chosen = drawersOf(scope.drawerIds);
  return { conditions: [...conditions, ...chosen.conditions], values: [...values, ...chosen.values] };
};

/** Throws `memory_wing_not_found`, `memory_room_not_found`, and `memory_not_found` where none of the chosen drawers is there. */
export function exportHead(tx: Tx, scope: ExportScope): ExportHead {
  const wing =
    scope.wingId === undefined
      ? undefined
      : tx.get('SELECT id, name, kind FROM wings WHERE id = ?', scope.wingId);
  if (scope.wingId !== undefined && !wing)
    throw new HoldfastError('memory_wing_not_found', `no wing ${scope.wingId}`);
  const room =
    scope.roomId === undefined
      ? undefined
      : tx.get(
          `SELECT r.id, ${roomName} AS name FROM rooms r LEFT JOIN sessions rs ON rs.number = r.session_number WHERE r.id = ?`,
          scope.roomId,
        );
  if (scope.roomId !== undefined && !room)
    throw new HoldfastError('memory_room_not_found', `no room ${scope.roomId}`);
  const { conditions, values } = scoped(tx, scope);
  const row = tx.get(
    `SELECT coalesce(max(d.number), 0) AS until, count(*) AS drawers FROM drawers d WHERE ${['true', ...conditions].join(' AND ')}`,
    ...values,
  );
  const drawers = row ? int(row, 'drawers') : 0;
  if (scope.drawerIds && drawers === 0)
    throw new HoldfastError('memory_not_found', 'none of these drawers is there');
  return {
    wing: wing ? { ...placeOf(wing), kind: text(wing, 'kind') } : null,
    room: room ? placeOf(room) : null,
    until: row ? int(row, 'until') : 0,
    drawers,
  };
}

const placeOf = (row: SqlRow): Place => ({ id: text(row, 'id'), name: text(row, 'name') });

/** The next drawers of an export behind `after`, in the order in which they came in: each once, whatever is moved meanwhile. */
export function exportPage(
  tx: Tx,
  input: { scope: ExportScope; after: number; until: number; limit: number },
): { drawers: ExportedDrawer[]; last: number | null } {
  const { conditions, values } = scoped(tx, input.scope);
  const where = [...conditions, 'd.number > ?', 'd.number <= ?'].join(' AND ');
  const rows = drawerRows(
    tx,
    `${where} ORDER BY d.number LIMIT ?`,
    ...values,
    input.after,
    input.until,
    input.limit,
  );
  const known = knownOf(tx, rows);
  const drawers = toDrawers(tx, rows).map((drawer, at): ExportedDrawer => {
    const row = rows[at] ?? {};
    return { drawer, ...known(int(row, 'number')) };
  });
  const last = rows.at(-1);
  return { drawers, last: last ? int(last, 'number') : null };
}

/** What is kept beside these drawers, read for all of them at once. */
function knownOf(tx: Tx, rows: readonly SqlRow[]) {
  const numbers = rows.map((row) => int(row, 'number'));
  const list = JSON.stringify(numbers);
  const ofDrawers = 'd.number IN (SELECT value FROM json_each(?))';
  const onPlace = (table: string, join: string) =>
    `SELECT x.*, d.number FROM drawers d JOIN ${table} x ON ${join} WHERE ${ofDrawers}`;
  const samePlace = 'x.event_key = d.event_key AND x.part = d.part AND x.piece = d.piece';
  const byNumber = (found: readonly SqlRow[]) => new Map(found.map((row) => [int(row, 'number'), row]));
  const pinned = byNumber(tx.all(onPlace('pinned_drawers', samePlace), list));
  const set = byNumber(tx.all(onPlace('drawer_halls', samePlace), list));
  const halls = byNumber(
    structurePosition(tx) === null
      ? []
      : tx.all(
          'SELECT number, hall FROM idx.structured WHERE number IN (SELECT value FROM json_each(?))',
          list,
        ),
  );
  const revisedBy = byNumber(
    tx.all(
      `SELECT d.number, e.id AS event_id, x.by_part, x.revised_at FROM drawers d JOIN revised_drawers x ON ${samePlace} JOIN events e ON e.key = x.by_event WHERE ${ofDrawers}`,
      list,
    ),
  );
  const replaces = new Map<number, string[]>();
  for (const row of tx.all(
    `SELECT d.number, e.id AS event_id, x.part, x.piece FROM drawers d JOIN revised_drawers x ON x.by_event = d.event_key AND x.by_part = d.part
     JOIN events e ON e.key = x.event_key WHERE ${ofDrawers} ORDER BY x.event_key, x.part, x.piece`,
    list,
  )) {
    const id = drawerId({ eventId: text(row, 'event_id'), part: int(row, 'part'), piece: int(row, 'piece') });
    replaces.set(int(row, 'number'), [...(replaces.get(int(row, 'number')) ?? []), id]);
  }
  const facts = factsOfDrawers(tx, numbers);
  return (number: number): Omit<ExportedDrawer, 'drawer'> => {
    const [hall, by] = [halls.get(number), revisedBy.get(number)];
    return {
      hall: hall ? hallOfRow(hall) : null,
      hall_set_at: timestamp(set.get(number), 'made_at'),
      pinned_at: timestamp(pinned.get(number), 'pinned_at'),
      replaces: replaces.get(number) ?? [],
      replaced_by: by
        ? drawerId({ eventId: text(by, 'event_id'), part: int(by, 'by_part'), piece: 0 })
        : null,
      replaced_at: timestamp(by, 'revised_at'),
      facts: facts.get(number) ?? [],
    };
  };
}

const timestamp = (row: SqlRow | undefined, column: string): string | null =>
  row ? new Date(int(row, column)).toISOString() : null;
