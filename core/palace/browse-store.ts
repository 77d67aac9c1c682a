import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type SqlRow, type SqlValue, type Tx, text } from '../db/worker.ts';
import { parseDrawerId } from './drawer-id.ts';
import { drawerRows, roomName, toDrawers } from './drawer-rows.ts';
import { rangeOfWing } from './index/matches-store.ts';
import { indexState, placesOfWing } from './index/schema-store.ts';
import { hallCode } from './structure/codes.ts';
import { structurePosition } from './structure/schema-store.ts';
import type { Hall } from './structure/types.ts';
import type { Drawer, Room, Wing } from './types.ts';

/** Wings that hold something, the latest used first. */
export function wings(tx: Tx, _input: Record<string, never>): Wing[] {
  const rows = tx.all(
    `SELECT w.id, w.name, w.kind, count(*) AS rooms, sum(r.drawers) AS drawers, max(r.updated_at) AS updated_at
     FROM wings w JOIN rooms r ON r.wing = w.number WHERE r.drawers > 0
     GROUP BY w.number ORDER BY updated_at DESC, w.number DESC LIMIT 1000`,
  );
  return rows.map((row) => ({
    id: text(row, 'id'),
    name: text(row, 'name'),
    kind: text(row, 'kind'),
    rooms: int(row, 'rooms'),
    drawers: int(row, 'drawers'),
    updated_at: time(row),
  }));
}

/** Rooms that hold something, of one wing or of all, the latest used first; at most 1,000. */
export function rooms(tx: Tx, input: { wingId?: string }): Room[] {
  const rows = tx.all(
    `SELECT r.id, w.id AS wing_id, ${roomName} AS name, r.drawers, r.updated_at
     FROM rooms r JOIN wings w ON w.number = r.wing LEFT JOIN sessions rs ON rs.number = r.session_number
     WHERE r.drawers > 0 AND (? IS NULL OR w.id = ?) ORDER BY r.updated_at DESC, r.number DESC LIMIT 1000`,
    input.wingId ?? null,
    input.wingId ?? null,
  );
  return rows.map((row) => ({
    id: text(row, 'id'),
    wing_id: text(row, 'wing_id'),
    name: text(row, 'name'),
    drawers: int(row, 'drawers'),
    updated_at: time(row),
  }));
}

export interface DrawerList {
  wingId?: string;
  roomId?: string;
  sessionId?: string;
  hall?: Hall;
  /** An entity's id: drawers that name it. */
  entity?: string;
  /** At most 200. */
  limit: number;
  /** Drawers older than this one: `before` of the answer before. */
  before?: number | null;
}

