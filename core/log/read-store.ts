import { HoldfastError } from '../base/index.ts';
import { bytes, int, type SqlValue, type Tx, text, textOrNull } from '../db/worker.ts';
import type { StoredEvent } from '../events/index.ts';
import { bodyCommit, eventHash, genesisHash } from './chain.ts';
import { partCommitment } from './codec.ts';
import { hashAt } from './fork-store.ts';
import { lineageOf, type Stretch } from './lineage.ts';
import {
  decodeRows,
  eventKey,
  maxParts,
  partBits,
  seqOfKey,
  sessionNumber,
  sessionNumberOfKey,
} from './rows.ts';

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

/** What a check of a session's chain found. `ok` is false when a stored byte is not what was committed, or an event is missing. */
export interface ChainReport {
  sessionId: string;
  ok: boolean;
  events: number;
  forgottenParts: number;
  head: string;
  problems: { seq: number; what: string }[];
}

/**
 * Recomputes every commitment and hash of a session's own events. Tells content forgotten by the owner from content that is missing.
 * A fork's first event must name the hash that its parent's log has where it was forked; the parent's chain is a check of its own.
 */
export function verifyChain(tx: Tx, { sessionId }: { sessionId: string }): ChainReport {
  const number = sessionNumber(tx, sessionId);
  const first = eventKey(number, 0);
  const last = eventKey(number + 1, 0) - 1;
  const problems: ChainReport['problems'] = [];
  let previous: Uint8Array = genesisHash(sessionId);
  const shared = lineageOf(tx, sessionId).at(-1)?.first ?? 1;
  let seq = shared - 1;
  if (seq > 0) problems.push(...problemsOfFork(tx, sessionId, number, seq));
  let forgottenParts = 0;
  const rows = tx.db.prepare('SELECT * FROM events WHERE key BETWEEN ? AND ? ORDER BY key').all(first, last);
  for (const row of rows as Parameters<typeof text>[0][]) {
    const key = int(row, 'key');
    seq += 1;
    if (seqOfKey(key) !== seq) {
      problems.push({ seq, what: `events ${seq} to ${seqOfKey(key) - 1} are missing` });
      seq = seqOfKey(key);
    }
    const commitments = tx
      .all(
        `SELECT salt, bytes, commitment FROM event_parts
         WHERE place BETWEEN (? << ${partBits}) AND (? << ${partBits}) | ${maxParts - 1} ORDER BY place`,
        key,
        key,
      )
      .map((part) => {
        if (part.bytes !== null && part.salt !== null)
          return partCommitment(bytes(part, 'salt'), bytes(part, 'bytes'));
        forgottenParts += 1;
        return part.commitment === null ? Buffer.alloc(32) : bytes(part, 'commitment');
      });
    const stored = bytes(row, 'body_commit');
    if (!bodyCommit(commitments).equals(stored))
      problems.push({ seq, what: 'the content is not what was committed' });
    const hash = eventHash(previous, {
      sessionId,
      seq: seqOfKey(key),
      id: text(row, 'id'),
      threadId: textOrNull(row, 'thread_id'),
      type: text(row, 'type'),
      header: text(row, 'header'),
      createdAt: int(row, 'created_at'),
      processedAt: int(row, 'processed_at'),
      bodyCommit: stored,
    });
    if (!hash.equals(bytes(row, 'hash'))) problems.push({ seq, what: 'the header or the chain was changed' });
    previous = bytes(row, 'hash');
  }
  const session = tx.get('SELECT last_seq, last_hash FROM sessions WHERE number = ?', number);
  if (session && int(session, 'last_seq') !== seq)
    problems.push({ seq, what: `the log ends at ${seq}, not at ${int(session, 'last_seq')}` });
  if (session && !Buffer.from(bytes(session, 'last_hash')).equals(previous))
    problems.push({ seq, what: 'the head of the chain differs' });
  return {
    sessionId,
    ok: problems.length === 0,
    events: rows.length,
    forgottenParts,
    head: Buffer.from(previous).toString('hex'),
    problems,
  };
}

function problemsOfFork(tx: Tx, sessionId: string, number: number, seq: number): ChainReport['problems'] {
  const row = tx.get('SELECT type, header FROM events WHERE key = ?', eventKey(number, seq + 1));
  const header = row && text(row, 'type') === 'holdfast.forked' ? JSON.parse(text(row, 'header')) : null;
  if (header === null) return [{ seq: seq + 1, what: 'the event that says where it was forked is missing' }];
  try {
    if (header.head_hash === Buffer.from(hashAt(tx, sessionId, seq)).toString('hex')) return [];
  } catch (caught) {
    if (!(caught instanceof HoldfastError)) throw caught;
  }
  return [{ seq, what: 'the log it was forked from is not what it was' }];
}
