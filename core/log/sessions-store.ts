import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type SqlRow, type SqlValue, type Tx, text, textOrNull } from '../db/worker.ts';
import { type ModelUsage, type StopReason, stopReason } from '../events/index.ts';
import { genesisHash } from './chain.ts';
import { importedSessionPrefix } from './imported-sessions.ts';
import { eventKey, maxParts, partBits, sessionNumber } from './rows.ts';

export type SessionStatus = 'idle' | 'running' | 'rescheduling' | 'terminated';

/** A session without its events. Times are milliseconds since the epoch. `agent` is the snapshot it was made with. */
export interface SessionRecord {
  id: string;
  agent: Record<string, unknown>;
  environmentId: string;
  title: string | null;
  metadata: Record<string, string>;
  status: SessionStatus;
  stopReason: StopReason | null;
  lastSeq: number;
  usage: ModelUsage;
  createdAt: number;
  updatedAt: number;
  lastEventAt: number;
  archivedAt: number | null;
  /** Null: the owner; otherwise the id of the client's token. */
  createdBy: string | null;
  /** Nothing new starts until the owner resumes it. */
  isPaused: boolean;
  forkedFrom: { sessionId: string; seq: number } | null;
}

export interface NewSession {
  /** Made up when left out. */
  id?: string;
  agent: Record<string, unknown>;
  environmentId: string;
  title: string | null;
  metadata: Record<string, string>;
  /** Null or left out: the owner. */
  createdBy?: string | null;
}

export interface SessionFilter {
  /** Only sessions that this client's token made. */
  createdBy?: string;
  /** Only what was forked from this session. */
  forkedFrom?: string;
  titleContains?: string;
  /** Without sessions that only hold what was imported. */
  isWithoutImports?: boolean;
  ids?: readonly string[];
  archived?: 'include' | 'only' | 'exclude';
  statuses?: readonly SessionStatus[];
  agentId?: string;
  createdAfter?: number;
  createdBefore?: number;
  orderBy: 'created' | 'last_event';
  direction: 'asc' | 'desc';
  limit: number;
  offset: number;
}

const columns = 's.*, (SELECT p.id FROM sessions p WHERE p.number = s.forked_from) AS parent_id';
const emptyUsage: ModelUsage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};

/** Creates an idle session with an empty log. */
export function createSession(tx: Tx, input: NewSession): SessionRecord {
  const id = input.id ?? tx.runtime.ids.next('sesn');
  const now = tx.runtime.clock.now();
  tx.run(
    `INSERT INTO sessions (id, agent, environment_id, title, metadata, created_at, updated_at, status, last_hash, last_event_at, usage, created_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'idle', ?, ?, ?, ?)`,
    id, JSON.stringify(input.agent), input.environmentId, input.title, JSON.stringify(input.metadata), now, now,
    genesisHash(id), now, JSON.stringify(emptyUsage), input.createdBy ?? null,
  ); // biome-ignore format: one line of values
  tx.note('sessions', { sessionId: id });
  return getSession(tx, { sessionId: id });
}

/** Throws `session_not_found`. */
export function getSession(tx: Tx, { sessionId }: { sessionId: string }): SessionRecord {
  const row = tx.get(`SELECT ${columns} FROM sessions s WHERE id = ?`, sessionId);
  if (!row) throw new HoldfastError('session_not_found', `no session ${sessionId}`);
  return sessionOf(row);
}

/** Sessions that fit the filter, at most `limit` (200). */
export function listSessions(tx: Tx, filter: SessionFilter): SessionRecord[] {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, ...more: SqlValue[]) => {
    conditions.push(condition);
    values.push(...more);
  };
  if (filter.titleContains)
    add("title LIKE ? ESCAPE '\\'", `%${filter.titleContains.replaceAll(/[\\%_]/g, '\\$&')}%`);
  if (filter.isWithoutImports === true) add(`id NOT GLOB '${importedSessionPrefix}*'`);
  if (filter.ids) add('id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.ids));
  if (filter.createdBy !== undefined) add('created_by = ?', filter.createdBy);
  if (filter.archived === 'only') add('archived_at IS NOT NULL');
  if (filter.archived === undefined || filter.archived === 'exclude') add('archived_at IS NULL');
  if (filter.statuses) add('status IN (SELECT value FROM json_each(?))', JSON.stringify(filter.statuses));
  if (filter.forkedFrom !== undefined)
    add('forked_from = (SELECT number FROM sessions WHERE id = ?)', filter.forkedFrom);
  if (filter.agentId) add("json_extract(agent, '$.id') = ?", filter.agentId);
  if (filter.createdAfter !== undefined) add('created_at >= ?', filter.createdAfter);
  if (filter.createdBefore !== undefined) add('created_at <= ?', filter.createdBefore);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const column = filter.orderBy === 'created' ? 'created_at' : 'last_event_at';
  const direction = filter.direction === 'asc' ? 'ASC' : 'DESC';
  const limit = Math.min(Math.max(filter.limit, 1), 200);
  return tx
    .all(
      // sorted by numbers alone: whole rows carry their agent
      `SELECT ${columns} FROM sessions s WHERE number IN (
         SELECT number FROM sessions ${where} ORDER BY ${column} ${direction}, number ${direction} LIMIT ? OFFSET ?
       ) ORDER BY ${column} ${direction}, number ${direction}`,
      ...values,
      limit,
      filter.offset,
    )
    .map(sessionOf);
}

