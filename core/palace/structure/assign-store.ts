import { int, intOrNull, type SqlRow, type Tx, text, textOrNull } from '../../db/worker.ts';
import { drawerRows, drawerTexts } from '../drawer-rows.ts';
import { hallCode, kindCode } from './codes.ts';
import { type Mention, mentionsOf, nameKey } from './entities.ts';
import { statementsOf } from './facts.ts';
import { contest, type Group, groupsOf, keepStatements, removeStatements } from './facts-keep-store.ts';
import { gistOf } from './gist.ts';
import { hallOf } from './halls.ts';
import { hasLessons, type Lesson, learnAll, lessonFor, taughtBy, unlearn } from './lessons-store.ts';
import { moveRow } from './moves-store.ts';
import { isPerson } from './names.ts';
import { countEntity, countHall, countInto, uncountEntity, uncountHall } from './room-counts-store.ts';
import { createStructureTables, structurePosition, touchStructure } from './schema-store.ts';
import { isDiary, trusting } from './trusted.ts';
import { type EntityKind, entityKinds, hallNames } from './types.ts';

const batchDrawers = 50;

/** Whether drawers wait for their place in the structure. Reads only. */
export function structureState(tx: Tx, _input: Record<string, never>): { isBehind: boolean } {
  return { isBehind: structurePosition(tx) !== lastDrawer(tx) };
}

/**
 * Gives the next drawers their halls, names and facts; call again while `isBehind`. It knows how far it has come: after a crash it goes
 * on there, and begins anew when its file is gone, of another version, or not the one that the corrections were made with.
 */
export function structure(tx: Tx, input: { limit?: number }): { structured: number; isBehind: boolean } {
  const position = openStructure(tx);
  const limit = Math.min(input.limit ?? batchDrawers, 1000);
  const rows = drawerRows(tx, 'd.number > ? ORDER BY d.number LIMIT ?', position, limit);
  placeRows(tx, rows);
  const isBehind = rows.length === limit;
  const last = rows.at(-1);
  tx.run(
    'UPDATE idx.structure_state SET position = ?',
    isBehind && last ? int(last, 'number') : lastDrawer(tx),
  );
  if (!isBehind) forgetNames(tx);
  if (rows.length > 0) tx.note('palace_structure', {});
  return { structured: rows.length, isBehind };
}

function openStructure(tx: Tx): number {
  const position = structurePosition(tx);
  if (position !== null && position <= lastDrawer(tx)) return position;
  createStructureTables(tx);
  learnAll(tx);
  return 0;
}

/** Takes these rows (of `drawerRows`) in. */
export function placeRows(tx: Tx, rows: readonly SqlRow[]): void {
  const texts = drawerTexts(tx, rows);
  const step = { isTaught: hasLessons(tx), names: ownerNames(tx), isTrusted: trusting(tx) };
  const groups = rows.flatMap((row, at) => placeRow(tx, row, { ...step, words: texts[at] ?? '' }));
  for (const group of groupsOf(groups)) contest(tx, group);
}

/** Again, as if they were new: their corrections or what was taught about them changed. */
export function placeAgain(tx: Tx, numbers: readonly number[]): void {
  if (numbers.length === 0) return;
  for (const number of numbers) takeOut(tx, number);
  placeRows(
    tx,
    drawerRows(tx, 'd.number IN (SELECT value FROM json_each(?)) ORDER BY d.number', JSON.stringify(numbers)),
  );
}

interface OwnerName {
  kind: EntityKind | 'none';
  madeAt: number;
}

interface Step {
  words: string;
  isTaught: boolean;
  names: ReadonlyMap<string, OwnerName>;
  isTrusted: (row: SqlRow) => boolean;
}

function placeRow(tx: Tx, row: SqlRow, { words, isTaught, names, isTrusted }: Step): Group[] {
  const number = int(row, 'number');
  const place = [int(row, 'event_key'), int(row, 'part'), int(row, 'piece')] as const;
  const [author, kind, trust] = [text(row, 'author'), text(row, 'kind'), text(row, 'trust')];
  const speaker = textOrNull(row, 'speaker');
  const needsTime = isTaught || names.size > 0;
  const loggedAt = needsTime
    ? int(tx.get('SELECT created_at FROM events WHERE key = ?', place[0]) ?? {}, 'created_at')
    : 0;
  const lesson = isTaught ? lessonFor(tx, words, loggedAt) : { hall: null, move: null };
  const room = lesson.move ? learnedRoom(tx, row, lesson.move) : int(row, 'room');

  const verdict = hallOf({ text: words, author, kind }, lesson.hall?.hall ?? null);
  const set = tx.get(
    'SELECT hall FROM drawer_halls WHERE event_key = ? AND part = ? AND piece = ?',
    ...place,
  );
  const hall = hallCode(hallNames.find((name) => name === set?.hall) ?? verdict.hall);
  const known = new Map(
    [...names].flatMap(([key, name]) => (loggedAt > name.madeAt ? [[key, name.kind] as const] : [])),
  );
  const mentions: Mention[] = isDiary(row) ? [] : mentionsOf(words, known);
  if (speaker !== null && isPerson(speaker))
    mentions.push({ from: 0, to: 0, key: nameKey(speaker), kind: 'person' });
  const gist = gistOf({
    text: words,
    kind,
    trust,
    hall: verdict.hall,
    reasons: verdict.reasons,
    names: mentions,
  });
  tx.run(
    'INSERT INTO idx.structured (number, event_key, room, hall, lesson, gist_from, gist_to, gist_weight) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    number, place[0], room, hall, lesson.hall?.drawer ?? null, gist?.from ?? null, gist?.to ?? null, gist?.weight ?? null,
  ); // biome-ignore format: one line of values
  countHall(tx, room, hall);
  for (const mention of mentions) keepMention(tx, mention, { number, room, eventKey: place[0] });
  if (!isTrusted(row)) return [];
  // “User” is who spoke with a model: where the owner vouches for that, it was the owner
  const isOwner = trust === 'owner' && speaker !== null && !isPerson(speaker);
  const teller = isOwner ? { author: 'owner', speaker: null } : { author, speaker };
  const telling = { text: words, kind, ...teller, saidAt: int(row, 'created_at') };
  return keepStatements(tx, number, { statements: statementsOf(telling), learnedAt: telling.saidAt });
}

