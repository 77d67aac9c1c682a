import { int, intOrNull, type Tx, text } from '../../db/worker.ts';
import type { NewEvent, RequestPurpose, StoredEvent } from '../../events/index.ts';
import type { AppendEvents, SessionRemover } from '../../log/worker.ts';
import { read, requireLease, sessionNumber } from '../../log/worker.ts';
import { backgroundSpent, reserveBackground, settleBackground } from './background-store.ts';
import type { Reached, ScopeFigures, SharedLimits } from './figures.ts';
import { type Ask, type CallsFit, weighCalls, weighRequest } from './fit.ts';
import type { Price } from './price.ts';
import { budgetEventTypes, projectBudgets, runningMsOf } from './projector.ts';
import { type FiguresInput, figuresOf, report, spendingOf } from './read-figures.ts';
import { keepPastSpending } from './spending-rows.ts';

/** What of the world outside the file a weighing needs. */
export interface Circumstances {
  /** Start of the owner's day, in ms. */
  dayStart: number;
  shared: SharedLimits;
}

export interface ReserveInput extends Circumstances {
  sessionId: string;
  leaseToken: number;
  spanId: string;
  purpose: RequestPurpose;
  model: string;
  ask: Ask & { price: Price | null };
  /** Committed in front of the request, in the same transaction. */
  before: readonly NewEvent[];
  /** Commit only when the input is not what makes it tight: the caller can count it better. */
  onlyIfAmple: boolean;
}

export type Reserved =
  | {
      kind: 'reserved';
      maxTokens: number;
      /** The limits that leave less than was asked for. */
      cutBy: Reached[];
      isLimited: boolean;
      /** True when nothing at all bounds the session. */
      isFree: boolean;
      timeLeftMs: number | null;
      timeBy: Reached[];
      stored: StoredEvent[];
    }
  | { kind: 'tight' }
  | { kind: 'refused'; by: Reached[] };

export interface CommitInput extends Circumstances {
  sessionId: string;
  leaseToken: number;
  events: readonly NewEvent[];
}

export type Committed =
  /** `isFree`: intents were weighed, and no limit at all was found. */
  | { kind: 'committed'; stored: StoredEvent[]; isFree: boolean }
  | { kind: 'refused'; toolUseIds: string[]; by: Reached[] };

/** Bumped when the projection changes its meaning: the tables are then rebuilt from the log at the next start. */
const projectionVersion = 1;

/** Projections of the log, in an order in which they may be emptied. */
export const budgetTables = [
  'budget_calls',
  'budget_reservations',
  'budget_spending',
  'budget_limits',
] as const;

