import { int, type SqlValue, type Tx, text } from '../../db/worker.ts';
import { sessionNumber } from '../../log/worker.ts';
import {
  addSpent,
  hasLimits,
  type Limits,
  limitsSchema,
  nothingSpent,
  type ScopeFigures,
  type SharedLimits,
  type Spent,
} from './figures.ts';
import { slotOf } from './projector.ts';
import { spentIn, summedColumns } from './spending-rows.ts';

export interface FiguresInput {
  sessionId: string;
  dayStart: number;
  shared: SharedLimits;
  now: number;
  /** Also scopes without a limit: for showing. */
  all?: boolean;
}

interface SessionLimits {
  number: number;
  agentId: string;
  createdAt: number;
  limits: Limits;
  isBackground: boolean;
  /** True when the limit of money was given as a Managed Agents budget. */
  isManaged: boolean;
}

function sessionLimits(tx: Tx, sessionId: string): SessionLimits {
  const number = sessionNumber(tx, sessionId);
  const row = tx.get(
    `SELECT coalesce(json_extract(s.agent, '$.id'), '') AS agent_id, s.created_at, coalesce(l.limits, '{}') AS limits,
       coalesce(l.is_background, 0) AS is_background, coalesce(l.is_managed, 0) AS is_managed
     FROM sessions s LEFT JOIN budget_limits l ON l.session_number = s.number WHERE s.number = ?`,
    number,
  );
  if (!row) throw new Error(`session ${number} has no row`);
  return {
    number,
    agentId: text(row, 'agent_id'),
    createdAt: int(row, 'created_at'),
    limits: limitsSchema.parse(JSON.parse(text(row, 'limits'))),
    isBackground: int(row, 'is_background') === 1,
    isManaged: int(row, 'is_managed') === 1,
  };
}

/** The scopes that bound a session. Those without limits are left out and not summed up, unless `all`. */
export function figuresOf(tx: Tx, input: FiguresInput): ScopeFigures[] {
  const session = sessionLimits(tx, input.sessionId);
  const { shared } = input;
  const scopes: ScopeFigures[] = [];
  const add = (scope: ScopeFigures['scope'], limits: Limits, spent: () => Spent, wallMs = 0) => {
    if (input.all || hasLimits(limits)) scopes.push({ scope, limits, spent: spent(), wallMs });
  };
  add(
    'session',
    session.limits,
    () => sumSession(tx, session.number),
    Math.max(0, input.now - session.createdAt),
  );
  const agent = shared.agents[session.agentId];
  if (agent) {
    const since = agent.period === 'day' ? input.dayStart : 0;
    add('agent', agent.limits, () => sumShared(tx, { since, agentId: session.agentId }));
  }
  add('day', shared.day, () => sumShared(tx, { since: input.dayStart }));
  if (session.isBackground)
    add('background', shared.background, () => sumShared(tx, { since: input.dayStart, background: true }));
  return scopes;
}

function sumSession(tx: Tx, number: number): Spent {
  const spent = spentIn(
    tx.get(`SELECT ${summedColumns} FROM budget_spending WHERE session_number = ?`, number),
  );
  return addSpent(spent, reserved(tx, 'WHERE r.session_number = ?', number));
}

interface SharedScope {
  since: number;
  agentId?: string;
  background?: boolean;
}

// a reservation that stands counts whenever it was made
function sumShared(tx: Tx, { since, agentId, background }: SharedScope): Spent {
  const slot = slotOf(since);
  if (agentId !== undefined) {
    const ofAgent = "(SELECT number FROM sessions WHERE json_extract(agent, '$.id') = ?)";
    const now = tx.get(
      `SELECT ${summedColumns} FROM budget_spending WHERE slot >= ? AND session_number IN ${ofAgent}`,
      slot,
      agentId,
    );
    const past = tx.get(
      `SELECT ${summedColumns} FROM budget_past WHERE slot >= ? AND agent_id = ?`,
      slot,
      agentId,
    );
    const open = reserved(tx, `WHERE r.session_number IN ${ofAgent}`, agentId);
    return addSpent(addSpent(spentIn(now), spentIn(past)), open);
  }
  const ofBackground = '(SELECT session_number FROM budget_limits WHERE is_background = 1)';
  const only = background ? `AND session_number IN ${ofBackground}` : '';
  const now = tx.get(`SELECT ${summedColumns} FROM budget_spending WHERE slot >= ? ${only}`, slot);
  const onlyPast = background ? 'AND is_background = 1' : '';
  const past = tx.get(`SELECT ${summedColumns} FROM budget_past WHERE slot >= ? ${onlyPast}`, slot);
  const open = reserved(tx, background ? `WHERE r.session_number IN ${ofBackground}` : '');
  return addSpent(addSpent(spentIn(now), spentIn(past)), open);
}

