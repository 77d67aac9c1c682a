import { HoldfastError } from '../base/index.ts';
import { bytes, int, type Note, type Tx, text } from '../db/worker.ts';
import type { ModelUsage, NewEvent, SessionEvent, StoredEvent } from '../events/index.ts';
import { bodyCommit, eventHash } from './chain.ts';
import { encodeEvent, partCommitment } from './codec.ts';
import { decodeRows, eventKey, maxParts, partBits, seqOfKey } from './rows.ts';

/** What a projector is told: events that are being committed, in their session. Runs inside the same transaction. */
export interface Appended {
  sessionId: string;
  sessionNumber: number;
  events: readonly (StoredEvent & { key: number })[];
}

/** Keeps a projection of the log up to date. Throwing undoes the whole append. */
export type Projector = (tx: Tx, appended: Appended) => void;

export interface AppendInput {
  sessionId: string;
  events: readonly NewEvent[];
  /** When given, the append is refused with `lease_lost` unless this lease still holds. */
  leaseToken?: number;
  /** An earlier try may have been committed although it reported an error: when the first event is there, all are, and they are given back. */
  mayBeThere?: boolean;
}

export type AppendEvents = (tx: Tx, input: AppendInput) => StoredEvent[];

/** Makes the one function that writes events: rows, parts, chain, session projection, then `projectors` in order. */
export function createAppend(projectors: readonly Projector[]): AppendEvents {
  return function append(tx, input) {
    const session = tx.get(
      'SELECT number, last_seq, last_hash, usage, status FROM sessions WHERE id = ?',
      input.sessionId,
    );
    if (!session) throw new HoldfastError('session_not_found', `no session ${input.sessionId}`);
    const sessionNumber = int(session, 'number');
    const before = input.mayBeThere === true ? committedBefore(tx, sessionNumber, input.events) : null;
    if (before) {
      tx.note('events', { sessionId: input.sessionId, events: before });
      return before;
    }
    if (input.leaseToken !== undefined) requireLease(tx, sessionNumber, input.leaseToken);
    const createdAt = tx.runtime.clock.now();
    const processedAt = new Date(createdAt).toISOString();

    let hash: Uint8Array = bytes(session, 'last_hash');
    let seq = int(session, 'last_seq');
    const appended: (StoredEvent & { key: number })[] = [];
    for (const newEvent of input.events) {
      seq += 1;
      const event = {
        ...newEvent,
        id: newEvent.id ?? tx.runtime.ids.next('sevt'),
        processed_at: processedAt,
      } as SessionEvent;
      const key = eventKey(sessionNumber, seq);
      hash = writeEvent(tx, { sessionId: input.sessionId, key, seq, event, createdAt, previousHash: hash });
      appended.push({ seq, event, key });
    }
    projectSession(tx, sessionNumber, { seq, hash, createdAt, usage: text(session, 'usage') }, appended);
    const stamped = stampedTx(tx, createdAt);
    for (const projector of projectors)
      projector(stamped, { sessionId: input.sessionId, sessionNumber, events: appended });
    const stored = appended.map(({ seq: position, event }) => ({ seq: position, event }));
    tx.note('events', { sessionId: input.sessionId, events: stored });
    return stored;
  };
}

// one transaction has them all or none
function committedBefore(tx: Tx, number: number, events: readonly NewEvent[]): StoredEvent[] | null {
  const ids = events.flatMap((event) => event.id ?? []);
  if (ids.length !== events.length || ids.length === 0) return null;
  const rows = tx.all(
    `SELECT key, id, type, header, processed_at FROM events
     WHERE id IN (SELECT value FROM json_each(?)) AND key BETWEEN ? AND ? ORDER BY key`,
    JSON.stringify(ids),
    eventKey(number, 0),
    eventKey(number + 1, 0),
  );
  if (rows.length !== ids.length) return null;
  return decodeRows(tx, rows).map(({ key, event }) => ({ seq: seqOfKey(key), event }));
}

/** True when what a transaction noted is in the file although its commit reported an error. */
export function wasCommitted(tx: Tx, notes: readonly Note[]): boolean {
  return notes.some((note) => {
    // in the shapes that this room's store functions note
    if (note.topic === 'events') {
      const { events } = note.data as { events: readonly StoredEvent[] };
      return events.some(({ event }) => tx.get('SELECT 1 FROM events WHERE id = ?', event.id) !== undefined);
    }
    if (note.topic !== 'queued') return false;
    const { event } = note.data as { event: { id: string } };
    return tx.get('SELECT 1 FROM queued_events WHERE id = ?', event.id) !== undefined;
  });
}