/** Makes the budgets' store functions for the data worker. */
export function createBudgetStore({ append }: { append: AppendEvents }) {
  /**
   * Weighs a model request and, when it may be sent, commits its start and its reservation in one transaction. Nobody else's
   * request can come between weighing and reserving. Nothing is committed otherwise.
   */
  function reserve(tx: Tx, input: ReserveInput): Reserved {
    requireLease(tx, sessionNumber(tx, input.sessionId), input.leaseToken);
    const { ask, spanId, purpose, model } = input;
    // what a call took whose result goes into the log with this request is spent already
    const heldMs = input.before.reduce((sum, event) => sum + runningMsOf(event), 0);
    const scopes = figuresOf(tx, { ...input, now: tx.runtime.clock.now() }).map((scope) => ({
      ...scope,
      spent: { ...scope.spent, runningMs: scope.spent.runningMs + heldMs },
    }));
    const weighed = weighRequest(scopes, ask);
    if (weighed.isInputTight && input.onlyIfAmple) return { kind: 'tight' };
    if (weighed.reached.length > 0) return { kind: 'refused', by: weighed.reached };
    const { maxTokens, isLimited, cutBy, timeLeftMs, timeBy } = weighed;
    const start: NewEvent = {
      id: spanId,
      type: 'span.model_request_start',
      ...(purpose === 'answer' ? {} : { holdfast: { purpose } }),
    };
    const reservation: NewEvent = {
      type: 'holdfast.budget_reserved',
      span_id: spanId,
      purpose,
      model,
      reserved: { input_tokens: ask.inputTokens, output_tokens: maxTokens, bytes_out: ask.bytesOut },
      price: ask.price,
    };
    const { sessionId, leaseToken } = input;
    const stored = append(tx, { sessionId, leaseToken, events: [...input.before, start, reservation] });
    return {
      kind: 'reserved',
      maxTokens,
      cutBy,
      isLimited,
      isFree: scopes.length === 0,
      timeLeftMs,
      timeBy,
      stored,
    };
  }

  /** Appends events, unless intents among them go beyond a limit of calls or files: then nothing is committed, and they are named. */
  function commit(tx: Tx, input: CommitInput): Committed {
    const intents = input.events.flatMap((event) =>
      event.type === 'holdfast.tool_intent'
        ? [{ toolUseId: event.tool_use_id, files: event.files ?? 0 }]
        : [],
    );
    const { sessionId, leaseToken, events } = input;
    let isFree = false;
    if (intents.length > 0) {
      const scopes = figuresOf(tx, { ...input, now: tx.runtime.clock.now() });
      isFree = scopes.length === 0;
      const { refused, reached } = weighCalls(scopes, intents, false);
      if (refused.length > 0) return { kind: 'refused', toolUseIds: refused, by: reached };
    }
    return { kind: 'committed', stored: append(tx, { sessionId, leaseToken, events }), isFree };
  }

  return {
    commands: { reserve, commit, reserveBackground, settleBackground, ensureBuilt, rebuild },
    queries: { figures, mayStart, report, spendingOf, backgroundSpent },
  };
}

/** The scopes that bound a session, with what was spent in each. */
function figures(tx: Tx, input: FiguresInput): ScopeFigures[] {
  return figuresOf(tx, input);
}

/** Whether a call whose intent is in the log, and which therefore counts already, may begin. */
function mayStart(tx: Tx, input: FiguresInput & { toolUseId: string }): CallsFit {
  const row = tx.get('SELECT files FROM budget_calls WHERE tool_use_id = ?', input.toolUseId);
  if (!row) return { refused: [], reached: [] };
  return weighCalls(figuresOf(tx, input), [{ toolUseId: input.toolUseId, files: int(row, 'files') }], true);
}

/** Rebuilds the tables when they were never built, or by an older version. */
function ensureBuilt(tx: Tx, _: Record<string, never>): boolean {
  const row = tx.get('SELECT version FROM budget_state WHERE one = 1');
  if (row && int(row, 'version') === projectionVersion) return false;
  rebuild(tx, {});
  return true;
}

/** Empties the tables and replays the log of every session into them. Sums of deleted sessions stay. */
function rebuild(tx: Tx, _: Record<string, never>): void {
  clear(tx);
  const page = 1000;
  for (const row of tx.all('SELECT number, id, forked_seq FROM sessions ORDER BY number')) {
    const session = { sessionId: text(row, 'id'), sessionNumber: int(row, 'number') };
    for (let afterSeq = intOrNull(row, 'forked_seq') ?? 0; ; ) {
      const events = read(tx, {
        sessionId: session.sessionId,
        afterSeq,
        types: budgetEventTypes,
        limit: page,
      });
      projectBudgets(tx, { ...session, events: events.map((event) => ({ ...event, key: 0 })) });
      afterSeq = events.at(-1)?.seq ?? afterSeq;
      if (events.length < page) break;
    }
  }
  tx.run(
    'INSERT INTO budget_state (one, version) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET version = excluded.version',
    projectionVersion,
  );
}

function clear(tx: Tx): void {
  for (const table of budgetTables) tx.run(`DELETE FROM ${table}`);
}

/** Deleting a session does not give back what it spent of a day or an agent. */
export const removeBudgetsOfSession: SessionRemover = (tx, { sessionNumber: number }) => {
  keepPastSpending(tx, number);
  for (const table of budgetTables) tx.run(`DELETE FROM ${table} WHERE session_number = ?`, number);
};

export type BudgetStore = ReturnType<typeof createBudgetStore>;
