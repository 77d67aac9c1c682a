import { HoldfastError } from '../base/index.ts';
import { int, type SqlRow, type Tx, text } from '../db/worker.ts';
import type { SessionEvent } from '../events/index.ts';
import { decodeEvent, mayHaveBinary, type PartBytes } from './codec.ts';

const positions = 2 ** 32;

/** The integer key of an event: session number in the high bits, position in the low 32. */
export function eventKey(sessionNumber: number, seq: number): number {
  return sessionNumber * positions + seq;
}

/** Places of parts: the event's key in the high bits, the part's number in the low 12. Beyond what a double holds: made in SQL. */
export const partBits = 12;

/** How many parts an event can have. */
export const maxParts = 2 ** partBits;

/** The position in its session that a key holds. */
export function seqOfKey(key: number): number {
  return key % positions;
}

/** The number of the session a key belongs to. */
export function sessionNumberOfKey(key: number): number {
  return Math.floor(key / positions);
}

/** The session's internal number. Throws `session_not_found`. */
export function sessionNumber(tx: Tx, sessionId: string): number {
  const row = tx.get('SELECT number FROM sessions WHERE id = ?', sessionId);
  if (!row) throw new HoldfastError('session_not_found', `no session ${sessionId}`);
  return int(row, 'number');
}

/** Decodes rows of `events`, fetching their parts in one statement. Rows must be of one session and in order of key. */
export function decodeRows(tx: Tx, rows: readonly SqlRow[]): { key: number; event: SessionEvent }[] {
  const keys = rows.map((row) => int(row, 'key'));
  const first = Math.min(...keys);
  const last = Math.max(...keys);
  if (rows.length === 0) return [];
  const partRows = tx.all(
    `SELECT place >> ${partBits} AS event_key, ${contentOf(rows, 'bytes')} FROM event_parts
     WHERE place BETWEEN (? << ${partBits}) AND (? << ${partBits}) | ${maxParts - 1} ORDER BY place`,
    first,
    last,
  );
  return withParts(rows, partRows);
}

// SQLite makes strings of text in half the time that buffers take which become strings afterwards
const contentOf = (rows: readonly SqlRow[], column: string) =>
  rows.some((row) => mayHaveBinary(text(row, 'header')))
    ? `${column} AS bytes`
    : `CAST(${column} AS TEXT) AS bytes`;

/** The same for rows of any sessions, in any order. */
export function decodeScattered(tx: Tx, rows: readonly SqlRow[]): { key: number; event: SessionEvent }[] {
  const partRows = tx.all(
    `SELECT p.place >> ${partBits} AS event_key, ${contentOf(rows, 'p.bytes')} FROM json_each(?) k
     JOIN event_parts p ON p.place BETWEEN (k.value << ${partBits}) AND (k.value << ${partBits}) | ${maxParts - 1} ORDER BY p.place`,
    JSON.stringify(rows.map((row) => int(row, 'key'))),
  );
  return withParts(rows, partRows);
}

function withParts(
  rows: readonly SqlRow[],
  partRows: readonly SqlRow[],
): { key: number; event: SessionEvent }[] {
  const parts = new Map<number, PartBytes[]>();
  for (const row of partRows) {
    const key = int(row, 'event_key');
    const list = parts.get(key) ?? [];
    const { bytes } = row;
    list.push({ bytes: bytes instanceof Uint8Array || typeof bytes === 'string' ? bytes : null });
    parts.set(key, list);
  }
  return rows.map((row) => {
    const key = int(row, 'key');
    const columns = {
      id: text(row, 'id'),
      type: text(row, 'type'),
      header: text(row, 'header'),
      processedAt: int(row, 'processed_at'),
    };
    return { key, event: decodeEvent(columns, parts.get(key) ?? []) };
  });
}
