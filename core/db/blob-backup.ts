import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { blobFolderOf, blobPath, blobsFolder, incomingFolder } from './blob-files.ts';
import { flushFolder, hashOfPieces } from './blob-store.ts';
import type { Database } from './tx.ts';

const pieceBytes = 1024 * 1024;

interface BlobRow {
  name: string;
  size_bytes: number;
  sha256: string;
}

const hasTable = (db: Database, name: string) =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;

/** Writes a consistent, compact copy of a database with all its blobs in it to `path`, which must not exist: one file that holds everything. */
export function backUpTo(db: Database, path: string): void {
  try {
    db.prepare('VACUUM main INTO ?').run(path);
    if (hasTable(db, 'blobs')) packBlobs(dirname(db.name), path);
  } catch (caught) {
    rmSync(path, { force: true });
    throw caught;
  }
}

// a blob that is missing or damaged is missing in the copy, too: the rest is worth keeping
function packBlobs(dataDir: string, path: string): void {
  const copy = new DatabaseConstructor(path, { fileMustExist: true });
  try {
    const rows = copy.prepare<[], BlobRow>('SELECT name, size_bytes, sha256 FROM blobs ORDER BY id').all();
    if (rows.length === 0) return;
    copy.pragma('synchronous=FULL');
    copy.transaction(() => {
      copy.exec(
        'CREATE TABLE packed_blobs (id INTEGER PRIMARY KEY, name TEXT NOT NULL, bytes BLOB NOT NULL) STRICT',
      );
      const insert = copy.prepare('INSERT INTO packed_blobs (name, bytes) VALUES (?, ?)');
      for (const { name, size_bytes: sizeBytes } of rows) {
        const source = blobPath(dataDir, name);
        if (statSync(source, { throwIfNoEntry: false })?.size !== sizeBytes) continue;
        for (const piece of piecesOf(source)) insert.run(name, piece);
      }
    })();
  } finally {
    copy.close();
  }
}

function* piecesOf(path: string): Iterable<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const piece = Buffer.alloc(pieceBytes);
      const count = readSync(file, piece, 0, pieceBytes, null);
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Brings the blobs that are packed into the database at `path` into the data folder, each flushed and under its name before it counts, and
 * takes them out of the file. Blobs that are there already stay as they are.
 */
export function unpackBlobs(dataDir: string, path: string): void {
  const db = new DatabaseConstructor(path, { fileMustExist: true });
  try {
    if (!hasTable(db, 'packed_blobs')) return;
    const rows = db.prepare<[], BlobRow>('SELECT name, size_bytes, sha256 FROM blobs').all();
    const pieces = db.prepare<[string], { bytes: Uint8Array }>(
      'SELECT bytes FROM packed_blobs WHERE name = ? ORDER BY id',
    );
    mkdirSync(incomingFolder(dataDir), { recursive: true, mode: 0o700 });
    const inOrder = function* (name: string) {
      for (const { bytes } of pieces.iterate(name)) yield bytes;
    };
    for (const { name, size_bytes: sizeBytes, sha256 } of rows) {
      if (isWhole(blobPath(dataDir, name), sizeBytes, sha256)) continue;
      if (hashOfPieces(inOrder(name)) !== sha256) continue;
      putBlob(dataDir, name, inOrder(name));
    }
    flushFolder(blobsFolder(dataDir));
    db.exec('DROP TABLE packed_blobs');
    db.exec('VACUUM');
  } finally {
    db.close();
  }
}

function isWhole(path: string, sizeBytes: number, sha256: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.size !== sizeBytes) return false;
  return hashOfPieces(piecesOf(path)) === sha256;
}

function putBlob(dataDir: string, name: string, pieces: Iterable<Uint8Array>): void {
  const waiting = join(incomingFolder(dataDir), name);
  const file = openSync(waiting, 'w', 0o600);
  try {
    for (const piece of pieces) writeSync(file, piece);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  mkdirSync(blobFolderOf(dataDir, name), { recursive: true, mode: 0o700 });
  renameSync(waiting, blobPath(dataDir, name));
  flushFolder(blobFolderOf(dataDir, name));
}

/** Keeps all blobs beside a database that could not be copied, because the next start sweeps what the new one does not know. */
export function keepBlobsBeside(dataDir: string, kept: string): void {
  const root = blobsFolder(dataDir);
  if (!existsSync(root)) return;
  for (const folder of readdirSync(root)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    mkdirSync(join(kept, folder), { recursive: true, mode: 0o700 });
    for (const rest of readdirSync(join(root, folder)))
      linkOrCopy(join(root, folder, rest), join(kept, folder, rest));
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // not every file system has links
    copyFileSync(from, to);
  }
}
