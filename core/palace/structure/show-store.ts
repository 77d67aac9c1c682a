import { int, intOrNull, type SqlRow, type Tx, text } from '../../db/worker.ts';
import { drawerRows, drawerTexts, roomName } from '../drawer-rows.ts';
import { hallOfCode, kindCode, kindOfCode } from './codes.ts';
import { type Entity, type EntityKind, entityKinds, type Hall, type RoomPlace } from './types.ts';

/** Rooms with their wings, by their numbers. */
export function roomPlaces(tx: Tx, numbers: readonly number[]): Map<number, RoomPlace> {
  const rows = tx.all(
    `SELECT r.number, r.id, ${roomName} AS name, w.id AS wing_id, w.name AS wing_name
     FROM rooms r JOIN wings w ON w.number = r.wing LEFT JOIN sessions rs ON rs.number = r.session_number
     WHERE r.number IN (SELECT value FROM json_each(?))`,
    JSON.stringify(numbers),
  );
  return new Map(
    rows.map((row) => [
      int(row, 'number'),
      {
        id: text(row, 'id'),
        name: text(row, 'name'),
        wing: { id: text(row, 'wing_id'), name: text(row, 'wing_name') },
      },
    ]),
  );
}

/** SQL over `e`, the entities: what most of the latest mentions take it for; somebody's may be hundreds of thousands. */
export const guessedKind = `(SELECT ${kindOfCode('kind')} FROM
  (SELECT m.kind FROM idx.mentions m WHERE m.entity = e.id ORDER BY m.event_key DESC, m.number DESC LIMIT 200)
  WHERE kind <> ${kindCode('other')} GROUP BY kind ORDER BY count(*) DESC, kind LIMIT 1)`;

/**
 * Entities as they are shown, in the given order: the name is read from the latest drawer that has it, the kind is what the owner said,
 * else what most of the latest mentions are taken for. What the owner called nobody is left out.
 */
export function shownEntities(tx: Tx, ids: readonly number[]): Map<number, Entity> {
  const rows = tx.all(
    `SELECT e.id, e.key, e.mentions, n.kind AS given,
       (SELECT count(*) FROM idx.entity_rooms x WHERE x.entity = e.id) AS rooms,
       ${guessedKind} AS guessed,
       (SELECT m.number FROM idx.mentions m WHERE m.entity = e.id ORDER BY m.event_key DESC, m.number DESC LIMIT 1) AS number
     FROM idx.entities e LEFT JOIN entity_names n ON n.key = e.key
     WHERE e.id IN (SELECT value FROM json_each(?)) AND n.kind IS NOT 'none'`,
    JSON.stringify(ids),
  );
  const byId = new Map(rows.map((row) => [int(row, 'id'), row]));
  const names = namesOf(tx, rows);
  return new Map(
    ids.flatMap((id) => {
      const row = byId.get(id);
      if (!row) return [];
      const key = text(row, 'key');
      const kind: EntityKind = entityKinds.find((each) => each === (row.given ?? row.guessed)) ?? 'other';
      const entity = {
        id: key,
        name: names.get(id) ?? key,
        kind,
        mentions: int(row, 'mentions'),
        rooms: int(row, 'rooms'),
      };
      return [[id, entity] as const];
    }),
  );
}

function namesOf(tx: Tx, entities: readonly SqlRow[]): Map<number, string> {
  const drawers = drawerRows(
    tx,
    'd.number IN (SELECT value FROM json_each(?))',
    JSON.stringify([...new Set(entities.map((row) => intOrNull(row, 'number') ?? -1))]),
  );
  const texts = drawerTexts(tx, drawers);
  const byNumber = new Map(drawers.map((row, at) => [int(row, 'number'), { row, words: texts[at] ?? '' }]));
  return new Map(
    entities.flatMap((entity) => {
      const drawer = byNumber.get(intOrNull(entity, 'number') ?? -1);
      const at = tx.get(
        'SELECT from_unit, to_unit FROM idx.mentions WHERE number = ? AND entity = ? ORDER BY from_unit LIMIT 1',
        intOrNull(entity, 'number') ?? -1,
        int(entity, 'id'),
      );
      if (!drawer || !at) return [];
      const [from, to] = [int(at, 'from_unit'), int(at, 'to_unit')];
      const speaker = drawer.row.speaker;
      const name = to > 0 ? drawer.words.slice(from, to) : typeof speaker === 'string' ? speaker : '';
      return name === '' ? [] : [[int(entity, 'id'), name] as const];
    }),
  );
}

export const hallOfRow = (row: SqlRow): Hall => hallOfCode(row.hall);
