import { HoldfastError } from '../../base/index.ts';
import { int, intOrNull, type SqlRow, type SqlValue, type Tx, text, textOrNull } from '../../db/worker.ts';
import { findDrawer } from '../browse-store.ts';
import { drawerTexts } from '../drawer-rows.ts';
import { namedRoom, wingOf } from '../places.ts';
import { placeAgain, rehouse, rehouseRoom } from './assign-store.ts';
import { contest, type Group, groupFacts, parseFactId } from './facts-keep-store.ts';
import { learn, taughtBy } from './lessons-store.ts';
import { moveRow } from './moves-store.ts';
import { structurePosition, touchStructure } from './schema-store.ts';
import type { EntityKind, Hall } from './types.ts';

/** A room by its id, or one of this name in a wing, which is made where there is none. */
export type RoomTarget = { roomId: string } | { wingId: string; name: string };

/** Puts a drawer into a hall for good, and teaches what is like it. */
export function setHall(tx: Tx, input: { drawerId: string; hall: Hall }): void {
  const row = findDrawer(tx, input.drawerId);
  tx.run(
    `INSERT INTO drawer_halls (event_key, part, piece, hall, made_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET hall = excluded.hall`,
    int(row, 'event_key'), int(row, 'part'), int(row, 'piece'), input.hall, tx.runtime.clock.now(),
  ); // biome-ignore format: one line of values
  if (hasTaken(tx, row)) placeAgain(tx, [int(row, 'number')]);
  teach(tx, row);
  // a changed mind changes what it taught; since when it teaches stays, so that the structure made anew is the same
  if (structurePosition(tx) !== null) placeAgain(tx, taughtBy(tx, int(row, 'number')));
  done(tx);
}

/** Moves drawers into a room for good, and teaches what is like them. Gives the room's id. */
export function moveDrawers(
  tx: Tx,
  input: { drawerIds: readonly string[]; to: RoomTarget },
): { roomId: string } {
  const target = targetRoom(tx, input.to);
  for (const id of input.drawerIds) {
    const row = findDrawer(tx, id);
    if (int(row, 'room') === target.number) continue;
    moveRow(tx, row, { room: target.number, lesson: null });
    if (structurePosition(tx) !== null) rehouse(tx, int(row, 'number'), target.number);
    teach(tx, row);
  }
  done(tx);
  return { roomId: target.id };
}

/** Calls a room otherwise; what is put into a room of the old name goes there, too. Throws `memory_room_name_taken`. */
export function renameRoom(tx: Tx, input: { roomId: string; name: string }): void {
  const room = findRoom(tx, input.roomId);
  rename(tx, { room, wing: int(room, 'wing'), name: input.name });
  done(tx);
}

/** Puts a room with all that is in it into another wing. Throws `memory_wing_not_found`, `memory_room_name_taken`. */
export function moveRoom(
  tx: Tx,
  input: { roomId: string; to: { wingId: string } | { kind: 'person' | 'project' | 'agent'; name: string } },
): { wingId: string } {
  const room = findRoom(tx, input.roomId);
  const wing =
    'wingId' in input.to ? findWing(tx, input.to.wingId) : wingOf(tx, input.to.kind, input.to.name);
  const number = int(room, 'number');
  if (wing !== int(room, 'wing')) {
    const name = textOrNull(room, 'name');
    if (intOrNull(room, 'session_number') === null && name !== null) rename(tx, { room, wing, name });
    else
      tx.run(
        'UPDATE rooms SET auto_wing = coalesce(auto_wing, wing), wing = ? WHERE number = ?',
        wing,
        number,
      );
    tx.run('INSERT OR IGNORE INTO stale_drawers SELECT number FROM drawers WHERE room = ?', number);
    done(tx);
  }
  return { wingId: text(tx.get('SELECT id FROM wings WHERE number = ?', wing) ?? {}, 'id') };
}