/** Throws `lease_lost` unless `token` is the session's lease. */
export function requireLease(tx: Tx, sessionNumber: number, token: number): void {
  const lease = tx.get('SELECT token FROM leases WHERE session_number = ?', sessionNumber);
  if (!lease || int(lease, 'token') !== token)
    throw new HoldfastError('lease_lost', `lease ${token} no longer holds`);
}

interface EventToWrite {
  sessionId: string;
  key: number;
  seq: number;
  event: SessionEvent;
  createdAt: number;
  previousHash: Uint8Array;
}

function writeEvent(
  tx: Tx,
  { sessionId, key, seq, event, createdAt, previousHash }: EventToWrite,
): Uint8Array {
  const { header, parts } = encodeEvent(event);
  if (parts.length > maxParts)
    throw new HoldfastError('invalid_request', `an event has at most ${maxParts} parts`);
  const salted = parts.map((part) => ({ part, salt: tx.runtime.random.bytes(32) }));
  const commit = bodyCommit(salted.map(({ part, salt }) => partCommitment(salt, part)));
  const threadId = 'session_thread_id' in event ? (event.session_thread_id ?? null) : null;
  const columns = {
    sessionId,
    seq,
    id: event.id,
    threadId,
    type: event.type,
    header,
    createdAt,
    processedAt: createdAt,
    bodyCommit: commit,
  };
  const hash = eventHash(previousHash, columns);
  tx.run(
    `INSERT INTO events (key, id, thread_id, type, header, created_at, processed_at, body_commit, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    key, event.id, threadId, event.type, header, createdAt, createdAt, commit, hash,
  ); // biome-ignore format: one line of values
  salted.forEach(({ part, salt }, index) => {
    tx.run(
      `INSERT INTO event_parts (place, salt, bytes) VALUES ((? << ${partBits}) | ?, ?, ?)`,
      key,
      index,
      salt,
      part,
    );
  });
  return hash;
}

/** The transaction as projectors see it: their clock stands at the events' own time, so that a replay gives the same rows. */
export function stampedTx(tx: Tx, createdAt: number): Tx {
  return { ...tx, runtime: { ...tx.runtime, clock: { ...tx.runtime.clock, now: () => createdAt } } };
}

interface Head {
  seq: number;
  hash: Uint8Array;
  createdAt: number;
  usage: string;
}

/** Brings a session's row up to its new head: status, stop reason, usage, last position. */
export function projectSession(
  tx: Tx,
  sessionNumber: number,
  head: Head,
  appended: readonly StoredEvent[],
): void {
  const usage = JSON.parse(head.usage) as ModelUsage;
  for (const { event } of appended) {
    if (event.type === 'span.model_request_end') addUsage(usage, event.model_usage);
    if (event.type === 'holdfast.paused' || event.type === 'holdfast.resumed')
      tx.run(
        'UPDATE sessions SET paused = ? WHERE number = ?',
        event.type === 'holdfast.paused' ? 1 : 0,
        sessionNumber,
      );
    const status = statusOf(event);
    if (status)
      tx.run(
        'UPDATE sessions SET status = ?, stop_reason = ? WHERE number = ?',
        status.status,
        status.stopReason,
        sessionNumber,
      );
  }
  tx.run(
    'UPDATE sessions SET last_seq = ?, last_hash = ?, last_event_at = ?, updated_at = ?, usage = ? WHERE number = ?',
    head.seq, head.hash, head.createdAt, head.createdAt, JSON.stringify(usage), sessionNumber,
  ); // biome-ignore format: one line of values
}

function addUsage(total: ModelUsage, more: ModelUsage): void {
  total.input_tokens += more.input_tokens;
  total.output_tokens += more.output_tokens;
  total.cache_creation_input_tokens += more.cache_creation_input_tokens;
  total.cache_read_input_tokens += more.cache_read_input_tokens;
}

function statusOf(event: SessionEvent): { status: string; stopReason: string | null } | null {
  switch (event.type) {
    case 'session.status_running':
      return { status: 'running', stopReason: null };
    case 'session.status_rescheduled':
      return { status: 'rescheduling', stopReason: null };
    case 'session.status_terminated':
      return { status: 'terminated', stopReason: null };
    case 'session.status_idle':
      return { status: 'idle', stopReason: JSON.stringify(event.stop_reason) };
    default:
      return null;
  }
}
