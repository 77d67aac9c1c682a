import { HoldfastError } from '../base/index.ts';
import {
  type BlobRef,
  blobOf,
  bytes,
  type Content,
  int,
  type KeptColumns,
  keepContent,
  type SqlRow,
  type Tx,
  text,
} from '../db/worker.ts';
import { headOf, keepVersions } from './history-store.ts';

/** A file of a workspace without its content. Times are milliseconds since the epoch. */
export interface WorkspaceFile {
  path: string;
  sizeBytes: number;
  sha256: string;
  modifiedAt: number;
  /** Who wrote it last: a tool's name, `owner`, `upload`. */
  writtenBy: string;
}

export interface WorkspaceQuota {
  maxBytes: number;
  maxFiles: number;
}

interface FileKey {
  sessionId: string;
  /** Absolute and normalised, as `splitVirtualPath` makes it. */
  path: string;
}

// what SQLite's substr takes for a length
const largestLength = 2_147_483_647;
const columns = 'path, size_bytes, sha256, mtime, written_by';

interface Placing extends FileKey {
  sizeBytes: number;
  writtenBy: string;
  quota: WorkspaceQuota;
  expectedSha256?: string | null;
}

/** Writes a whole file. Throws `quota_exceeded`, `conflict`, `path_invalid` (a folder is in the way), `read_only` (a mounted file). */
export function write(
  tx: Tx,
  { content, ...input }: Omit<Placing, 'sizeBytes'> & { content: Content },
): WorkspaceFile {
  refuseMounted(tx, input);
  const sizeBytes = 'bytes' in content ? content.bytes.byteLength : content.sizeBytes;
  return put(tx, { ...input, sizeBytes }, () => keepContent(tx, content));
}

/** Puts a content at a path; `keep` is asked once everything has been checked. Throws as `write` does. */
export function put(tx: Tx, input: Placing, keep: () => KeptColumns): WorkspaceFile {
  const { sessionId, path, sizeBytes } = input;
  const existing = fileAt(tx, input);
  checkExpectation(existing, input.expectedSha256);
  refuseFileAsFolder(tx, input);
  const used = usage(tx, { sessionId });
  const bytesAfter = used.bytes - (existing?.sizeBytes ?? 0) + sizeBytes;
  const filesAfter = used.files + (existing ? 0 : 1);
  if (bytesAfter > input.quota.maxBytes || filesAfter > input.quota.maxFiles) {
    throw new HoldfastError('quota_exceeded', 'the workspace is full', {
      bytesAfter,
      filesAfter,
      quota: input.quota,
    });
  }
  const kept = keep();
  const file: WorkspaceFile = {
    path,
    sizeBytes,
    sha256: kept.sha256,
    modifiedAt: tx.runtime.clock.now(),
    writtenBy: input.writtenBy,
  };
  if (existing) keepVersions(tx, input);
  tx.run(
    `INSERT INTO workspace_files (session_id, path, size_bytes, sha256, mtime, written_by, bytes, blob_id, at_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (session_id, path) DO UPDATE SET size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
       mtime = excluded.mtime, written_by = excluded.written_by, bytes = excluded.bytes, blob_id = excluded.blob_id,
       at_seq = excluded.at_seq`,
    sessionId,
    path,
    file.sizeBytes,
    file.sha256,
    file.modifiedAt,
    file.writtenBy,
    kept.bytes,
    kept.blobId,
    headOf(tx, sessionId),
  );
  tx.note('workspace', { sessionId, path });
  return file;
}

/** A file that a client mounted is read-only wherever it lies: neither it nor a folder above it is changed. */
function refuseMounted(tx: Tx, { sessionId, path }: FileKey): void {
  const mounted = tx.get(
    'SELECT mount_path FROM session_resources WHERE session_id = ? AND (mount_path = ? OR (mount_path > ? AND mount_path < ?)) LIMIT 1',
    sessionId,
    path,
    `${path}/`,
    `${path}0`,
  );
  if (mounted)
    throw new HoldfastError('read_only', `${text(mounted, 'mount_path')} is mounted`, {
      reason: `${text(mounted, 'mount_path')} is mounted for reading`,
    });
}

