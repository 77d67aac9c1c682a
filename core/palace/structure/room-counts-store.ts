import type { Tx } from '../../db/worker.ts';

// What a room holds: drawers by hall, mentions by entity. A count that comes to nothing has no row.

/** One more drawer of a hall, by its code, is in the room. */
export function countHall(tx: Tx, room: number, hall: number): void {
  tx.run(
    'INSERT INTO idx.room_halls (room, hall, drawers) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET drawers = drawers + 1',
    room,
    hall,
  );
}

export function uncountHall(tx: Tx, room: number, hall: number): void {
  tx.run('UPDATE idx.room_halls SET drawers = drawers - 1 WHERE room = ? AND hall = ?', room, hall);
  tx.run('DELETE FROM idx.room_halls WHERE room = ? AND drawers = 0', room);
}

/** So many more mentions of an entity are in the room. */
export function countEntity(tx: Tx, room: number, entity: number, count: number): void {
  tx.run(
    'INSERT INTO idx.entity_rooms (room, entity, mentions) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions',
    room, entity, count,
  ); // biome-ignore format: one line of values
}

export function uncountEntity(tx: Tx, room: number, entity: number, count: number): void {
  tx.run(
    'UPDATE idx.entity_rooms SET mentions = mentions - ? WHERE room = ? AND entity = ?',
    count,
    room,
    entity,
  );
  tx.run('DELETE FROM idx.entity_rooms WHERE room = ? AND entity = ? AND mentions <= 0', room, entity);
}

/** All that one room holds is in another one now. */
export function countInto(tx: Tx, from: number, to: number): void {
  tx.run(
    `INSERT INTO idx.room_halls (room, hall, drawers) SELECT ?, hall, drawers FROM idx.room_halls WHERE room = ?
     ON CONFLICT DO UPDATE SET drawers = drawers + excluded.drawers`,
    to,
    from,
  );
  tx.run('DELETE FROM idx.room_halls WHERE room = ?', from);
  tx.run(
    `INSERT INTO idx.entity_rooms (room, entity, mentions) SELECT ?, entity, mentions FROM idx.entity_rooms WHERE room = ?
     ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions`,
    to,
    from,
  );
  tx.run('DELETE FROM idx.entity_rooms WHERE room = ?', from);
}
