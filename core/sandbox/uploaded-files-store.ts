import { HoldfastError } from '../base/index.ts';
import {
  type BlobRef,
  blobOf,
  bytes,
  type Content,
  int,
  intOrNull,
  keepContent,
  type SqlRow,
  type Tx,
  text,
} from '../db/worker.ts';
import { put, takeAway, type WorkspaceQuota } from './store.ts';

/** A file that a client uploaded, without its content. Times are milliseconds since the epoch. */
export interface UploadedFile {
  id: string;
  filename: string;
  mimeType: string;
  sizeBytes: number;
  createdAt: number;
  expiresAt: number | null;
}

/** A file mounted into a session: a copy of its own, under a file id of its own. */
export interface SessionResource {
  id: string;
  sessionId: string;
  fileId: string;
  filename: string;
  mimeType: string;
  mountPath: string;
  createdAt: number;
}

/** `createdBy` null is the owner, who sees every file; a client sees those it uploaded. */
interface Asked {
  id: string;
  createdBy: string | null;
}

const columns = 'id, filename, mime_type, size_bytes, created_at, expires_at';

/** Keeps an upload. Contents that have expired are dropped on the way. */
export function addUploadedFile(
  tx: Tx,
  input: Asked & { filename: string; mimeType: string; content: Content; expiresInMs: number | null },
): UploadedFile {
  dropExpired(tx);
  const kept = keepContent(tx, input.content);
  const createdAt = tx.runtime.clock.now();
  const expiresAt = input.expiresInMs === null ? null : createdAt + input.expiresInMs;
  tx.run(
    `INSERT INTO uploaded_files (id, created_by, filename, mime_type, size_bytes, sha256, created_at, expires_at, bytes, blob_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    input.id,
    input.createdBy,
    input.filename,
    input.mimeType,
    kept.sizeBytes,
    kept.sha256,
    createdAt,
    expiresAt,
    kept.bytes,
    kept.blobId,
  );
  const { id, filename, mimeType } = input;
  return { id, filename, mimeType, sizeBytes: kept.sizeBytes, createdAt, expiresAt };
}

// the row stays, so that it can be said what became of the file
function dropExpired(tx: Tx): void {
  tx.run(
    `UPDATE uploaded_files SET bytes = x'', blob_id = NULL WHERE expires_at <= ? AND (blob_id IS NOT NULL OR length(bytes) > 0)`,
    tx.runtime.clock.now(),
  );
}

/** Forgets an upload; copies that are mounted stay. False when there is none. */
export function removeUploadedFile(tx: Tx, asked: Asked): boolean {
  if (!uploadedFile(tx, asked)) return false;
  return tx.run('DELETE FROM uploaded_files WHERE id = ?', asked.id) > 0;
}

/** Mounts a copy of an upload. Throws `not_found`, `file_expired`, `conflict` where something is at the path, and as `write` does. */
export function mountFile(
  tx: Tx,
  input: {
    resourceId: string;
    copyId: string;
    sessionId: string;
    file: Asked;
    path: string;
    quota: WorkspaceQuota;
  },
): SessionResource {
  dropExpired(tx);
  const { file, row } = requireFile(tx, input.file);
  const { sessionId, path, quota } = input;
  const kept = {
    sizeBytes: file.sizeBytes,
    sha256: text(row, 'sha256'),
    bytes: bytes(row, 'bytes'),
    blobId: intOrNull(row, 'blob_id'),
  };
  put(
    tx,
    { sessionId, path, quota, sizeBytes: file.sizeBytes, writtenBy: 'mount', expectedSha256: null },
    () => kept,
  );
  const resource = {
    id: input.resourceId,
    sessionId,
    fileId: input.copyId,
    filename: file.filename,
    mimeType: file.mimeType,
    mountPath: path,
    createdAt: tx.runtime.clock.now(),
  };
  tx.run(
    `INSERT INTO session_resources (id, session_id, file_id, filename, mime_type, mount_path, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    resource.id,
    sessionId,
    resource.fileId,
    resource.filename,
    resource.mimeType,
    path,
    resource.createdAt,
  );
  return resource;
}

/** Takes a mounted file out of its session. Throws `not_found`. */
export function unmountFile(
  tx: Tx,
  { sessionId, resourceId }: { sessionId: string; resourceId: string },
): void {
  const found = resourcesOf(tx, { sessionIds: [sessionId] }).find(({ id }) => id === resourceId);
  if (!found) throw new HoldfastError('not_found', `no resource ${resourceId}`);
  tx.run('DELETE FROM session_resources WHERE id = ?', resourceId);
  takeAway(tx, { sessionId, path: found.mountPath });
}

function requireFile(tx: Tx, asked: Asked): { file: UploadedFile; row: SqlRow } {
  const row = tx.get(
    `SELECT ${columns}, created_by, sha256, bytes, blob_id FROM uploaded_files WHERE id = ?`,
    asked.id,
  );
  if (!row || (asked.createdBy !== null && row.created_by !== asked.createdBy))
    throw new HoldfastError('not_found', `no file ${asked.id.slice(0, 100)}`);
  const file = fileOf(row);
  if (file.expiresAt !== null && file.expiresAt <= tx.runtime.clock.now())
    throw new HoldfastError('file_expired', `the file ${file.id} has expired`);
  return { file, row };
}

/** An upload by its id, expired or not; null when there is none that the asker sees. */
export function uploadedFile(tx: Tx, { id, createdBy }: Asked): UploadedFile | null {
  const row = tx.get(`SELECT ${columns}, created_by FROM uploaded_files WHERE id = ?`, id);
  return row && (createdBy === null || row.created_by === createdBy) ? fileOf(row) : null;
}

/** Uploads, the latest first, behind the place of `after`. */
export function uploadedFiles(
  tx: Tx,
  input: { createdBy: string | null; limit: number; after: { createdAt: number; id: string } | null },
): UploadedFile[] {
  const { createdAt, id } = input.after ?? { createdAt: Number.MAX_SAFE_INTEGER, id: '' };
  return tx
    .all(
      `SELECT ${columns} FROM uploaded_files
       WHERE (? IS NULL OR created_by = ?) AND (created_at < ? OR (created_at = ? AND id < ?))
       ORDER BY created_at DESC, id DESC LIMIT ?`,
      input.createdBy,
      input.createdBy,
      createdAt,
      createdAt,
      id,
      Math.min(input.limit, 1001),
    )
    .map(fileOf);
}

/** What an upload holds, a large one where it lies. Throws `not_found`, `file_expired`. */
export function uploadedContent(
  tx: Tx,
  asked: Asked,
): { file: UploadedFile; bytes: Uint8Array; blob?: BlobRef } {
  const { file, row } = requireFile(tx, asked);
  const blob = blobOf(tx, row);
  return { file, bytes: bytes(row, 'bytes'), ...(blob ? { blob } : {}) };
}

/** Everything that is mounted into these sessions, oldest first. */
export function resourcesOf(tx: Tx, { sessionIds }: { sessionIds: readonly string[] }): SessionResource[] {
  return sessionIds.flatMap((sessionId) =>
    tx
      .all('SELECT * FROM session_resources WHERE session_id = ? ORDER BY created_at, id', sessionId)
      .map(resourceOf),
  );
}

/** The resource whose copy has this file id, or null. */
export function resourceOfFile(tx: Tx, { fileId }: { fileId: string }): SessionResource | null {
  const row = tx.get('SELECT * FROM session_resources WHERE file_id = ?', fileId);
  return row ? resourceOf(row) : null;
}

function resourceOf(row: SqlRow): SessionResource {
  return {
    id: text(row, 'id'),
    sessionId: text(row, 'session_id'),
    fileId: text(row, 'file_id'),
    filename: text(row, 'filename'),
    mimeType: text(row, 'mime_type'),
    mountPath: text(row, 'mount_path'),
    createdAt: int(row, 'created_at'),
  };
}

function fileOf(row: SqlRow): UploadedFile {
  return {
    id: text(row, 'id'),
    filename: text(row, 'filename'),
    mimeType: text(row, 'mime_type'),
    sizeBytes: int(row, 'size_bytes'),
    createdAt: int(row, 'created_at'),
    expiresAt: intOrNull(row, 'expires_at'),
  };
}
