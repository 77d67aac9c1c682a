import { HoldfastError } from '../base/index.ts';
import { int, type Tx, text } from '../db/worker.ts';
import type { NewEvent, SessionEvent, StoredEvent } from '../events/index.ts';
import type { AppendEvents } from './append.ts';
import { sessionNumber } from './rows.ts';

/** An event that waits for its turn: it takes its place in the log when the harness drains it. `processed_at` is null. */
export type QueuedEvent = Omit<SessionEvent, 'processed_at'> & { processed_at: null };

/** Keeps client events until they are drained, in order of arrival. Throws when the session takes no more input. */
export function enqueue(tx: Tx, input: { sessionId: string; events: readonly NewEvent[] }): QueuedEvent[] {
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
      'INSERT INTO queued_events (session_number, id, event, received_at) VALUES (?, ?, ?, ?)',
      number,
      queued.id,
      JSON.stringify(queued),
      tx.runtime.clock.now(),
    );
    tx.note('queued', { sessionId: input.sessionId, event: queued });
    return queued;
  });
}

/** The events that wait, oldest first. */
export function queued(tx: Tx, { sessionId }: { sessionId: string }): QueuedEvent[] {
  const rows = tx.all(
    'SELECT event FROM queued_events WHERE session_number = ? ORDER BY rowid',
    sessionNumber(tx, sessionId),
  );
  return rows.map((row) => JSON.parse(text(row, 'event')) as QueuedEvent);
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
}

/** Makes the command that moves what waits into the log, between `before` and `after`, in one transaction. */
export function createDrain(append: AppendEvents) {
  return function drain(tx: Tx, input: DrainInput): StoredEvent[] {
    const waiting = queued(tx, input);
    if (waiting.length === 0 && input.onlyIfQueued) return [];
    tx.run('DELETE FROM queued_events WHERE session_number = ?', sessionNumber(tx, input.sessionId));
    const drained = waiting.map(({ processed_at: _, ...event }) => event as NewEvent);
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