/** Puts all that is in rooms, and all that would come into them, into one. */
export function mergeRooms(tx: Tx, input: { roomIds: readonly string[]; intoId: string }): void {
  const into = findRoom(tx, input.intoId);
  const target = int(into, 'number');
  for (const id of input.roomIds) {
    const from = int(findRoom(tx, id), 'number');
    if (from === target) continue;
    tx.run(
      `INSERT OR IGNORE INTO stale_drawers SELECT d.number FROM drawers d JOIN rooms r ON r.number = d.room
       WHERE d.room = ? AND r.wing <> ?`,
      from,
      int(into, 'wing'),
    );
    tx.run('UPDATE drawers SET room = ? WHERE room = ?', target, from);
    tx.run('UPDATE drawer_moves SET room = ? WHERE room = ?', target, from);
    tx.run(
      `UPDATE rooms SET drawers = drawers + (SELECT drawers FROM rooms WHERE number = ?),
         updated_at = max(updated_at, (SELECT updated_at FROM rooms WHERE number = ?)) WHERE number = ?`,
      from,
      from,
      target,
    );
    tx.run('UPDATE rooms SET drawers = 0, merged_into = ? WHERE number = ?', target, from);
    tx.run('UPDATE rooms SET merged_into = ? WHERE merged_into = ?', target, from);
    rehouseRoom(tx, from, target);
  }
  done(tx);
}

/**
 * The owner settles which of two facts holds, or that one is not so, however often it was said by now; `open` takes back what they said last
 * of just these. Throws `memory_fact_not_found`.
 */
export function settleFacts(
  tx: Tx,
  input: { fact: string; other: string | null; verdict: 'replaced' | 'both' | 'rejected' | 'open' },
): void {
  const row = findFact(tx, input.fact);
  const other = input.other === null ? null : findFact(tx, input.other);
  const group = { subject: text(row, 'subject'), predicate: text(row, 'predicate') };
  // what is not so is not so however often it was said
  const said =
    input.other === null
      ? sayingTheSame(tx, group, input.fact)
      : [{ fact: input.fact, key: int(row, 'event_key') }];
  for (const { fact, key } of said)
    if (input.verdict === 'open')
      tx.run(
        'DELETE FROM fact_settlements WHERE number = (SELECT max(number) FROM fact_settlements WHERE fact = ? AND other IS ?)',
        fact,
        input.other,
      );
    else tx.run(
      'INSERT INTO fact_settlements (fact, other, verdict, made_at, event_key, other_event_key) VALUES (?, ?, ?, ?, ?, ?)',
      fact, input.other, input.verdict, tx.runtime.clock.now(), key, other ? int(other, 'event_key') : null,
    ); // biome-ignore format: one line of values
  contest(tx, group);
  done(tx);
}

function sayingTheSame(tx: Tx, group: Group, fact: string): { fact: string; key: number }[] {
  const { rows, facts } = groupFacts(tx, group);
  const first = facts.find(({ id }) => id === fact)?.repeats ?? fact;
  return [fact, ...facts.filter(({ id, repeats }) => id === first || repeats === first).map(({ id }) => id)]
    .filter((id, at, all) => all.indexOf(id) === at)
    .flatMap((id) => {
      const row = rows.get(id);
      return row ? [{ fact: id, key: int(row, 'event_key') }] : [];
    });
}

/** What a name stands for; `none`: for nobody, so that it is not listed. */
export function setEntity(tx: Tx, input: { id: string; kind: EntityKind | 'none' }): void {
  const isKnown =
    structurePosition(tx) !== null && tx.get('SELECT 1 AS found FROM idx.entities WHERE key = ?', input.id);
  if (!isKnown) throw new HoldfastError('memory_entity_not_found', `no entity ${input.id}`);
  tx.run(
    'INSERT INTO entity_names (key, kind, made_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET kind = excluded.kind, made_at = excluded.made_at',
    input.id, input.kind, tx.runtime.clock.now(),
  ); // biome-ignore format: one line of values
  done(tx);
}