/** Moves a drawer as a similar one was moved, where the owner has not put it anywhere. Gives the room that it is in. */
function learnedRoom(tx: Tx, row: SqlRow, { drawer, move }: Lesson): number {
  const room = int(row, 'room');
  if (!move || move.room === room) return room;
  const wing = tx.get('SELECT wing FROM rooms WHERE number = ?', room);
  if (!wing || int(wing, 'wing') !== move.wing) return room;
  if (!moveRow(tx, row, { room: move.room, lesson: drawer })) return room;
  // the text index lies in order of wings
  tx.note('palace', {});
  return move.room;
}

function keepMention(
  tx: Tx,
  mention: Mention,
  { number, room, eventKey }: { number: number; room: number; eventKey: number },
): void {
  const row = tx.get(
    'INSERT INTO idx.entities (key, mentions) VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET mentions = mentions + 1 RETURNING id',
    mention.key,
  );
  const entity = int(row ?? {}, 'id');
  tx.run(
    'INSERT INTO idx.mentions (number, from_unit, to_unit, entity, kind, event_key) VALUES (?, ?, ?, ?, ?, ?)',
    number, mention.from, mention.to, entity, kindCode(mention.kind), eventKey,
  ); // biome-ignore format: one line of values
  countEntity(tx, room, entity, 1);
}

/** Takes drawers (rows of `drawerRows`) out of the structure, as part of the step that removes them; those that learnt from them are placed anew. */
export function unstructureDrawers(tx: Tx, rows: readonly SqlRow[]): void {
  if (rows.length === 0 || structurePosition(tx) === null) return;
  const taught = new Set<number>();
  const gone = new Set(rows.map((row) => int(row, 'number')));
  for (const number of gone) {
    for (const learner of taughtBy(tx, number)) taught.add(learner);
    unlearn(tx, number);
    takeOut(tx, number);
  }
  placeAgain(
    tx,
    [...taught].filter((number) => !gone.has(number)),
  );
  forgetNames(tx);
  touchStructure(tx);
}

/** What the owner said of a name goes with the last drawer that has it. */
function forgetNames(tx: Tx): void {
  if (structurePosition(tx) === lastDrawer(tx))
    tx.run('DELETE FROM entity_names WHERE key NOT IN (SELECT key FROM idx.entities)');
}

function takeOut(tx: Tx, number: number): void {
  const row = tx.get('SELECT room, hall FROM idx.structured WHERE number = ?', number);
  if (!row) return;
  const room = int(row, 'room');
  removeStatements(tx, number);
  uncountHall(tx, room, int(row, 'hall'));
  for (const { entity, count } of entitiesOf(tx, number)) {
    tx.run('UPDATE idx.entities SET mentions = mentions - ? WHERE id = ?', count, entity);
    tx.run('DELETE FROM idx.entities WHERE id = ? AND mentions <= 0', entity);
    uncountEntity(tx, room, entity, count);
  }
  tx.run('DELETE FROM idx.mentions WHERE number = ?', number);
  tx.run('DELETE FROM idx.structured WHERE number = ?', number);
}

function entitiesOf(tx: Tx, number: number): { entity: number; count: number }[] {
  return tx
    .all('SELECT entity, count(*) AS count FROM idx.mentions WHERE number = ? GROUP BY entity', number)
    .map((row) => ({ entity: int(row, 'entity'), count: int(row, 'count') }));
}

/** A drawer of the structure is in another room now. Nothing happens where it was not taken in yet. */
export function rehouse(tx: Tx, number: number, room: number): void {
  const row = tx.get('SELECT room, hall FROM idx.structured WHERE number = ?', number);
  const before = row ? intOrNull(row, 'room') : null;
  if (!row || before === null || before === room) return;
  const hall = int(row, 'hall');
  tx.run('UPDATE idx.structured SET room = ? WHERE number = ?', room, number);
  uncountHall(tx, before, hall);
  countHall(tx, room, hall);
  for (const { entity, count } of entitiesOf(tx, number)) {
    uncountEntity(tx, before, entity, count);
    countEntity(tx, room, entity, count);
  }
}

/** All of a room is in another one now. */
export function rehouseRoom(tx: Tx, from: number, to: number): void {
  if (structurePosition(tx) === null) return;
  tx.run('UPDATE idx.structured SET room = ? WHERE room = ?', to, from);
  countInto(tx, from, to);
  tx.run('UPDATE idx.lessons SET room = ? WHERE room = ?', to, from);
}

/** Names that the owner spoke about, by their folded form. */
function ownerNames(tx: Tx): Map<string, OwnerName> {
  const names = new Map<string, OwnerName>();
  for (const row of tx.all('SELECT key, kind, made_at FROM entity_names LIMIT 10000')) {
    const kind = entityKinds.find((each) => each === row.kind) ?? 'none';
    names.set(text(row, 'key'), { kind, madeAt: int(row, 'made_at') });
  }
  return names;
}

/** The highest number a drawer ever had. */
function lastDrawer(tx: Tx): number {
  const row = tx.get("SELECT seq FROM sqlite_sequence WHERE name = 'drawers'");
  return row ? int(row, 'seq') : 0;
}
