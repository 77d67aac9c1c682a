import { int, type SqlRow, type Tx, text, textOrNull } from '../db/worker.ts';
import { type AppendEvents, getEvent } from '../log/worker.ts';
import { listAlarms } from './alarm-store.ts';
import { createAnswer } from './answer-store.ts';
import { getApproval, listApprovals } from './approval-store.ts';
import type { CallGrant } from './grants/grant.ts';

/** A call of a custom tool that waits for its result: `ask_user`, or a client's own. */
export interface Question {
  id: string;
  sessionId: string;
  sessionTitle: string | null;
  tool: string;
  input: Record<string, unknown>;
  /** The harness asks by itself when the agent goes in circles. */
  askedBy: 'agent' | 'holdfast';
  createdAt: number;
}

export interface Rule {
  id: string;
  sessionId: string;
  sessionTitle: string | null;
  tool: string;
  match: Record<string, unknown>;
  text: string;
  createdAt: number;
  uses: number;
}

export interface FolderGrant {
  id: string;
  sessionId: string;
  name: string;
  path: string;
  access: 'read' | 'read_write';
  createdAt: number;
}

/** A grant with where it stands. Times are milliseconds since the epoch. */
export interface SessionGrant extends CallGrant {
  sessionId: string;
  createdAt: number;
  uses: number;
}

/** Pending questions, oldest first. */
function listQuestions(tx: Tx, filter: { sessionId?: string }): Question[] {
  const rows = tx.all(
    `SELECT q.tool_use_id, q.created_at, s.id AS session_id, s.title AS session_title
     FROM questions q JOIN sessions s ON s.number = q.session_number
     WHERE q.status = 'pending' AND s.archived_at IS NULL AND s.id = coalesce(?, s.id) ORDER BY q.created_at LIMIT 500`,
    filter.sessionId ?? null,
  );
  return rows.flatMap((row) => {
    const { event } = getEvent(tx, { eventId: text(row, 'tool_use_id') });
    if (event.type !== 'agent.custom_tool_use') return [];
    return {
      id: event.id,
      sessionId: text(row, 'session_id'),
      sessionTitle: textOrNull(row, 'session_title'),
      tool: event.name,
      input: event.input,
      askedBy: event.holdfast?.asked_by === undefined ? 'agent' : 'holdfast',
      createdAt: int(row, 'created_at'),
    };
  });
}

function listRules(tx: Tx, filter: { sessionId?: string }): Rule[] {
  const rows = tx.all(
    `SELECT r.*, s.id AS session_id, s.title AS session_title FROM rules r JOIN sessions s ON s.number = r.session_number
     WHERE r.revoked_at IS NULL AND s.id = coalesce(?, s.id) ORDER BY r.created_at`,
    filter.sessionId ?? null,
  );
  return rows.map((row) => ({
    id: text(row, 'id'),
    sessionId: text(row, 'session_id'),
    sessionTitle: textOrNull(row, 'session_title'),
    tool: text(row, 'tool'),
    match: JSON.parse(text(row, 'match')) as Record<string, unknown>,
    text: text(row, 'text'),
    createdAt: int(row, 'created_at'),
    uses: int(row, 'uses'),
  }));
}

/** How many approvals and questions wait, by session; sessions where nothing waits are left out. Archived ones wait for nothing. */
function countWaiting(
  tx: Tx,
  { sessionIds }: { sessionIds: readonly string[] },
): Record<string, { approvals: number; questions: number }> {
  const rows = tx.all(
    `SELECT s.id, count(w.approval) AS approvals, count(w.question) AS questions FROM sessions s JOIN (
       SELECT session_number, 1 AS approval, NULL AS question FROM approvals WHERE status = 'pending'
       UNION ALL SELECT session_number, NULL, 1 FROM questions WHERE status = 'pending'
     ) w ON w.session_number = s.number
     WHERE s.archived_at IS NULL AND s.id IN (SELECT value FROM json_each(?)) GROUP BY s.id`,
    JSON.stringify(sessionIds),
  );
  return Object.fromEntries(
    rows.map((row) => [
      text(row, 'id'),
      { approvals: int(row, 'approvals'), questions: int(row, 'questions') },
    ]),
  );
}

/** Folders that sessions may reach now, each with its session. */
function listFoldersOf(tx: Tx, { sessionIds }: { sessionIds: readonly string[] }): FolderGrant[] {
  const rows = tx.all(
    `SELECT g.*, s.id AS session_id FROM grants g JOIN sessions s ON s.number = g.session_number
     WHERE s.id IN (SELECT value FROM json_each(?)) AND g.revoked_at IS NULL AND g.kind = 'folder'
     ORDER BY g.created_at, g.id`,
    JSON.stringify(sessionIds),
  );
  return rows.map((row) => folderOf(row, text(row, 'session_id')));
}

/** Folders the session may reach now. */
function listFolders(tx: Tx, { sessionId }: { sessionId: string }): FolderGrant[] {
  const rows = tx.all(
    `SELECT g.* FROM grants g JOIN sessions s ON s.number = g.session_number
     WHERE s.id = ? AND g.revoked_at IS NULL AND g.kind = 'folder' ORDER BY g.created_at, g.id`,
    sessionId,
  );
  return rows.map((row) => folderOf(row, sessionId));
}

function folderOf(row: SqlRow, sessionId: string): FolderGrant {
  return {
    id: text(row, 'id'),
    sessionId,
    name: text(row, 'name'),
    path: text(row, 'path'),
    access: text(row, 'access') === 'read_write' ? 'read_write' : 'read',
    createdAt: int(row, 'created_at'),
  };
}

/** What the session's tasks are permitted now; a grant whose content was forgotten permits nothing. */
function listCallGrants(tx: Tx, filter: { sessionId?: string }): SessionGrant[] {
  const rows = tx.all(
    `SELECT g.*, s.id AS session_id FROM call_grants g JOIN sessions s ON s.number = g.session_number
     WHERE s.id = coalesce(?, s.id) AND g.revoked_at IS NULL ORDER BY g.created_at, g.id`,
    filter.sessionId ?? null,
  );
  return rows.flatMap((row) => {
    const { event } = getEvent(tx, { eventId: text(row, 'event_id') });
    if (event.type !== 'holdfast.grant_added' || event.grant === undefined) return [];
    const [id, sessionId] = [text(row, 'id'), text(row, 'session_id')];
    return [{ id, sessionId, ...event.grant, createdAt: int(row, 'created_at'), uses: int(row, 'uses') }];
  });
}

/** The hashes of exactly those calls that the owner denied since they last wrote a message. */
function deniedHashes(tx: Tx, { sessionId }: { sessionId: string }): string[] {
  const rows = tx.all(
    `SELECT DISTINCT a.input_hash FROM approvals a JOIN sessions s ON s.number = a.session_number
     WHERE s.id = ? AND a.status = 'denied'
       AND NOT EXISTS (SELECT 1 FROM events e WHERE e.type = 'user.message'
         AND e.key > a.confirmation_key AND e.key < (s.number + 1) * 4294967296)`,
    sessionId,
  );
  return rows.map((row) => text(row, 'input_hash'));
}

/** The gate's store functions for the data worker. */
export function createGateStore(ports: { append: AppendEvents }) {
  return {
    commands: { answer: createAnswer(ports.append) },
    queries: {
      listApprovals,
      getApproval,
      listQuestions,
      listRules,
      listFolders,
      listFoldersOf,
      listCallGrants,
      countWaiting,
      deniedHashes,
      listAlarms,
    },
  };
}

export type GateStore = ReturnType<typeof createGateStore>;