function done(tx: Tx): void {
  touchStructure(tx);
  tx.note('palace', {});
}

const hasTaken = (tx: Tx, row: SqlRow) => (structurePosition(tx) ?? -1) >= int(row, 'number');

function teach(tx: Tx, row: SqlRow): void {
  if (structurePosition(tx) === null) return;
  learn(tx, row, drawerTexts(tx, [row])[0] ?? '');
}

function targetRoom(tx: Tx, to: RoomTarget): { number: number; id: string } {
  if ('roomId' in to) {
    const row = findRoom(tx, to.roomId);
    return { number: int(row, 'number'), id: to.roomId };
  }
  const number = namedRoom(tx, findWing(tx, to.wingId), to.name);
  return { number, id: text(tx.get('SELECT id FROM rooms WHERE number = ?', number) ?? {}, 'id') };
}

function rename(tx: Tx, { room, wing, name }: { room: SqlRow; wing: number; name: string }): void {
  const number = int(room, 'number');
  if (intOrNull(room, 'session_number') !== null) {
    // its session's title is not copied: it may repeat words that are forgotten one day
    tx.run(
      'UPDATE rooms SET name = nullif(?, (SELECT title FROM sessions WHERE number = rooms.session_number)) WHERE number = ?',
      name,
      number,
    );
    return;
  }
  const before = { wing: int(room, 'wing'), name: textOrNull(room, 'name') };
  if (before.wing === wing && before.name === name) return;
  // a name that once was this room's own is free for it
  tx.run('DELETE FROM rooms WHERE wing = ? AND name = ? AND merged_into = ?', wing, name, number);
  const taken = tx.get(
    'SELECT 1 AS found FROM rooms WHERE wing = ? AND name = ? AND session_number IS NULL',
    wing,
    name,
  );
  if (taken) throw new HoldfastError('memory_room_name_taken', `the wing has a room ${name}`);
  tx.run('UPDATE rooms SET wing = ?, name = ? WHERE number = ?', wing, name, number);
  if (before.name !== null)
    tx.run(
      'INSERT INTO rooms (id, wing, name, merged_into, updated_at) VALUES (?, ?, ?, ?, ?)',
      tx.runtime.ids.next('room'), before.wing, before.name, number, tx.runtime.clock.now(),
    ); // biome-ignore format: one line of values
}

const one = (
  row: SqlRow | undefined,
  code: 'memory_room_not_found' | 'memory_wing_not_found' | 'memory_fact_not_found',
  id: SqlValue,
): SqlRow => {
  if (!row) throw new HoldfastError(code, `nothing has the id ${String(id)}`);
  return row;
};

/** The row of a room; of one that was merged, that of the room it is part of. Throws `memory_room_not_found`. */
export function findRoom(tx: Tx, id: string): SqlRow {
  const row = one(tx.get('SELECT * FROM rooms WHERE id = ?', id), 'memory_room_not_found', id);
  const into = intOrNull(row, 'merged_into');
  return into === null
    ? row
    : one(tx.get('SELECT * FROM rooms WHERE number = ?', into), 'memory_room_not_found', id);
}

function findWing(tx: Tx, id: string): number {
  return int(one(tx.get('SELECT number FROM wings WHERE id = ?', id), 'memory_wing_not_found', id), 'number');
}

function findFact(tx: Tx, id: string): SqlRow {
  const address = parseFactId(id);
  const row = address && structurePosition(tx) !== null ? findDrawer(tx, address.drawer) : undefined;
  const fact =
    row && address
      ? tx.get(
          'SELECT f.*, d.event_key FROM idx.fact_statements f JOIN drawers d ON d.number = f.number WHERE f.number = ? AND f.object_from = ?',
          int(row, 'number'),
          address.objectFrom,
        )
      : undefined;
  return one(fact, 'memory_fact_not_found', id);
}
