import { renameSync, statSync } from 'node:fs';
import DatabaseConstructor from 'better-sqlite3';
import { HoldfastError } from '../base/index.ts';
import { backUpTo, keepBlobsBeside, unpackBlobs } from './blob-backup.ts';
import {
  type BackupFile,
  type DataFiles,
  dataFiles,
  listBackups,
  removeBesideSqliteFile,
  removeSqliteFile,
} from './files.ts';
import { forgetInBackups, forgetInFile, forgottenIn, keepMarks, marksOfForgotten } from './forgotten.ts';
import { migrations } from './migrations/index.ts';
import type { Tx } from './tx.ts';

/** Copies holdfast.db with its blobs, consistent and compact, to the one file `path`, which must not exist. */
function backup(tx: Tx, { path }: { path: string }): { sizeBytes: number } {
  backUpTo(tx.db, path);
  return { sizeBytes: statSync(path).size };
}

/** The data room's own store functions. */
export const dbStore = { commands: {}, queries: { forgetInBackups }, maintenance: { backup } };

/**
 * Puts the backup at `path` in the place of holdfast.db. The data must be closed. The file that was there is kept among the
 * backups and returned. Throws `backup_invalid` before anything is touched when the file is not one of ours.
 */
export function replaceByBackup(input: { dataDir: string; path: string; now: number }): BackupFile | null {
  const files = dataFiles(input.dataDir);
  requireBackup(input.path);
  const { incoming } = files;
  removeSqliteFile(incoming);
  const source = new DatabaseConstructor(input.path, { readonly: true, fileMustExist: true });
  try {
    // the backup as it is; its blobs are packed into it
    source.prepare('VACUUM main INTO ?').run(incoming);
  } finally {
    source.close();
  }
  // before its blobs lie in the folder
  forgetIncoming(files, incoming);
  unpackBlobs(input.dataDir, incoming);
  const stamp = new Date(input.now).toISOString().replaceAll(/[:.]/g, '-');
  const kept = `${files.backups}/before-restore-${stamp}.db`;
  const previous = keepPrevious(files, kept);
  removeSqliteFile(files.index);
  removeBesideSqliteFile(files.main);
  // in one step: a kill leaves the one or the other
  renameSync(incoming, files.main);
  return previous ? (listBackups(files).find((backup) => backup.path === kept) ?? null) : null;
}

// what the owner had forgotten does not come back with a backup, wherever that was kept
function forgetIncoming(files: DataFiles, incoming: string): void {
  // the file itself may be damaged: what was kept of it since knows, too
  const known = [files.main, ...listBackups(files).map(({ path }) => path)].map(forgottenBefore);
  const parts = new Map(
    known.flatMap((each) => each.parts.map((part) => [`${part.eventId} ${part.part}`, part] as const)),
  );
  if (parts.size === 0) return;
  const db = new DatabaseConstructor(incoming, { fileMustExist: true });
  try {
    forgetInFile(db, [...parts.values()]);
    keepMarks(
      db,
      known.flatMap(({ marks }) => marks),
    );
  } finally {
    db.close();
  }
}

// a file that is damaged, missing or older than the list has none to tell
function forgottenBefore(path: string): { parts: ReturnType<typeof forgottenIn>; marks: Buffer[] } {
  try {
    const db = new DatabaseConstructor(path, { readonly: true, fileMustExist: true });
    try {
      return { parts: forgottenIn(db), marks: marksOfForgotten(db) };
    } finally {
      db.close();
    }
  } catch {
    return { parts: [], marks: [] };
  }
}

function requireBackup(path: string): void {
  try {
    const db = new DatabaseConstructor(path, { readonly: true, fileMustExist: true });
    try {
      if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Error('it is damaged');
      const steps = db.prepare<[], { id: number }>('SELECT id FROM schema_migrations').all();
      if (steps.length === 0) throw new Error('it holds no Holdfast data');
      if (steps.some((step) => !migrations.some((migration) => migration.id === step.id)))
        throw new Error('it was written by a newer Holdfast');
    } finally {
      db.close();
    }
  } catch (caught) {
    const reason = caught instanceof Error ? caught.message : String(caught);
    throw new HoldfastError(
      'backup_invalid',
      `the file cannot be restored: ${reason}`,
      {},
      { cause: caught },
    );
  }
}

// with its write-ahead log, so that nothing committed is missing from what is kept; a damaged file is kept as it is
function keepPrevious({ main, dataDir }: DataFiles, kept: string): boolean {
  try {
    const db = new DatabaseConstructor(main, { fileMustExist: true });
    try {
      backUpTo(db, kept);
    } finally {
      db.close();
    }
    return true;
  } catch {
    try {
      renameSync(main, kept);
      keepBlobsBeside(dataDir, kept.replace(/\.db$/, '.blobs'));
      return true;
    } catch {
      // there was no file at all
      return false;
    }
  }
}
