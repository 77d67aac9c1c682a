import DatabaseConstructor from 'better-sqlite3';
import { HoldfastError } from '../base/index.ts';
import { type DataFiles, removeSqliteFile } from './files.ts';
import { isOutcomeUnknown, translateSqliteError } from './sqlite-errors.ts';
import type { Database } from './tx.ts';

/**
 * Holds the data folder for this process: an exclusive transaction on a file of its own is an OS lock that a kill releases.
 * Throws `database_locked` when another process has it. Close the returned database to let go.
 */
export function lockDataDir(files: DataFiles): Database {
  const lock = new DatabaseConstructor(files.lock, { timeout: 0 });
  try {
    lock.pragma('journal_mode=DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (caught) {
    lock.close();
    throw translateSqliteError(caught, 'lock the data folder');
  }
}

/**
 * Opens holdfast.db for the one writer: WAL, small pages, every commit flushed to the disk. The driver's own default for WAL
 * databases is NORMAL, which loses acknowledged commits at a power cut, so FULL is set and read back.
 */
export function openForWriting(files: DataFiles): Database {
  const db = openFile(files.main, false);
  db.pragma(`page_size=${pageSize}`);
  db.pragma('journal_mode=WAL');
  db.pragma(`wal_autocheckpoint=${checkpointPages}`);
  applyPragmas(db);
  db.pragma('secure_delete=ON');
  if (db.pragma('synchronous', { simple: true }) !== 2)
    throw new HoldfastError('internal', 'synchronous=FULL was not accepted');
  return db;
}

/**
 * A commit writes each page it touches whole, twice over, and a step's commits touch the ends of the same few tables: with 1 KB pages
 * half as much is written as with 4 KB, and less of the last page of each content lies empty (ARCHITECTURE.md, departures).
 */
const pageSize = 1024;
// 4 MB of write-ahead log, as by default with 4 KB pages
const checkpointPages = 4000;

/**
 * Makes a file that has other pages anew, in one transaction of its own. Not part of opening: a damaged or newer file stays as it is.
 * Where there is no room for it now, the file is as good as it was.
 */
export function takePageSize(db: Database): void {
  if (db.pragma('page_size', { simple: true }) === pageSize) return;
  try {
    db.pragma('journal_mode=DELETE');
    db.pragma(`page_size=${pageSize}`);
    db.exec('VACUUM');
  } catch (caught) {
    // also where something else is reading the file just now
    const isBusy = caught instanceof Error && 'code' in caught && caught.code === 'SQLITE_BUSY';
    if (!isBusy && !isOutcomeUnknown(caught)) throw caught;
  } finally {
    db.pragma('journal_mode=WAL');
  }
}

/** Opens holdfast.db for reading only; never checkpoints. Works on a damaged file as far as SQLite can read it. */
export function openForReading(files: DataFiles): Database {
  const db = openFile(files.main, true);
  applyPragmas(db);
  return db;
}

function openFile(path: string, isReadOnly: boolean): Database {
  try {
    return new DatabaseConstructor(path, { readonly: isReadOnly, fileMustExist: isReadOnly, timeout: 5000 });
  } catch (caught) {
    throw translateSqliteError(caught, 'open holdfast.db');
  }
}

function applyPragmas(db: Database): void {
  db.pragma('synchronous=FULL');
  if (process.platform === 'darwin') db.pragma('fullfsync=1');
  db.pragma('temp_store=MEMORY');
  db.pragma('foreign_keys=ON');
}

/** Attaches the derived index.db as `idx`. It may be lost at a power cut and is rebuilt then, so it is not flushed at each commit. */
export function attachIndex(db: Database, files: DataFiles, isReadOnly: boolean): void {
  try {
    attach(db, files);
    if (!isReadOnly) db.prepare('SELECT count(*) FROM idx.sqlite_master').get();
  } catch (caught) {
    if (isReadOnly) throw translateSqliteError(caught, 'attach index.db');
    detachQuietly(db);
    removeSqliteFile(files.index);
    attach(db, files);
  }
  if (isReadOnly) return;
  db.pragma('idx.journal_mode=WAL');
  db.pragma('idx.synchronous=NORMAL');
  db.pragma('idx.secure_delete=ON');
}

// what an index of a million drawers is read and written through; a small one never fills it
const indexCacheKb = 64 * 1024;
// of a new file: vectors of half a kilobyte leave an eighth of a page of 4 KB empty
const indexPageSize = 8192;

function attach(db: Database, files: DataFiles): void {
  db.prepare('ATTACH DATABASE ? AS idx').run(files.index);
  db.pragma(`idx.page_size=${indexPageSize}`);
  db.pragma(`idx.cache_size=-${indexCacheKb}`);
}

function detachQuietly(db: Database): void {
  const attached = db.prepare("SELECT 1 FROM pragma_database_list WHERE name = 'idx'").get();
  if (attached) db.exec('DETACH DATABASE idx');
}

/** Throws `database_damaged` when the file's structure does not hold together. Reads the whole file: bounded by `maxBytes`. */
export function checkIntegrity(db: Database, maxBytes: number): void {
  try {
    const pages = Number(db.pragma('page_count', { simple: true }));
    const bytesPerPage = Number(db.pragma('page_size', { simple: true }));
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    if (pages * bytesPerPage > maxBytes) return;
    const answer = db.pragma('quick_check(1)', { simple: true });
    if (answer !== 'ok') throw new HoldfastError('database_damaged', `quick_check: ${String(answer)}`);
  } catch (caught) {
    throw translateSqliteError(caught, 'check holdfast.db');
  }
}