function reserved(tx: Tx, where: string, ...values: SqlValue[]): Partial<Spent> {
  const row = tx.get(
    `SELECT coalesce(sum(r.input_tokens), 0) AS input_tokens, coalesce(sum(r.output_tokens), 0) AS output_tokens,
       coalesce(sum(r.cost_nanos), 0) AS cost_nanos, coalesce(sum(r.unpriced_tokens), 0) AS unpriced_tokens
     FROM budget_reservations r ${where}`,
    ...values,
  );
  if (!row) return {};
  return {
    inputTokens: int(row, 'input_tokens'),
    outputTokens: int(row, 'output_tokens'),
    costNanos: int(row, 'cost_nanos'),
    unpricedTokens: int(row, 'unpriced_tokens'),
  };
}

/** One line of "what was spent on what". */
export interface SpendingLine {
  /** `answer`, `compaction` (name: the model), or `tool` (name: the tool). */
  kind: string;
  name: string;
  spent: Spent;
}

export interface SessionReport {
  limits: Limits;
  isBackground: boolean;
  isManaged: boolean;
  agentId: string;
  spent: Spent;
  /** How long what runs right now has been running; in `spent` once it has ended. */
  underWayMs: number;
  reserved: { inputTokens: number; outputTokens: number };
  lines: SpendingLine[];
}

/** Everything about the budgets of sessions, by id; unknown ids are left out. */
export function report(
  tx: Tx,
  { sessionIds, now }: { sessionIds: readonly string[]; now: number },
): Record<string, SessionReport> {
  const reports: Record<string, SessionReport> = {};
  for (const sessionId of sessionIds) {
    if (!tx.get('SELECT 1 FROM sessions WHERE id = ?', sessionId)) continue;
    const session = sessionLimits(tx, sessionId);
    const open = reserved(tx, 'WHERE r.session_number = ?', session.number);
    reports[sessionId] = {
      limits: session.limits,
      isBackground: session.isBackground,
      isManaged: session.isManaged,
      agentId: session.agentId,
      spent: sumSession(tx, session.number),
      underWayMs: underWayOf(tx, session.number, now),
      reserved: { inputTokens: open.inputTokens ?? 0, outputTokens: open.outputTokens ?? 0 },
      lines: linesOf(
        tx,
        `SELECT kind, name, ${summedColumns} FROM budget_spending WHERE session_number = ?
         GROUP BY kind, name ORDER BY kind, name`,
        session.number,
      ),
    };
  }
  return reports;
}

// each step of a turn is an event: since the last one the request or the call that is open has been running
function underWayOf(tx: Tx, number: number, now: number): number {
  const row = tx.get(
    `SELECT s.last_event_at FROM sessions s WHERE s.number = ? AND s.status = 'running' AND (
       EXISTS (SELECT 1 FROM budget_reservations r WHERE r.session_number = s.number)
       OR EXISTS (SELECT 1 FROM budget_calls c WHERE c.session_number = s.number))`,
    number,
  );
  return row ? Math.max(0, now - int(row, 'last_event_at')) : 0;
}

/** What all sessions of a scope spent since a time. */
export function spendingOf(tx: Tx, scope: SharedScope): Spent {
  return addSpent(nothingSpent, sumShared(tx, scope));
}

function linesOf(tx: Tx, sql: string, ...values: SqlValue[]): SpendingLine[] {
  return tx
    .all(sql, ...values)
    .map((row) => ({ kind: text(row, 'kind'), name: text(row, 'name'), spent: spentIn(row) }));
}
