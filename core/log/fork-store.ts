import { HoldfastError } from '../base/index.ts';
import { bytes, type Tx } from '../db/worker.ts';
import type { NewEvent } from '../events/index.ts';
import type { AppendEvents } from './append.ts';
import { lineageOf } from './lineage.ts';
import { eventKey } from './rows.ts';
import { createSession, getSession, type SessionRecord } from './sessions-store.ts';

export interface ForkInput {
  sessionId: string;
  /** The last position that the fork shares with its parent. */
  seq: number;
  title: string | null;
  createdBy: string | null;
  /** Appended behind `holdfast.forked`: what brings the shared stretch to rest. */
  events: readonly NewEvent[];
}

/** What a room brings into a fork besides the log, told in the same transaction. `isHead`: the fork is at the parent's end. */
export interface Forking {
  parent: SessionRecord;
  fork: SessionRecord;
  seq: number;
  isHead: boolean;
}

export type SessionForker<T> = (tx: Tx, forking: Forking) => T;

/**
 * Makes the command that forks a session: a new session whose positions up to `seq` are the parent's own rows, and whose own log
 * begins with `holdfast.forked`. `bring` copies what is not in the log (the workspace). Throws `event_not_found` when the parent
 * has no such position.
 */
export function createFork<T>(append: AppendEvents, bring: SessionForker<T>) {
  return function fork(tx: Tx, input: ForkInput): { session: SessionRecord; brought: T } {
    const parent = getSession(tx, input);
    const headHash = hashAt(tx, input.sessionId, input.seq);
    const created = createSession(tx, {
      agent: parent.agent,
      environmentId: parent.environmentId,
      title: input.title ?? parent.title,
      metadata: parent.metadata,
      createdBy: input.createdBy,
    });
    tx.run(
      'UPDATE sessions SET forked_from = (SELECT number FROM sessions WHERE id = ?), forked_seq = ?, last_seq = ? WHERE id = ?',
      parent.id,
      input.seq,
      input.seq,
      created.id,
    );
    const head_hash = Buffer.from(headHash).toString('hex');
    append(tx, {
      sessionId: created.id,
      events: [
        { type: 'holdfast.forked', session_id: parent.id, seq: input.seq, head_hash },
        ...input.events,
      ],
    });
    const session = getSession(tx, { sessionId: created.id });
    const isHead = input.seq === parent.lastSeq;
    return { session, brought: bring(tx, { parent, fork: session, seq: input.seq, isHead }) };
  };
}

/** The chain's hash at a position of a session, wherever its row is. Throws `event_not_found`. */
export function hashAt(tx: Tx, sessionId: string, seq: number): Uint8Array {
  const stretch = lineageOf(tx, sessionId).find(({ first, last }) => seq >= first && seq <= last);
  const row = stretch && tx.get('SELECT hash FROM events WHERE key = ?', eventKey(stretch.number, seq));
  if (!row) throw new HoldfastError('event_not_found', `no position ${seq} in ${sessionId}`);
  return bytes(row, 'hash');
}