/** Sessions that were under way: running, waiting for the owner, or with messages that wait. */
export function sessionsToWake(tx: Tx, _: Record<string, never>): string[] {
  const rows = tx.all(
    `SELECT id FROM sessions s WHERE archived_at IS NULL AND status <> 'terminated' AND (
       status IN ('running', 'rescheduling') OR json_extract(stop_reason, '$.type') = 'requires_action'
       OR EXISTS (SELECT 1 FROM queued_events q WHERE q.session_number = s.number)
     ) ORDER BY number`,
  );
  return rows.map((row) => text(row, 'id'));
}

/** Changes title, metadata, agent snapshot or archive mark; what is undefined stays. */
export function updateSession(
  tx: Tx,
  input: {
    sessionId: string;
    title?: string | null;
    metadata?: Record<string, string>;
    agent?: Record<string, unknown>;
    archived?: boolean;
  },
): SessionRecord {
  const session = getSession(tx, input);
  const now = tx.runtime.clock.now();
  const archivedAt =
    input.archived === undefined ? session.archivedAt : input.archived ? (session.archivedAt ?? now) : null;
  tx.run(
    'UPDATE sessions SET title = ?, metadata = ?, agent = ?, archived_at = ?, updated_at = ? WHERE id = ?',
    input.title === undefined ? session.title : input.title,
    JSON.stringify(input.metadata ?? session.metadata),
    JSON.stringify(input.agent ?? session.agent),
    archivedAt,
    now,
    input.sessionId,
  );
  tx.note('sessions', { sessionId: input.sessionId });
  return getSession(tx, input);
}

/** Told of a session that is being deleted, in the same transaction, before its rows go. */
export type SessionRemover = (tx: Tx, session: { sessionId: string; sessionNumber: number }) => void;

/**
 * Makes the command that deletes a session with its log. Throws `session_running` while it runs, `session_has_forks` while another
 * session's log begins with it.
 */
export function createDeleteSession(removers: readonly SessionRemover[]) {
  return function deleteSession(tx: Tx, { sessionId }: { sessionId: string }): { id: string } {
    const number = sessionNumber(tx, sessionId);
    const { status } = getSession(tx, { sessionId });
    if (status === 'running' || status === 'rescheduling')
      throw new HoldfastError('session_running', `${sessionId} is ${status}`);
    if (tx.get('SELECT 1 FROM sessions WHERE forked_from = ? LIMIT 1', number))
      throw new HoldfastError('session_has_forks', `${sessionId} has forks`);
    for (const remove of removers) remove(tx, { sessionId, sessionNumber: number });
    const first = eventKey(number, 0);
    const last = eventKey(number + 1, 0) - 1;
    tx.run(
      `DELETE FROM event_parts WHERE place BETWEEN (? << ${partBits}) AND (? << ${partBits}) | ${maxParts - 1}`,
      first,
      last,
    );
    tx.run('DELETE FROM events WHERE key BETWEEN ? AND ?', first, last);
    tx.run('DELETE FROM queued_events WHERE session_number = ?', number);
    tx.run('DELETE FROM leases WHERE session_number = ?', number);
    tx.run('DELETE FROM sessions WHERE number = ?', number);
    tx.note('session_deleted', { sessionId });
    return { id: sessionId };
  };
}

function sessionOf(row: SqlRow): SessionRecord {
  const reason = textOrNull(row, 'stop_reason');
  const parentId = textOrNull(row, 'parent_id');
  return {
    id: text(row, 'id'),
    agent: JSON.parse(text(row, 'agent')) as Record<string, unknown>,
    environmentId: text(row, 'environment_id'),
    title: textOrNull(row, 'title'),
    metadata: JSON.parse(text(row, 'metadata')) as Record<string, string>,
    status: text(row, 'status') as SessionStatus,
    stopReason: reason === null ? null : stopReason.parse(JSON.parse(reason)),
    lastSeq: int(row, 'last_seq'),
    usage: JSON.parse(text(row, 'usage')) as ModelUsage,
    createdAt: int(row, 'created_at'),
    updatedAt: int(row, 'updated_at'),
    lastEventAt: int(row, 'last_event_at'),
    archivedAt: intOrNull(row, 'archived_at'),
    createdBy: textOrNull(row, 'created_by'),
    isPaused: int(row, 'paused') === 1,
    forkedFrom: parentId === null ? null : { sessionId: parentId, seq: int(row, 'forked_seq') },
  };
}
