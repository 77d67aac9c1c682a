import { copyFileSync, constants as fsConstants, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { outputFile, sha256 } from '../base/index.ts';
import { flushFile, flushFolder } from './blob-store.ts';
import { type BackupFile, dataFiles, listBackups, removeSqliteFile } from './files.ts';
import { forgottenWords } from './migrations/0023-imports.ts';
import { forgottenTables } from './migrations/0026-forgotten-parts.ts';
import type { Database, Tx } from './tx.ts';

/** A part of an event whose content is gone. Its commitment stays, so that the chain can be checked. */
interface ForgottenPart {
  eventId: string;
  part: number;
  commitment: Uint8Array;
}

/**
 * True when a session's title repeats what is to be forgotten: an automatic one is the beginning of a message, cut anywhere, maybe with other
 * spaces in it.
 */
export function repeatsForgotten(title: string, content: Uint8Array): boolean {
  // older titles may end with half a character, which is kept as a mark for what cannot be read
  const words = title.replace(/\ufffd*…$/, '').trim();
  if (words === '') return false;
  if (Buffer.from(content).includes(Buffer.from(words))) return true;
  return (
    plain(words) !== '' && ` ${plain(Buffer.from(content).toString('utf8'))}`.includes(` ${plain(words)}`)
  );
}

const plain = (words: string) =>
  words.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim(); // biome-ignore format: one thought

/** Makes the question whether a file's name is made of what is to be forgotten, whatever stands between the words. */
export function nameTeller(contents: readonly Uint8Array[]): (fileName: string) => boolean {
  const forgotten = contents.map((content) => plain(Buffer.from(content).toString('utf8')));
  return (fileName) => {
    const words = plain(fileName.replace(/\.[^.]*$/, ''));
    return words !== '' && forgotten.some((content) => content.includes(words));
  };
}

const rewritten = (path: string) => `${path}.rewriting`;

/** Every part that was ever forgotten in this database. */
export function forgottenIn(db: Database): ForgottenPart[] {
  return db
    .prepare<[], ForgottenPart>('SELECT event_id AS eventId, part, commitment FROM forgotten_parts')
    .all();
}

/** Marks of words that were forgotten in this database: what no import brings back. A file of an older release has none. */
export function marksOfForgotten(db: Database): Buffer[] {
  const has = db
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'forgotten_words'")
    .get();
  if (!has) return [];
  return db
    .prepare<[], { mark: Buffer }>('SELECT mark FROM forgotten_words')
    .all()
    .map(({ mark }) => mark);
}

/** Keeps such marks in a database that is about to be restored. */
export function keepMarks(db: Database, marks: readonly Buffer[]): void {
  db.exec(forgottenWords);
  const keep = db.prepare('INSERT OR IGNORE INTO forgotten_words (mark) VALUES (?)');
  db.transaction(() => {
    for (const mark of marks) keep.run(mark);
  })();
}

/**
 * Takes forgotten content out of every retained backup that still has some: a changed copy, flushed, takes the backup's place, so that a
 * kill leaves one or the other. Runs in a reading thread. Resolves with the names of backups that could not be changed, and why.
 */
export function forgetInBackups(tx: Tx, _input: Record<string, never>): { id: string; why: string }[] {
  const parts = forgottenIn(tx.db);
  const pending: { id: string; why: string }[] = [];
  for (const backup of listBackups(dataFiles(dirname(tx.db.name)))) {
    try {
      removeSqliteFile(rewritten(backup.path));
      if (parts.length > 0) rewrite(backup, parts);
    } catch (caught) {
      removeSqliteFile(rewritten(backup.path));
      pending.push({ id: backup.id, why: caught instanceof Error ? caught.message : String(caught) });
    }
  }
  return pending;
}

function rewrite({ path }: BackupFile, parts: readonly ForgottenPart[]): void {
  const source = new DatabaseConstructor(path, { readonly: true, fileMustExist: true });
  try {
    if (heldBy(source, parts).length === 0) return;
  } finally {
    source.close();
  }
  const copy = rewritten(path);
  copyFileSync(path, copy, fsConstants.COPYFILE_FICLONE);
  const db = new DatabaseConstructor(copy, { fileMustExist: true });
  try {
    forgetInFile(db, parts);
  } finally {
    db.close();
  }
  flushFile(copy);
  renameSync(copy, path);
  flushFolder(dirname(path));
}

/** Takes forgotten content out of a database that nobody uses, and remembers in it what its log does not say yet. */
export function forgetInFile(db: Database, parts: readonly ForgottenPart[]): void {
  // what is overwritten must not stay in a free page, nor in a journal beside the file
  db.pragma('journal_mode = MEMORY');
  db.pragma('secure_delete = ON');
  db.pragma('synchronous = FULL');
  db.transaction(() => {
    const own = heldBy(db, parts);
    // also what repeats them here, and is of sessions that are deleted by now
    const held = [...own, ...repeatedIn(db, own)];
    db.exec(forgottenTables);
    const clear = db.prepare(
      'UPDATE event_parts SET salt = NULL, bytes = NULL, commitment = ? WHERE place = ?',
    );
    const untold = db.prepare('INSERT OR IGNORE INTO untold_forgotten (event_id, part) VALUES (?, ?)');
    const known = db.prepare(
      'INSERT OR IGNORE INTO forgotten_parts (event_id, part, commitment) VALUES (?, ?, ?)',
    );
    const takeTitles = titleTaker(db);
    takeNames(db, held);
    takeRooms(db, held);
    takeOutputs(db, held);
    for (const { place, eventId, part, commitment } of held) {
      takeTitles(place);
      clear.run(commitment, place);
      untold.run(eventId, part);
    }
    for (const { eventId, part, commitment } of [...parts, ...held]) known.run(eventId, part, commitment);
    if (held.length > 0) dropCopies(db);
  })();
}

function titleTaker(db: Database): (place: bigint | number) => void {
  const content = db.prepare<[bigint | number], { bytes: Uint8Array }>(
    'SELECT bytes FROM event_parts WHERE place = ?',
  );
  // its session, and what was forked from it, however often
  const titles = db.prepare<[bigint | number], { number: number; title: string }>(
    `WITH RECURSIVE sharing(number) AS (
       SELECT ? >> 44 UNION SELECT s.number FROM sessions s JOIN sharing ON s.forked_from = sharing.number
     ) SELECT number, title FROM sessions WHERE number IN sharing AND title IS NOT NULL`,
  );
  const clear = db.prepare('UPDATE sessions SET title = NULL WHERE number = ?');
  return (place) => {
    const forgotten = content.get(place);
    for (const { number, title } of titles.all(place))
      if (forgotten && repeatsForgotten(title, forgotten.bytes)) clear.run(number);
  };
}

// the names of files that were saved: they may be made of a title
function takeNames(db: Database, held: readonly Held[]): void {
  if (!hasTable(db, 'exports')) return;
  const named = db
    .prepare<[], { number: number; name: string }>('SELECT number, name FROM exports WHERE name IS NOT NULL')
    .all();
  if (named.length === 0) return;
  const content = db.prepare<[bigint | number], { bytes: Uint8Array }>(
    'SELECT bytes FROM event_parts WHERE place = ?',
  );
  const tells = nameTeller(held.flatMap(({ place }) => content.get(place)?.bytes ?? []));
  const clear = db.prepare('UPDATE exports SET name = NULL WHERE number = ?');
  for (const { number, name } of named) if (tells(name)) clear.run(number);
}

/** Answers of `recall` and the like that repeat drawers on these parts, as the file itself says. */
function repeatedIn(db: Database, held: readonly Held[]): Held[] {
  if (!hasTable(db, 'recalled_drawers')) return [];
  const find = db.prepare<[bigint | number, bigint | number], Repeated>(
    `SELECT DISTINCT e.id AS eventId, x.part, p.place, p.salt, p.bytes FROM drawers d JOIN recalled_drawers x ON x.drawer = d.number
     JOIN events e ON e.key = x.event_key JOIN event_parts p ON p.place = (x.event_key << 12) | x.part
     WHERE d.event_key = ? >> 12 AND d.part = ? & 4095 AND p.bytes IS NOT NULL`,
  );
  find.safeIntegers(true);
  const known = new Set(held.map(({ place }) => BigInt(place)));
  return held.flatMap((each) =>
    find.all(each.place, each.place).flatMap(({ salt, bytes, place, part, eventId }) => {
      if (known.has(place)) return [];
      known.add(place);
      return [{ eventId, part: Number(part), place, commitment: sha256(salt, bytes) }];
    }),
  );
}

interface Repeated {
  eventId: string;
  part: bigint;
  place: bigint;
  salt: Uint8Array;
  bytes: Uint8Array;
}

// a room is called as a note named it: where nothing else lies in it, it has a number in the place of a name
function takeRooms(db: Database, held: readonly Held[]): void {
  if (!hasTable(db, 'rooms')) return;
  const named = db.prepare<[bigint | number], { number: number }>(
    `SELECT r.number FROM event_parts p JOIN rooms r ON r.name = json_extract(CAST(p.bytes AS TEXT), '$.room')
     WHERE p.place = ? AND p.bytes IS NOT NULL AND json_valid(CAST(p.bytes AS TEXT)) AND r.session_number IS NULL`,
  );
  const others = db.prepare<[number], { place: bigint }>(
    'SELECT (event_key << 12) | part AS place FROM drawers WHERE room = ?',
  );
  others.safeIntegers(true);
  const rename = db.prepare("UPDATE rooms SET name = 'Room ' || number WHERE number = ?");
  const gone = new Set(held.map(({ place }) => BigInt(place)));
  for (const { place } of held)
    for (const { number } of named.all(place))
      if (others.all(number).every((other) => gone.has(other.place))) rename.run(number);
}

// the files that hold the whole of long outputs, as they are and as they were, in every session that has them
function takeOutputs(db: Database, held: readonly Held[]): void {
  const tool = db.prepare<[string], { id: string | null }>(
    "SELECT json_extract(header, '$.tool_use_id') AS id FROM events WHERE id = ? AND type = 'agent.tool_result'",
  );
  for (const { eventId } of held) {
    const id = tool.get(eventId)?.id;
    if (typeof id !== 'string') continue;
    for (const table of ['workspace_files', 'workspace_history'])
      if (hasTable(db, table)) db.prepare(`DELETE FROM ${table} WHERE path = ?`).run(outputFile(id));
  }
  if (hasTable(db, 'packed_blobs'))
    db.exec('DELETE FROM packed_blobs WHERE name IN (SELECT name FROM blobs WHERE refs = 0)');
}

const hasTable = (db: Database, name: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;

// files that code had read when it was suspended, names that the owner said something of: nobody can tell whether the words are among them
function dropCopies(db: Database): void {
  for (const table of ['suspended_runs', 'entity_names'])
    if (hasTable(db, table)) db.exec(`DELETE FROM ${table}`);
}

type Held = ForgottenPart & { place: bigint | number };

/** The forgotten parts whose content the file still has. Throws for a form of the log that is too old to tell. */
function heldBy(db: Database, parts: readonly ForgottenPart[]): Held[] {
  const find = db.prepare<[number, string], { place: bigint | number }>(
    `SELECT p.place FROM events e JOIN event_parts p ON p.place = (e.key << 12) | ?
     WHERE e.id = ? AND p.bytes IS NOT NULL`,
  );
  find.safeIntegers(true);
  return parts.flatMap((part) => {
    const row = find.get(part.part, part.eventId);
    return row ? [{ ...part, place: row.place }] : [];
  });
}
