import { int, type SqlRow, type SqlValue, type Tx, text } from '../../db/worker.ts';
import { drawerId } from '../drawer-id.ts';
import { drawerRows, drawerTexts, holds, roomName } from '../drawer-rows.ts';
import { fold } from '../words/terms.ts';
import { findRoom } from './correct-store.ts';
import { structurePosition } from './schema-store.ts';
import { guessedKind, hallOfRow, shownEntities } from './show-store.ts';
import {
  type ClosetLine,
  type EntitiesInput,
  type Entity,
  type Hall,
  hallNames,
  type MapWay,
  type PalaceMap,
} from './types.ts';
import { namesakes, roomsOf, sharing } from './walk-store.ts';

/** How many drawers each hall has, of a room, a wing or everywhere. */
export function halls(
  tx: Tx,
  input: { wingId?: string; roomId?: string },
): { hall: Hall; drawers: number }[] {
  if (structurePosition(tx) === null) return hallNames.map((hall) => ({ hall, drawers: 0 }));
  const { condition, values } = roomFilter(input, 'h.room');
  const rows = tx.all(
    `SELECT h.hall, sum(h.drawers) AS drawers FROM idx.room_halls h WHERE ${condition} GROUP BY h.hall`,
    ...values,
  );
  const counts = new Map(rows.map((row) => [hallOfRow(row), int(row, 'drawers')]));
  return hallNames.map((hall) => ({ hall, drawers: counts.get(hall) ?? 0 }));
}

/** Who and what is named, the most often named first. */
export function entities(tx: Tx, input: EntitiesInput): Entity[] {
  if (structurePosition(tx) === null) return [];
  const limit = Math.min(Math.max(input.limit ?? 50, 1), 200);
  const conditions = ["n.kind IS NOT 'none'"];
  const values: SqlValue[] = [];
  if (input.query) {
    conditions.push("(e.key LIKE ? ESCAPE '\\' OR e.key LIKE ? ESCAPE '\\')");
    const words = fold(input.query.trim()).replaceAll(/[\\%_]/g, String.raw`\$&`);
    values.push(`${words}%`, `% ${words}%`);
  }
  if (input.kind) {
    conditions.push(`coalesce(n.kind, ${guessedKind}, 'other') = ?`);
    values.push(input.kind);
  }
  if (input.roomId !== undefined || input.wingId !== undefined) {
    const filter = roomFilter(input, 'x.room');
    conditions.push(`e.id IN (SELECT x.entity FROM idx.entity_rooms x WHERE ${filter.condition})`);
    values.push(...filter.values);
  }
  const rows = tx.all(
    `SELECT e.id FROM idx.entities e LEFT JOIN entity_names n ON n.key = e.key
     WHERE ${conditions.join(' AND ')} ORDER BY e.mentions DESC, e.key LIMIT ?`,
    ...values,
    limit,
  );
  return [
    ...shownEntities(
      tx,
      rows.map((row) => int(row, 'id')),
    ).values(),
  ];
}

/** The sentences that stand for a room, by pointer, the weightiest first; one of each drawer. */
export function closet(tx: Tx, input: { roomId: string; limit?: number }): ClosetLine[] {
  const room = int(findRoom(tx, input.roomId), 'number');
  if (structurePosition(tx) === null) return [];
  const limit = Math.min(Math.max(input.limit ?? 8, 1), 50);
  const picked = tx.all(
    `SELECT number, hall, gist_from, gist_to FROM idx.structured WHERE room = ? AND gist_weight IS NOT NULL
     ORDER BY gist_weight DESC, event_key DESC, number DESC LIMIT ?`,
    room,
    limit * 2,
  );
  const rows = drawerRows(
    tx,
    `d.number IN (SELECT value FROM json_each(?)) AND ${holds}`,
    JSON.stringify(picked.map((row) => int(row, 'number'))),
  );
  const texts = drawerTexts(tx, rows);
  const byNumber = new Map(rows.map((row, at) => [int(row, 'number'), { row, words: texts[at] ?? '' }]));
  const seen = new Set<string>();
  return picked
    .flatMap((line): ClosetLine[] => {
      const drawer = byNumber.get(int(line, 'number'));
      const [from, to] = [int(line, 'gist_from'), int(line, 'gist_to')];
      const words = drawer?.words.slice(from, to) ?? '';
      if (!drawer || words === '' || seen.has(words)) return [];
      seen.add(words);
      return [lineOf(drawer.row, { from, to, text: words, hall: hallOfRow(line) })];
    })
    .slice(0, limit);
}

