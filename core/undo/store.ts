import {
  type BlobRef,
  blobOf,
  bytes,
  type Content,
  int,
  keepContent,
  type SqlRow,
  type Tx,
  text,
} from '../db/worker.ts';
import { type EventOf, type NewEvent, type StoredEvent, textOf } from '../events/index.ts';
import { type AppendEvents, decodeRows, eventKey, seqOfKey, sessionNumber } from '../log/worker.ts';
import { keptBytesPerSession } from './limits.ts';

const beginningUnits = 160;

/** A content to be kept, with its hash in hex. */
export interface KeptContent {
  sha256: string;
  bytes: Uint8Array;
}

/** A checkpoint as it stands in the log. */
export interface StoredCheckpoint {
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** The owner's message whose turn it belongs to; null where there was none. */
  turnId: string | null;
  /** How that message begins; null where there was none, or it was forgotten. */
  turnText: string | null;
  event: EventOf<'holdfast.checkpoint'>;
}

type NewCheckpoint = Extract<NewEvent, { type: 'holdfast.checkpoint' }>;

/** Makes the command that commits a checkpoint together with what its files hold. */
function createRecord(append: AppendEvents) {
  return function record(
    tx: Tx,
    input: { sessionId: string; event: NewCheckpoint; contents: readonly Content[] },
  ): StoredEvent {
    const number = sessionNumber(tx, input.sessionId);
    const [stored] = append(tx, { sessionId: input.sessionId, events: [input.event] });
    if (!stored) throw new Error('nothing was appended');
    for (const content of input.contents) {
      const kept = keepContent(tx, content);
      tx.run(
        `INSERT INTO kept_contents (session_number, sha256, size_bytes, used_at, bytes, blob_id) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (session_number, sha256) DO UPDATE SET used_at = excluded.used_at`,
        number,
        kept.sha256,
        kept.sizeBytes,
        stored.seq,
        kept.bytes,
        kept.blobId,
      );
    }
    prune(tx, number, stored.seq);
    tx.note('workspace', { sessionId: input.sessionId });
    return stored;
  };
}

// what the newest checkpoint needs stays, whatever it takes
function prune(tx: Tx, number: number, newest: number): void {
  for (;;) {
    const row = tx.get(
      'SELECT coalesce(sum(size_bytes), 0) AS bytes FROM kept_contents WHERE session_number = ?',
      number,
    );
    if (!row || int(row, 'bytes') <= keptBytesPerSession) return;
    const gone = tx.run(
      `DELETE FROM kept_contents WHERE id = (SELECT id FROM kept_contents
         WHERE session_number = ? AND used_at < ? ORDER BY used_at, id LIMIT 1)`,
      number,
      newest,
    );
    if (gone === 0) return;
  }
}

/** Every checkpoint of a session whose change was made, oldest first. */
function listCheckpoints(tx: Tx, { sessionId }: { sessionId: string }): StoredCheckpoint[] {
  const number = sessionNumber(tx, sessionId);
  const rows = tx.all(
    `SELECT key, id, type, header, created_at, processed_at FROM events
     WHERE key BETWEEN ? AND ? AND type IN ('holdfast.checkpoint', 'holdfast.checkpoint_void', 'user.message') ORDER BY key`,
    eventKey(number, 0),
    eventKey(number + 1, 0) - 1,
  );
  // only messages that a checkpoint follows
  const wanted = rows.filter((row, index) => row.type !== 'user.message' || isCheckpoint(rows[index + 1]));
  const decoded = new Map(decodeRows(tx, wanted).map(({ key, event }) => [key, event]));
  let turnId: string | null = null;
  let turnText: string | null = null;
  const found: StoredCheckpoint[] = [];
  const voided = new Set<string>();
  for (const row of rows) {
    const key = int(row, 'key');
    const event = decoded.get(key);
    if (row.type === 'user.message') {
      turnId = text(row, 'id');
      turnText = event?.type === 'user.message' ? beginningOf(event) : null;
    }
    if (event?.type === 'holdfast.checkpoint_void') voided.add(event.event_id);
    if (event?.type !== 'holdfast.checkpoint') continue;
    found.push({ seq: seqOfKey(key), at: int(row, 'created_at'), turnId, turnText, event });
  }
  return found.filter(({ event }) => !voided.has(event.id));
}

const isCheckpoint = (row: SqlRow | undefined) => row?.type === 'holdfast.checkpoint';

function beginningOf(message: EventOf<'user.message'>): string | null {
  const words = textOf(message.content ?? [])
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words === '' ? null : words.slice(0, beginningUnits);
}

/** Hashes of what is kept for a session. */
function keptHashes(tx: Tx, { sessionId }: { sessionId: string }): string[] {
  return tx
    .all('SELECT sha256 FROM kept_contents WHERE session_number = ?', sessionNumber(tx, sessionId))
    .map((row) => String(row.sha256));
}

/** A kept content, a large one where it lies; null when it was too large, or is kept no longer. */
function keptContent(
  tx: Tx,
  input: { sessionId: string; sha256: string },
): { bytes: Uint8Array; blob?: BlobRef } | null {
  const row = tx.get(
    'SELECT bytes, blob_id FROM kept_contents WHERE session_number = ? AND sha256 = ?',
    sessionNumber(tx, input.sessionId),
    input.sha256,
  );
  if (!row) return null;
  const blob = blobOf(tx, row);
  return { bytes: bytes(row, 'bytes'), ...(blob ? { blob } : {}) };
}

/** Run inside the deletion of a session. */
export function removeKeptOfSession(tx: Tx, input: { sessionNumber: number }): void {
  tx.run('DELETE FROM kept_contents WHERE session_number = ?', input.sessionNumber);
}

/** The store functions of undo for the data worker. */
export function createUndoStore(ports: { append: AppendEvents }) {
  return {
    commands: { record: createRecord(ports.append) },
    queries: { listCheckpoints, keptHashes, keptContent },
  };
}

export type UndoStore = ReturnType<typeof createUndoStore>;
