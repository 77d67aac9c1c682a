import { int, type SqlRow, type SqlValue, type Tx } from '../../db/worker.ts';
import { nothingSpent, type Spent, spentKeys } from './figures.ts';

/** Which row something is added to: `kind` is a request's purpose or `tool`, `name` the model or the tool. */
export interface SpendingKey {
  sessionNumber: number;
  slot: number;
  kind: string;
  name: string;
}

const columns: Record<keyof Spent, string> = {
  requests: 'requests',
  calls: 'calls',
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  costNanos: 'cost_nanos',
  unpricedTokens: 'unpriced_tokens',
  runningMs: 'running_ms',
  bytesOut: 'bytes_out',
  filesChanged: 'files_changed',
};
const names = spentKeys.map((key) => columns[key]);

/** The columns of spending, in the order of `Spent`. */
export const spendingColumns = names.join(', ');
/** The same, summed up; no rows give zeros. */
export const summedColumns = names.map((name) => `coalesce(sum(${name}), 0) AS ${name}`).join(', ');
const raised = names.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');
const marks = names.map(() => '?').join(', ');

/** Adds to a row of spending, making it where it is missing. */
export function addToSpending(tx: Tx, key: SpendingKey, spent: Spent): void {
  tx.run(
    `INSERT INTO budget_spending (session_number, slot, kind, name, ${spendingColumns}) VALUES (?, ?, ?, ?, ${marks})
     ON CONFLICT (session_number, slot, kind, name) DO UPDATE SET ${raised}`,
    key.sessionNumber,
    key.slot,
    key.kind,
    key.name,
    ...spentKeys.map((field): SqlValue => spent[field]),
  );
}

/** Keeps what a deleted session spent, for the limits that it shared with others. Sums by agent, day and kind; no word of it. */
export function keepPastSpending(tx: Tx, sessionNumber: number): void {
  tx.run(
    `INSERT INTO budget_past (agent_id, is_background, slot, kind, name, ${spendingColumns})
     SELECT coalesce(json_extract(s.agent, '$.id'), ''), coalesce(l.is_background, 0), b.slot, b.kind, b.name,
       ${names.map((name) => `b.${name}`).join(', ')}
     FROM budget_spending b JOIN sessions s ON s.number = b.session_number
     LEFT JOIN budget_limits l ON l.session_number = b.session_number
     WHERE b.session_number = ?
     ON CONFLICT (agent_id, is_background, slot, kind, name) DO UPDATE SET ${raised}`,
    sessionNumber,
  );
}

/** What work of no session spent: one row, or all of a kind since a slot. */
export function pastSpent(
  tx: Tx,
  of: { kind: string; model: string; slot: number } | { kind: string; sinceSlot: number },
): Spent {
  const [condition, ...values] =
    'sinceSlot' in of ? ['slot >= ?', of.sinceSlot] : ['slot = ? AND name = ?', of.slot, of.model];
  return spentIn(
    tx.get(
      `SELECT ${summedColumns} FROM budget_past WHERE agent_id = '' AND is_background = 1 AND kind = ? AND ${condition}`,
      of.kind,
      ...values,
    ),
  );
}

/** Puts the row of work of no session. */
export function setPastSpent(tx: Tx, of: { kind: string; model: string; slot: number }, spent: Spent): void {
  tx.run(
    `INSERT OR REPLACE INTO budget_past (agent_id, is_background, slot, kind, name, ${spendingColumns}) VALUES ('', 1, ?, ?, ?, ${marks})`,
    of.slot,
    of.kind,
    of.model,
    ...spentKeys.map((field): SqlValue => spent[field]),
  );
}

/** A row of sums as `Spent`. */
export function spentIn(row: SqlRow | undefined): Spent {
  const spent: Spent = { ...nothingSpent };
  if (row) for (const key of spentKeys) spent[key] = int(row, columns[key]);
  return spent;
}
