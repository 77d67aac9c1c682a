import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type SqlRow, type SqlValue, type Tx, text, textOrNull } from '../db/worker.ts';
import type { EventOf, NewEvent, StoredEvent } from '../events/index.ts';
import { type AppendEvents, getEvent } from '../log/worker.ts';
import { type ApprovalOrigins, approvalOrigins } from './approval-origins.ts';
import { changedFiles } from './changed-files.ts';
import type { CallGrant } from './grants/grant.ts';
import type { CallPreview } from './labels.ts';
import { callPreview, forgottenPreview } from './preview-schema.ts';

export type ApprovalStatus = 'pending' | 'allowed' | 'denied' | 'void';

/** A call that was asked about. Times are milliseconds since the epoch. The id of an approval is that of its tool use. */
export interface Approval {
  id: string;
  sessionId: string;
  sessionTitle: string | null;
  tool: string;
  input: Record<string, unknown>;
  inputHash: string;
  status: ApprovalStatus;
  preview: CallPreview;
  /** Null where origins had no say. */
  origins: ApprovalOrigins | null;
  createdAt: number;
  answeredAt: number | null;
  answeredBy: string | null;
  note: string | null;
}

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

export interface AnswerInput {
  toolUseId: string;
  /** Hash of the arguments as the owner saw them; null from clients of the Managed Agents API, which cannot name it. */
  inputHash: string | null;
  decision: 'allow_once' | 'allow_session' | 'deny';
  note: string | null;
  by: string;
}

export interface Answered {
  sessionId: string;
  confirmation: StoredEvent;
}

const approvalRows = `SELECT a.*, s.id AS session_id, s.title AS session_title
  FROM approvals a JOIN sessions s ON s.number = a.session_number`;

/** At most 500, oldest first while pending, newest first otherwise. Pending ones of archived sessions are left out. */
function listApprovals(
  tx: Tx,
  filter: { status: 'pending' | 'answered' | 'any'; sessionId?: string },
): Approval[] {
  const values: SqlValue[] = [];
  let where = 'WHERE 1';
  if (filter.status === 'pending') where += " AND a.status = 'pending' AND s.archived_at IS NULL";
  if (filter.status === 'answered') where += " AND a.status <> 'pending'";
  if (filter.sessionId !== undefined) {
    where += ' AND s.id = ?';
    values.push(filter.sessionId);
  }
  const direction = filter.status === 'pending' ? 'ASC' : 'DESC';
  const order = `ORDER BY a.created_at ${direction}, a.tool_use_id ${direction}`;
  return tx.all(`${approvalRows} ${where} ${order} LIMIT 500`, ...values).map((row) => approvalOf(tx, row));
}

/** Throws `approval_not_found`. */
function getApproval(tx: Tx, { id }: { id: string }): Approval {
  const row = tx.get(`${approvalRows} WHERE a.tool_use_id = ?`, id);
  if (!row) throw new HoldfastError('approval_not_found', `no approval ${id}`);
  return approvalOf(tx, row);
}

function approvalOf(tx: Tx, row: SqlRow): Approval {
  const id = text(row, 'tool_use_id');
  const { event } = getEvent(tx, { eventId: id });
  const use = event.type === 'agent.tool_use' ? event : null;
  const preview = callPreview.safeParse(use?.holdfast?.ask?.preview);
  const status = text(row, 'status');
  return {
    id,
    sessionId: text(row, 'session_id'),
    sessionTitle: textOrNull(row, 'session_title'),
    tool: text(row, 'tool'),
    input: use?.input ?? {},
    inputHash: text(row, 'input_hash'),
    status: status as ApprovalStatus,
    preview: preview.success ? preview.data : forgottenPreview,
    origins: approvalOrigins(tx, use),
    createdAt: int(row, 'created_at'),
    answeredAt: intOrNull(row, 'answered_at'),
    answeredBy: textOrNull(row, 'answered_by'),
    note: row.confirmation_key === null ? null : noteOf(tx, int(row, 'confirmation_key')),
  };
}

