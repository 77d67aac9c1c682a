import { HoldfastError } from '../base/index.ts';
import { int, type SqlRow, type Tx, text } from '../db/worker.ts';
import type { ContentBlock, NewEvent, SessionEvent, StoredEvent } from '../events/index.ts';
import type { AppendEvents } from './append.ts';
import { sessionNumber } from './rows.ts';

/** An event that waits for its turn: it takes its place in the log when the harness drains it. `processed_at` is null. */
export type QueuedEvent = Omit<SessionEvent, 'processed_at'> & { processed_at: null };

/**
 * When a waiting event takes its place: `queue` when the turn has ended, `steer` after the current tool (calls that have not started
 * are skipped), `next` before the next model request, as Managed Agents clients expect it.
 */
export type Delivery = 'queue' | 'steer' | 'next';

/** A waiting event with the way it is delivered. */
export interface Waiting {
  event: QueuedEvent;
  delivery: Delivery;
}

export interface EnqueueInput {
  sessionId: string;
  events: readonly NewEvent[];
  /** `next` when left out. */
  delivery?: Delivery;
}

/** Keeps client events until they are drained, in order of arrival. Throws when the session takes no more input. */
export function enqueue(tx: Tx, input: EnqueueInput): QueuedEvent[] {
  const delivery = input.delivery ?? 'next';
  const number = sessionNumber(tx, input.sessionId);
  const session = tx.get('SELECT status, archived_at FROM sessions WHERE number = ?', number);
  if (session?.status === 'terminated')
    throw new HoldfastError('session_terminated', `${input.sessionId} is terminated`);
  if (session?.archived_at != null)
    throw new HoldfastError('session_archived', `${input.sessionId} is archived`);
  return input.events.map((event) => {
    const queued = {
      ...event,
      id: event.id ?? tx.runtime.ids.next('sevt'),
      processed_at: null,
    } as QueuedEvent;
    tx.run(
      'INSERT INTO queued_events (session_number, id, event, received_at, delivery) VALUES (?, ?, ?, ?, ?)',
      number,
      queued.id,
      JSON.stringify(queued),
      tx.runtime.clock.now(),
      delivery,
    );
    tx.note('queued', { sessionId: input.sessionId, event: queued, delivery });
    return queued;
  });
}

/** The events that wait, oldest first. */
export function queued(tx: Tx, { sessionId }: { sessionId: string }): Waiting[] {
  const rows = tx.all(
    'SELECT event, delivery FROM queued_events WHERE session_number = ? ORDER BY rowid',
    sessionNumber(tx, sessionId),
  );
  return rows.map(waitingOf);
}

function waitingOf(row: SqlRow): Waiting {
  return {
    event: JSON.parse(text(row, 'event')) as QueuedEvent,
    delivery: text(row, 'delivery') as Delivery,
  };
}

/** Changes what a waiting message says or how it is delivered. Throws `message_taken` when it waits no more. */
export function changeQueued(
  tx: Tx,
  input: { sessionId: string; eventId: string; content?: readonly ContentBlock[]; delivery?: Delivery },
): Waiting {
  const waiting = waitingAt(tx, input);
  const event = input.content === undefined ? waiting.event : { ...waiting.event, content: input.content };
  const changed = { event: event as QueuedEvent, delivery: input.delivery ?? waiting.delivery };
  tx.run(
    'UPDATE queued_events SET event = ?, delivery = ? WHERE id = ?',
    JSON.stringify(changed.event),
    changed.delivery,
    input.eventId,
  );
  tx.note('queued', { sessionId: input.sessionId, ...changed });
  return changed;
}

/** Takes a waiting message back. Throws `message_taken` when it waits no more. */
export function removeQueued(tx: Tx, input: { sessionId: string; eventId: string }): void {
  waitingAt(tx, input);
  tx.run('DELETE FROM queued_events WHERE id = ?', input.eventId);
  tx.note('unqueued', input);
}

function waitingAt(tx: Tx, input: { sessionId: string; eventId: string }): Waiting {
  const row = tx.get(
    'SELECT event, delivery FROM queued_events WHERE session_number = ? AND id = ?',
    sessionNumber(tx, input.sessionId),
    input.eventId,
  );
  if (row) return waitingOf(row);
  const taken = tx.get('SELECT 1 FROM events WHERE id = ?', input.eventId);
  throw new HoldfastError(taken ? 'message_taken' : 'event_not_found', `${input.eventId} does not wait`);
}

export interface DrainInput {
  sessionId: string;
  leaseToken: number;
  /** Appended in front of what waits. */
  before: readonly NewEvent[];
  /** Appended behind it. */
  after?: readonly NewEvent[];
  /** Append nothing at all when nothing waits. */
  onlyIfQueued: boolean;
  /** The turn goes on: what is to wait for its end stays. */
  isMidTurn?: boolean;
}

/** Makes the command that moves what waits into the log, between `before` and `after`, in one transaction. */
export function createDrain(append: AppendEvents) {
  return function drain(tx: Tx, input: DrainInput): StoredEvent[] {
    const taken = queued(tx, input).filter(({ delivery }) => !input.isMidTurn || delivery !== 'queue');
    if (taken.length === 0 && input.onlyIfQueued) return [];
    const ids = JSON.stringify(taken.map(({ event }) => event.id));
    tx.run('DELETE FROM queued_events WHERE id IN (SELECT value FROM json_each(?))', ids);
    const drained = taken.map(({ event: { processed_at: _, ...event } }) => event as NewEvent);
    const events = [...input.before, ...drained, ...(input.after ?? [])];
    return append(tx, { sessionId: input.sessionId, leaseToken: input.leaseToken, events });
  };
}

export interface Lease {
  sessionId: string;
  token: number;
}

/**
 * Takes the session for one harness. Throws `lease_held` when another holder of this process has it; `holder` names the
 * process start, so what a dead process held is taken over at once (the data folder's lock proves that it is dead).
 */
export function takeLease(tx: Tx, input: { sessionId: string; holder: string; process: string }): Lease {
  const number = sessionNumber(tx, input.sessionId);
  const current = tx.get('SELECT holder, token FROM leases WHERE session_number = ?', number);
  const holder = `${input.process}/${input.holder}`;
  if (current && text(current, 'holder').startsWith(`${input.process}/`)) {
    throw new HoldfastError('lease_held', `${input.sessionId} is held by ${text(current, 'holder')}`);
  }
  const token = (current ? int(current, 'token') : 0) + 1;
  tx.run(
    'INSERT INTO leases (session_number, holder, token, taken_at) VALUES (?, ?, ?, ?) ON CONFLICT (session_number) DO UPDATE SET holder = excluded.holder, token = excluded.token, taken_at = excluded.taken_at',
    number,
    holder,
    token,
    tx.runtime.clock.now(),
  );
  return { sessionId: input.sessionId, token };
}

/** Lets go of a session; a lease that no longer holds is fine. The token stays, so that it is never given out twice. */
export function releaseLease(tx: Tx, input: Lease): void {
  const number = sessionNumber(tx, input.sessionId);
  tx.run("UPDATE leases SET holder = '' WHERE session_number = ? AND token = ?", number, input.token);
}
