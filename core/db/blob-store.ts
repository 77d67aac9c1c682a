import { createHash, createHmac } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HoldfastError, sha256 } from '../base/index.ts';
import {
  asStorageError,
  type BlobRef,
  blobFolderOf,
  blobPath,
  blobsFolder,
  type Content,
  incomingFolder,
} from './blob-files.ts';
import { bytes, type Database, int, type SqlRow, type Tx, text } from './tx.ts';

/** What the columns of a row that holds a content are to be. */
export interface KeptColumns {
  sizeBytes: number;
  sha256: string;
  bytes: Uint8Array;
  blobId: number | null;
}

// the folder of the very file that is open
const dataDirOf = (db: Database) => dirname(db.name);

/**
 * Takes a content over for a row of this transaction. A large one is in its place, under its own name and flushed, before the row that points
 * at it can commit; where the transaction fails, what lies there is removed at the next start. The same content twice is one file.
 */
export function keepContent(tx: Tx, content: Content): KeptColumns {
  if ('bytes' in content) {
    const hash = sha256(content.bytes).toString('hex');
    return { sizeBytes: content.bytes.byteLength, sha256: hash, bytes: content.bytes, blobId: null };
  }
  const key = tx.get('SELECT bytes FROM blob_key WHERE id = 1');
  if (!key) throw new HoldfastError('internal', 'there is no key for the names of blobs');
  const name = createHmac('sha256', bytes(key, 'bytes')).update(content.sha256).digest('hex');
  const known = tx.get('SELECT id, size_bytes FROM blobs WHERE name = ?', name);
  moveIn(dataDirOf(tx.db), { name, content, isKnown: known !== undefined });
  const kept = { sizeBytes: content.sizeBytes, sha256: content.sha256, bytes: new Uint8Array() };
  if (known) return { ...kept, blobId: int(known, 'id') };
  const row = tx.get(
    'INSERT INTO blobs (name, size_bytes, sha256) VALUES (?, ?, ?) RETURNING id',
    name,
    content.sizeBytes,
    content.sha256,
  );
  if (!row) throw new HoldfastError('internal', 'a blob was not noted');
  return { ...kept, blobId: int(row, 'id') };
}

function moveIn(
  dataDir: string,
  {
    name,
    content,
    isKnown,
  }: { name: string; content: Extract<Content, { staged: string }>; isKnown: boolean },
): void {
  const path = blobPath(dataDir, name);
  // a file that is there and has another size is damaged: this one mends it
  if (isKnown && statSync(path, { throwIfNoEntry: false })?.size === content.sizeBytes) return;
  const folder = blobFolderOf(dataDir, name);
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder, { mode: 0o700 });
      flushFolder(blobsFolder(dataDir));
    }
    renameSync(join(incomingFolder(dataDir), content.staged), path);
    flushFolder(folder);
  } catch (caught) {
    throw asStorageError(caught);
  }
}

/** So that the content is there after a power cut. */
export function flushFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that the name, too, is there after a power cut. Windows has no such call for folders, and needs none. */
export function flushFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The blob that a row points at by its column `blob_id`; undefined where the content is in the row. */
export function blobOf(tx: Tx, row: SqlRow): BlobRef | undefined {
  if (row.blob_id === null || row.blob_id === undefined) return undefined;
  const blob = tx.get('SELECT name, size_bytes, sha256 FROM blobs WHERE id = ?', int(row, 'blob_id'));
  if (!blob) throw new HoldfastError('content_damaged', 'the content of the file is not known any more');
  return { name: text(blob, 'name'), sizeBytes: int(blob, 'size_bytes'), sha256: text(blob, 'sha256') };
}

/**
 * Removes blobs that no row points at any more: first from the table, then from the disk, so that a kill between the two leaves a file that
 * the next start sweeps. To be called outside of a transaction.
 */
export function removeUnusedBlobs(db: Database, select: () => SqlRow | undefined): void {
  while (select() !== undefined) {
    const gone = db
      .prepare<[], { name: string }>(
        'DELETE FROM blobs WHERE id IN (SELECT id FROM blobs WHERE refs = 0 LIMIT 500) RETURNING name',
      )
      .all();
    for (const { name } of gone) rmSync(blobPath(dataDirOf(db), name), { force: true });
  }
}

/** Removes what lies in `blobs/` and no row knows: of transactions that failed, of kills, of a database that was replaced. */
export function sweepBlobs(db: Database): void {
  const dataDir = dataDirOf(db);
  const root = blobsFolder(dataDir);
  if (!existsSync(root)) return;
  rmSync(incomingFolder(dataDir), { recursive: true, force: true });
  const known = new Set(
    db
      .prepare<[], { name: string }>('SELECT name FROM blobs WHERE refs > 0')
      .all()
      .map(({ name }) => name),
  );
  for (const folder of readdirSync(root)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const rest of readdirSync(join(root, folder)))
      if (!known.has(`${folder}${rest}`)) rmSync(join(root, folder, rest), { force: true });
  }
  db.exec('DELETE FROM blobs WHERE refs = 0');
}

/** Hex SHA-256 of pieces in order. */
export function hashOfPieces(pieces: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