function noteOf(tx: Tx, confirmationKey: number): string | null {
  const row = tx.get('SELECT id FROM events WHERE key = ?', confirmationKey);
  if (!row) return null;
  const { event } = getEvent(tx, { eventId: text(row, 'id') });
  return event.type === 'user.tool_confirmation' ? (event.deny_message ?? null) : null;
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
function listCallGrants(tx: Tx, { sessionId }: { sessionId: string }): SessionGrant[] {
  const rows = tx.all(
    `SELECT g.* FROM call_grants g JOIN sessions s ON s.number = g.session_number
     WHERE s.id = ? AND g.revoked_at IS NULL ORDER BY g.created_at, g.id`,
    sessionId,
  );
  return rows.flatMap((row) => {
    const { event } = getEvent(tx, { eventId: text(row, 'event_id') });
    if (event.type !== 'holdfast.grant_added' || event.grant === undefined) return [];
    const id = text(row, 'id');
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

/**
 * Makes the command that answers an approval: the confirmation, the rule where one was chosen, and the start of the call are
 * one transaction. Throws `approval_not_found`, `approval_already_answered`, `approval_stale`.
 */
function createAnswer(append: AppendEvents) {
  return function answer(tx: Tx, input: AnswerInput): Answered {
    const approval = getApproval(tx, { id: input.toolUseId });
    if (approval.status !== 'pending')
      throw new HoldfastError('approval_already_answered', `${approval.id} is ${approval.status}`);
    if (input.inputHash !== null && input.inputHash !== approval.inputHash) {
      throw new HoldfastError(
        'approval_stale',
        `the arguments of ${approval.id} are not the ones that were shown`,
      );
    }
    const use = getEvent(tx, { eventId: approval.id }).event;
    if (use.type !== 'agent.tool_use' || !use.holdfast?.ask)
      throw new HoldfastError('approval_not_found', `no call ${approval.id}`);
    const events = answerEvents(tx, input, approval, use);
    const [confirmation] = append(tx, { sessionId: approval.sessionId, events });
    if (!confirmation) throw new HoldfastError('internal', 'the confirmation was not appended');
    return { sessionId: approval.sessionId, confirmation };
  };
}

function answerEvents(
  tx: Tx,
  input: AnswerInput,
  approval: Approval,
  use: EventOf<'agent.tool_use'>,
): NewEvent[] {
  const isAllowed = input.decision !== 'deny';
  const offer = approval.preview.ruleOffered;
  if (input.decision === 'allow_session' && !offer) {
    throw new HoldfastError('invalid_request', 'no rule was offered for this call');
  }
  const confirmation: NewEvent = {
    type: 'user.tool_confirmation',
    tool_use_id: approval.id,
    result: isAllowed ? 'allow' : 'deny',
    ...(input.note === null ? {} : { deny_message: input.note }),
    holdfast: { by: input.by, scope: input.decision === 'allow_session' ? 'session' : 'once' },
  };
  if (!isAllowed) return [confirmation];
  const files = changedFiles(approval.preview);
  const intent: NewEvent = {
    type: 'holdfast.tool_intent',
    tool_use_id: approval.id,
    tool: approval.tool,
    input_hash: approval.inputHash,
    recovery: use.holdfast?.ask?.recovery ?? 'effectful',
    idempotency_key: approval.id,
    ...(files === 0 ? {} : { files }),
    verdict: { decision: 'allow', rule: 'owner', reason: `Allowed by ${input.by}.` },
  };
  if (input.decision === 'allow_once' || !offer) return [confirmation, intent];
  const rule: NewEvent = {
    type: 'holdfast.rule_added',
    rule_id: tx.runtime.ids.next('rule'),
    tool: offer.tool,
    scope: 'session',
    match: { ...offer.match },
    text: offer.text,
    by: input.by,
  };
  return [confirmation, rule, intent];
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
    },
  };
}

export type GateStore = ReturnType<typeof createGateStore>;