/** Drawers, newest first. `before` is null when nothing follows. */
export function drawers(tx: Tx, input: DrawerList): { drawers: Drawer[]; before: number | null } {
  const { conditions, values } = placeFilter(tx, input);
  addStructureFilter(tx, input, { conditions, values });
  const limit = Math.min(Math.max(input.limit, 1), 200);
  addPageOfWing(tx, { ...input, limit }, { conditions, values });
  if (input.before != null) {
    conditions.push('d.number < ?');
    values.push(input.before);
  }
  const where = conditions.length > 0 ? conditions.join(' AND ') : 'true';
  const rows = drawerRows(tx, `${where} ORDER BY d.number DESC LIMIT ?`, ...values, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { drawers: toDrawers(tx, shown), before: rows.length > limit && last ? int(last, 'number') : null };
}

/**
 * A large wing, or a hall of it, is read from the text index, which lies in order of wings: the page, and what is not in it yet or no
 * longer where it was. Anything else is few enough, or has an order of its own.
 */
function addPageOfWing(
  tx: Tx,
  { wingId, hall, before, limit, ...others }: DrawerList,
  { conditions, values }: { conditions: string[]; values: SqlValue[] },
): void {
  const isMore = Object.values(others).some((other) => other !== undefined);
  const state = wingId === undefined || isMore ? null : indexState(tx);
  const wing = tx.get('SELECT number FROM wings WHERE id = ?', wingId ?? null);
  if (state === null || !wing || (hall !== undefined && hasFew(tx, hall))) return;
  const inHall =
    hall === undefined
      ? ''
      : ' AND EXISTS (SELECT 1 FROM idx.structured x WHERE x.number = i.id & 4294967295 AND x.hall = ?)';
  conditions.push(`d.number IN (
    SELECT number FROM (SELECT i.id & 4294967295 AS number FROM idx.drawer_words_docsize i WHERE i.id BETWEEN ? AND ?
      AND i.id & 4294967295 NOT IN (SELECT number FROM stale_drawers)${inHall} ORDER BY i.id DESC LIMIT ?)
    UNION ALL SELECT number FROM stale_drawers
    UNION ALL SELECT number FROM drawers WHERE number > ?)`);
  // the table of lengths behind the text index has a row for each of its own; the index itself would sort the whole wing
  const [first] = rangeOfWing(int(wing, 'number'));
  const end = first + (before ?? placesOfWing) - 1;
  values.push(first, end, ...(hall === undefined ? [] : [hallCode(hall)]));
  values.push(limit + 1, state.position);
}

const fewOfHall = 10_000;

function addStructureFilter(
  tx: Tx,
  { hall, entity }: Pick<DrawerList, 'hall' | 'entity'>,
  { conditions, values }: { conditions: string[]; values: SqlValue[] },
): void {
  if (hall === undefined && entity === undefined) return;
  if (structurePosition(tx) === null) {
    conditions.push('false');
    return;
  }
  if (hall !== undefined) {
    // of a hall with few, the latest drawers may all be of others
    conditions.push(
      hasFew(tx, hall)
        ? `d.number IN (SELECT x.number FROM idx.room_halls h CROSS JOIN idx.structured x ON x.room = h.room AND x.hall = h.hall WHERE h.hall = ?)`
        : 'EXISTS (SELECT 1 FROM idx.structured x WHERE x.number = d.number AND x.hall = ?)',
    );
    values.push(hallCode(hall));
  }
  if (entity !== undefined) {
    conditions.push(
      'd.number IN (SELECT m.number FROM idx.mentions m JOIN idx.entities n ON n.id = m.entity WHERE n.key = ?)',
    );
    values.push(entity);
  }
}

function hasFew(tx: Tx, hall: Hall): boolean {
  if (structurePosition(tx) === null) return true;
  const row = tx.get('SELECT sum(drawers) AS drawers FROM idx.room_halls WHERE hall = ?', hallCode(hall));
  return (row ? (intOrNull(row, 'drawers') ?? 0) : 0) < fewOfHall;
}

/** One drawer. Throws `memory_not_found`. */
export function drawer(tx: Tx, input: { drawerId: string }): Drawer {
  const found = toDrawers(tx, [findDrawer(tx, input.drawerId)])[0];
  if (!found) throw new HoldfastError('memory_not_found', `no drawer ${input.drawerId}`);
  return found;
}

/** The row of a drawer with its places. Throws `memory_not_found`. */
export function findDrawer(tx: Tx, id: string): SqlRow {
  const address = parseDrawerId(id);
  const row = address
    ? drawerRows(
        tx,
        'e.id = ? AND d.part = ? AND d.piece = ?',
        address.eventId,
        address.part,
        address.piece,
      )[0]
    : undefined;
  if (!row) throw new HoldfastError('memory_not_found', `no drawer ${id}`);
  return row;
}

/** Conditions over `d` for a wing, a room, a session. */
export function placeFilter(
  tx: Tx,
  input: { wingId?: string; roomId?: string; sessionId?: string },
): { conditions: string[]; values: SqlValue[] } {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  if (input.roomId !== undefined) {
    conditions.push('d.room = (SELECT number FROM rooms WHERE id = ?)');
    values.push(input.roomId);
  }
  if (input.wingId !== undefined) {
    conditions.push(
      'd.room IN (SELECT r2.number FROM rooms r2 JOIN wings w2 ON w2.number = r2.wing WHERE w2.id = ?)',
    );
    values.push(input.wingId);
  }
  if (input.sessionId !== undefined) {
    const session = tx.get('SELECT number FROM sessions WHERE id = ?', input.sessionId);
    const first = session ? int(session, 'number') * 2 ** 32 : -1;
    conditions.push('d.event_key BETWEEN ? AND ?');
    values.push(first, session ? first + 2 ** 32 - 1 : -1);
  }
  return { conditions, values };
}

const time = (row: SqlRow): string => new Date(int(row, 'updated_at')).toISOString();
