import { HoldfastError } from '../../base/index.ts';
import { int, intOrNull, type Tx, text } from '../../db/worker.ts';
import { drawerId } from '../drawer-id.ts';
import { roomName } from '../drawer-rows.ts';
import { findRoom } from './correct-store.ts';
import { structurePosition } from './schema-store.ts';
import { hallOfRow, roomPlaces, shownEntities } from './show-store.ts';
import type { Entity, Hallway, Tunnel, Walk } from './types.ts';

const mostEntities = 30;
const mostRoomsOfOne = 100;
const mostNamesakes = 50;
const shownShared = 5;
/** A name that more drawers have is known without any one of them. */
const mostSourcesOfName = 8;

/** Where one can go from a room. `room`: its id, or its name where one room has it. Throws `memory_room_not_found`. */
export function walk(tx: Tx, input: { room: string; limit?: number }): Walk {
  const limit = Math.min(Math.max(input.limit ?? 12, 1), 50);
  const row = findRoom(tx, roomIdOf(tx, input.room));
  const number = int(row, 'number');
  const here = roomPlaces(tx, [number]).get(number);
  if (!here) throw new HoldfastError('memory_room_not_found', `no room ${input.room}`);
  const isThere = structurePosition(tx) !== null;
  const halls = isThere
    ? tx
        .all('SELECT hall, drawers FROM idx.room_halls WHERE room = ? ORDER BY drawers DESC, hall', number)
        .map((hall) => ({ hall: hallOfRow(hall), drawers: int(hall, 'drawers') }))
    : [];
  const own = isThere
    ? tx
        .all(
          `SELECT x.entity FROM idx.entity_rooms x JOIN idx.entities e ON e.id = x.entity WHERE x.room = ? ORDER BY x.mentions DESC, e.key LIMIT ${mostEntities}`,
          number,
        )
        .map((found) => int(found, 'entity'))
    : [];
  const entities = shownEntities(tx, own);
  const shared = sharing(number, entities, (entity) => roomsOf(tx, entity));
  const sameName = namesakes(tx, [number]).get(number) ?? [];
  const places = roomPlaces(tx, [...shared.keys(), ...sameName]);
  const hallways: Hallway[] = [];
  const tunnels: Tunnel[] = sameName.flatMap((other) => {
    const room = places.get(other);
    return room ? [{ room, by: 'name' as const, entities: [] }] : [];
  });
  const ranked = [...shared].sort(([a, one], [b, two]) => two.score - one.score || a - b);
  for (const [other, { entities: names }] of ranked) {
    const room = places.get(other);
    if (!room) continue;
    const way = { room, entities: names.slice(0, shownShared).map(({ id, name }) => ({ id, name })) };
    if (room.wing.id === here.wing.id) hallways.push(way);
    else tunnels.push({ ...way, by: 'entity' });
  }
  const shown = { hallways: hallways.slice(0, limit), tunnels: tunnels.slice(0, limit) };
  const rooms = [here, ...shown.hallways.map((way) => way.room), ...shown.tunnels.map((way) => way.room)];
  return {
    room: here,
    drawers: int(row, 'drawers'),
    halls,
    entities: [...entities.values()].slice(0, 20),
    ...shown,
    sources: sourcesOf(
      tx,
      rooms.map(({ id }) => id),
      [...entities.keys()],
    ),
  };
}

/** What the names come from: drawers that have an entity's, and what a session begins with, which its title is made of. */
function sourcesOf(tx: Tx, rooms: readonly string[], entities: readonly number[]): string[] {
  const numbers = [
    ...entities.flatMap((entity) =>
      tx.all(
        `SELECT DISTINCT number FROM idx.mentions WHERE entity = ? ORDER BY event_key DESC, number DESC LIMIT ${mostSourcesOfName}`,
        entity,
      ),
    ),
    ...tx.all(
      `SELECT (SELECT d.number FROM drawers d WHERE d.event_key > r.session_number << 32 AND d.event_key < (r.session_number + 1) << 32
         ORDER BY d.event_key, d.part, d.piece LIMIT 1) AS number
       FROM rooms r WHERE r.session_number IS NOT NULL AND r.id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(rooms),
    ),
  ].flatMap((row) => intOrNull(row, 'number') ?? []);
  return tx
    .all(
      `SELECT e.id AS event_id, d.part, d.piece FROM drawers d JOIN events e ON e.key = d.event_key
       WHERE d.number IN (SELECT value FROM json_each(?)) ORDER BY d.event_key, d.part, d.piece`,
      JSON.stringify(numbers),
    )
    .map((row) =>
      drawerId({ eventId: text(row, 'event_id'), part: int(row, 'part'), piece: int(row, 'piece') }),
    );
}

/** Rooms that share these entities with the one at hand; what few rooms have tells more. `roomsOf`: of an entity, the latest ones. */
export function sharing(
  room: number,
  entities: ReadonlyMap<number, Entity>,
  roomsOf: (entity: number) => readonly number[],
): Map<number, { score: number; entities: Entity[] }> {
  const shared = new Map<number, { score: number; entities: Entity[] }>();
  const telling = [...entities].sort(([, one], [, two]) => one.rooms - two.rooms);
  for (const [id, entity] of telling) {
    for (const other of roomsOf(id).filter((each) => each !== room)) {
      const known = shared.get(other) ?? { score: 0, entities: [] };
      known.score += 1 / Math.log2(1 + entity.rooms);
      known.entities.push(entity);
      shared.set(other, known);
    }
  }
  return shared;
}

/** The latest rooms that an entity is named in. */
export function roomsOf(tx: Tx, entity: number): number[] {
  return tx
    .all(
      `SELECT room FROM idx.entity_rooms WHERE entity = ? ORDER BY room DESC LIMIT ${mostRoomsOfOne + 1}`,
      entity,
    )
    .map((row) => int(row, 'room'));
}

/** For each of these rooms, rooms of other wings with the same name. */
export function namesakes(tx: Tx, rooms: readonly number[]): Map<number, number[]> {
  const name = 'coalesce(r.name, rs.title)';
  const named = 'rooms r LEFT JOIN sessions rs ON rs.number = r.session_number';
  const rows = tx.all(
    `WITH here AS MATERIALIZED (SELECT r.number, r.wing, ${name} AS name FROM ${named} WHERE r.number IN (SELECT value FROM json_each(?))),
       there AS MATERIALIZED (SELECT r.number, r.wing, ${name} AS name FROM ${named} WHERE r.drawers > 0 AND ${name} IN (SELECT name FROM here))
     SELECT h.number AS room, t.number AS other FROM here h JOIN there t ON t.name = h.name AND t.wing <> h.wing ORDER BY t.number`,
    JSON.stringify(rooms),
  );
  const others = new Map<number, number[]>(rooms.map((room) => [room, []]));
  for (const row of rows) {
    const known = others.get(int(row, 'room'));
    if (known && known.length < mostNamesakes) known.push(int(row, 'other'));
  }
  return others;
}

function roomIdOf(tx: Tx, room: string): string {
  if (tx.get('SELECT 1 AS found FROM rooms WHERE id = ?', room)) return room;
  const named = tx.all(
    `SELECT r.id FROM rooms r LEFT JOIN sessions rs ON rs.number = r.session_number
     WHERE r.drawers > 0 AND ${roomName} = ? COLLATE NOCASE LIMIT 2`,
    room,
  );
  const [only] = named;
  if (!only || named.length > 1)
    throw new HoldfastError('memory_room_not_found', `no room, or several, called ${room}`);
  return text(only, 'id');
}
