import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type SqlRow, type SqlValue, type Tx, text, textOrNull } from '../db/worker.ts';
import { getEvent } from '../log/worker.ts';
import { type ApprovalOrigins, approvalOrigins } from './approval-origins.ts';
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

const approvalRows = `SELECT a.*, s.id AS session_id, s.title AS session_title
  FROM approvals a JOIN sessions s ON s.number = a.session_number`;

/** At most 500, oldest first while pending, newest first otherwise. Pending ones of archived sessions are left out. */
export function listApprovals(
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
export function getApproval(tx: Tx, { id }: { id: string }): Approval {
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