function lineOf(row: SqlRow, line: Pick<ClosetLine, 'from' | 'to' | 'text' | 'hall'>): ClosetLine {
  const id = drawerId({ eventId: text(row, 'event_id'), part: int(row, 'part'), piece: int(row, 'piece') });
  return { drawerId: id, ...line, created_at: new Date(int(row, 'created_at')).toISOString() };
}

const mostWings = 24;
const roomsOfWing = 12;
const mostWays = 200;

/** The map: the wings used last, with their largest rooms, and how those hang together. */
export function map(tx: Tx, _input: Record<string, never>): PalaceMap {
  const wings = tx.all(
    `SELECT w.number, w.id, w.name, w.kind, sum(r.drawers) AS drawers FROM wings w JOIN rooms r ON r.wing = w.number
     WHERE r.drawers > 0 GROUP BY w.number ORDER BY max(r.updated_at) DESC, w.number DESC LIMIT ${mostWings}`,
  );
  const shown = wings.map((wing) => ({
    id: text(wing, 'id'),
    name: text(wing, 'name'),
    kind: text(wing, 'kind'),
    drawers: int(wing, 'drawers'),
    rows: tx.all(
      `SELECT r.number, r.id, ${roomName} AS name, r.drawers FROM rooms r LEFT JOIN sessions rs ON rs.number = r.session_number
       WHERE r.wing = ? AND r.drawers > 0 ORDER BY r.drawers DESC, r.number LIMIT ${roomsOfWing}`,
      int(wing, 'number'),
    ),
  }));
  const places = new Map(
    shown.flatMap(({ id: wing, rows }) =>
      rows.map((row) => [int(row, 'number'), { id: text(row, 'id'), wing }] as const),
    ),
  );
  return {
    wings: shown.map(({ rows, ...wing }) => ({
      ...wing,
      rooms: rows.map((row) => ({
        id: text(row, 'id'),
        name: text(row, 'name'),
        drawers: int(row, 'drawers'),
      })),
    })),
    ways: structurePosition(tx) === null ? [] : waysBetween(tx, places),
  };
}

function waysBetween(tx: Tx, places: ReadonlyMap<number, { id: string; wing: string }>): MapWay[] {
  const ways: (MapWay & { score: number })[] = [];
  const sameName = namesakes(tx, [...places.keys()]);
  // the same few are named in most rooms: each is looked up once
  const namedIn = new Map([...places.keys()].map((number) => [number, mostNamed(tx, number)]));
  const known = shownEntities(tx, [...new Set([...namedIn.values()].flat())]);
  const roomsOfEach = new Map([...known.keys()].map((entity) => [entity, roomsOf(tx, entity)]));
  for (const [number, here] of places) {
    const own = (namedIn.get(number) ?? []).flatMap((id) => {
      const entity = known.get(id);
      return entity ? [[id, entity] as const] : [];
    });
    const shared = sharing(number, new Map(own), (entity) => roomsOfEach.get(entity) ?? []);
    for (const other of sameName.get(number) ?? []) {
      const there = places.get(other);
      if (there && number < other)
        ways.push({ from: here.id, to: there.id, kind: 'tunnel', by: 'name', entities: [], score: 10 });
    }
    for (const [other, { entities: names, score }] of shared) {
      const there = places.get(other);
      if (!there || other === number || ways.some(({ from, to }) => from === there.id && to === here.id))
        continue;
      const kind = here.wing === there.wing ? 'hallway' : 'tunnel';
      ways.push({
        from: here.id,
        to: there.id,
        kind,
        by: 'entity',
        entities: names.slice(0, 5).map(({ name }) => name),
        score,
      });
    }
  }
  ways.sort((one, two) => two.score - one.score);
  return ways.slice(0, mostWays).map(({ score: _, ...way }) => way);
}

function mostNamed(tx: Tx, room: number): number[] {
  const rows = tx.all(
    'SELECT x.entity FROM idx.entity_rooms x JOIN idx.entities e ON e.id = x.entity WHERE x.room = ? ORDER BY x.mentions DESC, e.key LIMIT 12',
    room,
  );
  return rows.map((row) => int(row, 'entity'));
}

function roomFilter(
  input: { wingId?: string; roomId?: string },
  column: string,
): { condition: string; values: SqlValue[] } {
  if (input.roomId !== undefined)
    return {
      condition: `${column} = (SELECT coalesce(merged_into, number) FROM rooms WHERE id = ?)`,
      values: [input.roomId],
    };
  if (input.wingId !== undefined)
    return {
      condition: `${column} IN (SELECT r.number FROM rooms r JOIN wings w ON w.number = r.wing WHERE w.id = ?)`,
      values: [input.wingId],
    };
  return { condition: 'true', values: [] };
}
