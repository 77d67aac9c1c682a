import { HoldfastError } from '../base/index.ts';
import { type SqlValue, type Tx, text } from '../db/worker.ts';
import type { StoredEvent } from '../events/index.ts';
import { lineageOf, type Stretch } from './lineage.ts';
import { decodeRows, eventKey, seqOfKey, sessionNumberOfKey } from './rows.ts';

export interface ReadInput {
  sessionId: string;
  /** Only events behind this position. */
  afterSeq?: number;
  /** Only events before this position. */
  beforeSeq?: number;
  types?: readonly string[];
  /** `asc`: from the oldest that fits; `desc`: from the newest. The answer is in this order. */
  order?: 'asc' | 'desc';
  /** At most 1,000. */
  limit?: number;
  processedAfter?: number;
  processedBefore?: number;
}

/** Events of a session by position; those before a fork are read where they are, in its parent. */
export function read(tx: Tx, input: ReadInput): StoredEvent[] {
  const limit = Math.min(Math.max(input.limit ?? 1000, 1), 1000);
  const stretches = lineageOf(tx, input.sessionId);
  if (input.order === 'desc') stretches.reverse();
  const found: StoredEvent[] = [];
  for (const stretch of stretches) {
    const from = Math.max(stretch.first, (input.afterSeq ?? 0) + 1);
    const to = Math.min(stretch.last, (input.beforeSeq ?? Number.POSITIVE_INFINITY) - 1);
    if (from > to) continue;
    found.push(
      ...readStretch(tx, input, { number: stretch.number, first: from, last: to }, limit - found.length),
    );
    if (found.length === limit) break;
  }
  return found;
}

function readStretch(tx: Tx, input: ReadInput, stretch: Stretch, limit: number): StoredEvent[] {
  const values: SqlValue[] = [
    eventKey(stretch.number, stretch.first),
    eventKey(stretch.number, stretch.last),
  ];
  let more = '';
  if (input.types) {
    more += ' AND type IN (SELECT value FROM json_each(?))';
    values.push(JSON.stringify(input.types));
  }
  if (input.processedAfter !== undefined) {
    more += ' AND processed_at >= ?';
    values.push(input.processedAfter);
  }
  if (input.processedBefore !== undefined) {
    more += ' AND processed_at <= ?';
    values.push(input.processedBefore);
  }
  const direction = input.order === 'desc' ? 'DESC' : 'ASC';
  const rows = tx.all(
    `SELECT key, id, type, header, processed_at FROM events WHERE key BETWEEN ? AND ?${more} ORDER BY key ${direction} LIMIT ?`,
    ...values,
    limit,
  );
  return decodeRows(tx, rows).map(({ key, event }) => ({ seq: seqOfKey(key), event }));
}

/**
 * One event by its id, in whatever session; with `sessionId`, one of its log, which for a fork begins with its parent's. `sessionId`
 * of the answer is whose row it is. Throws `event_not_found`.
 */
export function getEvent(
  tx: Tx,
  { eventId, sessionId }: { eventId: string; sessionId?: string },
): StoredEvent & { sessionId: string } {
  const row = tx.get('SELECT key, id, type, header, processed_at FROM events WHERE id = ?', eventId);
  const decoded = row ? decodeRows(tx, [row])[0] : undefined;
  if (!decoded) throw new HoldfastError('event_not_found', `no event ${eventId}`);
  const session = tx.get('SELECT id FROM sessions WHERE number = ?', sessionNumberOfKey(decoded.key));
  if (!session) throw new HoldfastError('event_not_found', `event ${eventId} has no session`);
  const [number, seq] = [sessionNumberOfKey(decoded.key), seqOfKey(decoded.key)];
  const isInside = (stretch: Stretch) =>
    stretch.number === number && seq >= stretch.first && seq <= stretch.last;
  if (sessionId !== undefined && !lineageOf(tx, sessionId).some(isInside))
    throw new HoldfastError('event_not_found', `no event ${eventId} in ${sessionId}`);
  return { seq: seqOfKey(decoded.key), event: decoded.event, sessionId: text(session, 'id') };
}