function checkExpectation(existing: WorkspaceFile | null, expected: string | null | undefined): void {
  if (expected === undefined || expected === (existing?.sha256 ?? null)) return;
  throw new HoldfastError('conflict', 'the file is not as it was expected', {
    expected,
    found: existing?.sha256 ?? null,
  });
}

// a path cannot be a file and a folder at once
function refuseFileAsFolder(tx: Tx, { sessionId, path }: FileKey): void {
  const parts = path.split('/');
  for (let length = parts.length - 1; length > 2; length -= 1) {
    const parent = parts.slice(0, length).join('/');
    if (fileAt(tx, { sessionId, path: parent }))
      throw new HoldfastError('path_invalid', `${parent} is a file`, { reason: 'a file is in the way' });
  }
  const below = tx.get(
    `SELECT 1 FROM workspace_files WHERE session_id = ? AND path > ? AND path < ? LIMIT 1`,
    sessionId,
    `${path}/`,
    `${path}0`,
  );
  if (below) throw new HoldfastError('path_invalid', `${path} is a folder`, { reason: 'it is a folder' });
}

/** Removes a file, or with `isRecursive` everything below a folder. Throws `file_not_found`; `path_invalid` for a folder without it; `read_only`. */
export function remove(tx: Tx, input: FileKey & { isRecursive?: boolean }): { files: number } {
  refuseMounted(tx, input);
  return takeAway(tx, input);
}

/** As `remove`, also of what is mounted. */
export function takeAway(tx: Tx, input: FileKey & { isRecursive?: boolean }): { files: number } {
  const { sessionId, path } = input;
  keepVersions(tx, { sessionId, path });
  const files = tx.run('DELETE FROM workspace_files WHERE session_id = ? AND path = ?', sessionId, path);
  if (files > 0) {
    tx.note('workspace', { sessionId, path });
    return { files };
  }
  const below = tx.get(
    'SELECT count(*) AS files FROM workspace_files WHERE session_id = ? AND path > ? AND path < ?',
    sessionId,
    `${path}/`,
    `${path}0`,
  );
  const count = below ? int(below, 'files') : 0;
  if (count === 0) throw new HoldfastError('file_not_found', `there is no ${path}`);
  if (!input.isRecursive)
    throw new HoldfastError('path_invalid', `${path} is a folder with ${count} files`, {
      reason: 'it is a folder',
    });
  keepVersions(tx, { sessionId, path, isFolder: true });
  tx.run(
    'DELETE FROM workspace_files WHERE session_id = ? AND path > ? AND path < ?',
    sessionId,
    `${path}/`,
    `${path}0`,
  );
  tx.note('workspace', { sessionId, path });
  return { files: count };
}

/** Moves a file, or all below a folder, to a path that is free. Throws `file_not_found`, `conflict`, `path_invalid`. */
export function move(tx: Tx, input: { sessionId: string; from: string; to: string }): void {
  const { sessionId, from, to } = input;
  if (to === from || to.startsWith(`${from}/`))
    throw new HoldfastError('path_invalid', 'it cannot go into itself', { reason: 'into itself' });
  if (fileAt(tx, { sessionId, path: to }) || filesBelow(tx, { sessionId, path: to, limit: 1 }).length > 0)
    throw new HoldfastError('conflict', `${to} is there already`, { reason: 'taken' });
  refuseFileAsFolder(tx, { sessionId, path: to });
  refuseMounted(tx, { sessionId, path: from });
  const isFolder = fileAt(tx, { sessionId, path: from }) === null;
  keepVersions(tx, { sessionId, path: from, isFolder });
  const [first, behind] = isFolder ? [`${from}/`, `${from}0`] : [from, `${from}\u0000`];
  const moved = tx.run(
    `UPDATE workspace_files SET path = ? || substr(path, ?), at_seq = ?
     WHERE session_id = ? AND path >= ? AND path < ?`,
    to,
    from.length + 1,
    headOf(tx, sessionId),
    sessionId,
    first,
    behind,
  );
  if (moved === 0) throw new HoldfastError('file_not_found', `there is no ${from}`);
  tx.note('workspace', { sessionId, path: to });
}

