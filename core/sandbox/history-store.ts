import { int, type Tx, text } from '../db/worker.ts';

/** How much of what workspace files were before is kept for each session; the oldest goes first. */
const keptBytes = 100 * 1024 * 1024;
const keptVersions = 2000;

const content = 'size_bytes, sha256, mtime, written_by, bytes, blob_id';

/** The session's last position: what is written now is seen by every event behind it. */
export function headOf(tx: Tx, sessionId: string): number {
  const row = tx.get('SELECT last_seq FROM sessions WHERE id = ?', sessionId);
  return row ? int(row, 'last_seq') : 0;
}

/**
 * Keeps the files that are about to be overwritten or removed, so that the workspace at an earlier event can be had again. Of several
 * changes between two events only the first is kept: no event saw the others. `path`: a file, or with `isFolder` all below it.
 */
export function keepVersions(tx: Tx, input: { sessionId: string; path: string; isFolder?: boolean }): void {
  const { sessionId, path } = input;
  const head = headOf(tx, sessionId);
  const [from, to] = input.isFolder ? [`${path}/`, `${path}0`] : [path, `${path}\u0000`];
  const kept = tx.run(
    `INSERT INTO workspace_history (session_id, path, ${content}, at_seq, until_seq)
     SELECT session_id, path, ${content}, at_seq, ? FROM workspace_files
     WHERE session_id = ? AND path >= ? AND path < ? AND at_seq < ?`,
    head,
    sessionId,
    from,
    to,
    head,
  );
  if (kept > 0) prune(tx, sessionId);
}

function prune(tx: Tx, sessionId: string): void {
  for (;;) {
    const row = tx.get(
      `SELECT count(*) AS versions, coalesce(sum(size_bytes), 0) AS bytes, min(id) AS oldest
       FROM workspace_history WHERE session_id = ?`,
      sessionId,
    );
    if (!row || (int(row, 'versions') <= keptVersions && int(row, 'bytes') <= keptBytes)) return;
    const oldest = int(row, 'oldest');
    tx.run(
      `UPDATE sessions SET workspace_known_from =
         max(workspace_known_from, (SELECT until_seq FROM workspace_history WHERE id = ?)) WHERE id = ?`,
      oldest,
      sessionId,
    );
    tx.run('DELETE FROM workspace_history WHERE id = ?', oldest);
  }
}

export interface Forked {
  parent: { id: string };
  fork: { id: string };
  seq: number;
}

/**
 * Gives a fork the workspace as it was at the event `seq`. `isExact` is false where that is not known any more (files of before this
 * was kept, or too many changes since): then it is the parent's workspace of now. Run inside the fork's transaction.
 */
export function bringWorkspace(tx: Tx, { parent, fork, seq }: Forked): { isExact: boolean } {
  const source = sourceAt(tx, parent.id, seq);
  const isExact = source.isHead || seq > source.knownFrom;
  const isNow = source.isHead || !isExact;
  tx.run(
    `INSERT INTO workspace_files (session_id, path, ${content})
     SELECT ?, path, ${content} FROM workspace_files WHERE session_id = ? AND (? OR at_seq < ?)`,
    fork.id,
    source.id,
    isNow ? 1 : 0,
    seq,
  );
  if (!isNow)
    tx.run(
      `INSERT INTO workspace_files (session_id, path, ${content})
       SELECT ?, path, ${content} FROM workspace_history WHERE session_id = ? AND at_seq < ? AND until_seq >= ?`,
      fork.id,
      source.id,
      seq,
      seq,
    );
  bringResources(tx, source.id, fork.id);
  tx.run('UPDATE sessions SET workspace_known_from = ? WHERE id = ?', seq, fork.id);
  return { isExact };
}

// what was mounted, as far as the fork has it, is mounted in the fork: a copy of its own, for reading
function bringResources(tx: Tx, from: string, to: string): void {
  const rows = tx.all(
    `SELECT filename, mime_type, mount_path, created_at FROM session_resources
     WHERE session_id = ? AND mount_path IN (SELECT path FROM workspace_files WHERE session_id = ?)`,
    from,
    to,
  );
  for (const row of rows)
    tx.run(
      `INSERT INTO session_resources (id, session_id, file_id, filename, mime_type, mount_path, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      tx.runtime.ids.next('sesrsc'),
      to,
      tx.runtime.ids.next('file'),
      text(row, 'filename'),
      text(row, 'mime_type'),
      text(row, 'mount_path'),
      int(row, 'created_at'),
    );
}

interface Source {
  id: string;
  isHead: boolean;
  knownFrom: number;
}

// a position that a fork shares with its own parent had the parent's workspace
function sourceAt(tx: Tx, sessionId: string, seq: number): Source {
  const row = tx.get(
    `SELECT last_seq, workspace_known_from, forked_seq, (SELECT p.id FROM sessions p WHERE p.number = s.forked_from) AS parent_id
     FROM sessions s WHERE id = ?`,
    sessionId,
  );
  if (row && typeof row.parent_id === 'string' && seq <= int(row, 'forked_seq'))
    return sourceAt(tx, row.parent_id, seq);
  return {
    id: sessionId,
    isHead: row !== undefined && int(row, 'last_seq') === seq,
    knownFrom: row ? int(row, 'workspace_known_from') : seq,
  };
}