/** Removes and writes files, all or none: what a shell command leaves behind. Throws as `write` does. */
export function land(
  tx: Tx,
  input: {
    sessionId: string;
    writes: readonly { path: string; content: Content }[];
    removes: readonly string[];
    writtenBy: string;
    quota: WorkspaceQuota;
  },
): void {
  const { sessionId, writtenBy, quota } = input;
  for (const path of input.removes) if (fileAt(tx, { sessionId, path })) remove(tx, { sessionId, path });
  for (const { path, content } of input.writes) write(tx, { sessionId, path, content, writtenBy, quota });
}

/** The asked range of a file, or all of it; of a large one where it lies. Throws `file_not_found`; `too_large` for all of more than `mostWholeBytes`. */
export function read(
  tx: Tx,
  input: FileKey & { offset?: number; length?: number; mostWholeBytes: number },
): { file: WorkspaceFile; bytes: Uint8Array; blob?: BlobRef } {
  const offset = Math.max(0, input.offset ?? 0);
  const row = tx.get(
    `SELECT ${columns}, blob_id, CASE WHEN ? OR size_bytes <= ? THEN coalesce(substr(bytes, ?, ?), x'') ELSE x'' END AS part
     FROM workspace_files WHERE session_id = ? AND path = ?`,
    input.length === undefined ? 0 : 1,
    input.mostWholeBytes,
    offset + 1,
    input.length ?? largestLength,
    input.sessionId,
    input.path,
  );
  if (!row) throw new HoldfastError('file_not_found', `there is no ${input.path}`);
  const file = fileOf(row);
  if (input.length === undefined && file.sizeBytes > input.mostWholeBytes)
    throw new HoldfastError('too_large', `${input.path} has ${file.sizeBytes} bytes`, {
      sizeBytes: file.sizeBytes,
    });
  const blob = blobOf(tx, row);
  return { file, bytes: bytes(row, 'part'), ...(blob ? { blob } : {}) };
}

/** The file at exactly this path, or null. */
export function fileAt(tx: Tx, { sessionId, path }: FileKey): WorkspaceFile | null {
  const row = tx.get(
    `SELECT ${columns} FROM workspace_files WHERE session_id = ? AND path = ?`,
    sessionId,
    path,
  );
  return row ? fileOf(row) : null;
}

/** Files below a folder in order of path, after `afterPath`, at most `limit` (1,000). */
export function filesBelow(tx: Tx, input: FileKey & { afterPath?: string; limit: number }): WorkspaceFile[] {
  return tx
    .all(
      `SELECT ${columns} FROM workspace_files WHERE session_id = ? AND path > ? AND path < ? ORDER BY path LIMIT ?`,
      input.sessionId,
      input.afterPath ?? `${input.path}/`,
      `${input.path}0`,
      Math.min(input.limit, 1000),
    )
    .map(fileOf);
}

/** What the workspace holds. */
export function usage(tx: Tx, { sessionId }: { sessionId: string }): { files: number; bytes: number } {
  const row = tx.get(
    'SELECT count(*) AS files, coalesce(sum(size_bytes), 0) AS bytes FROM workspace_files WHERE session_id = ?',
    sessionId,
  );
  return row ? { files: int(row, 'files'), bytes: int(row, 'bytes') } : { files: 0, bytes: 0 };
}

/** Run inside the deletion of a session: its workspace goes with it. */
export function removeWorkspace(tx: Tx, { sessionId }: { sessionId: string }): void {
  tx.run('DELETE FROM workspace_files WHERE session_id = ?', sessionId);
  tx.run('DELETE FROM workspace_history WHERE session_id = ?', sessionId);
  tx.run('DELETE FROM session_resources WHERE session_id = ?', sessionId);
}

function fileOf(row: SqlRow): WorkspaceFile {
  return {
    path: text(row, 'path'),
    sizeBytes: int(row, 'size_bytes'),
    sha256: text(row, 'sha256'),
    modifiedAt: int(row, 'mtime'),
    writtenBy: text(row, 'written_by'),
  };
}
