import { canonicalJson } from '../../base/index.ts';
import { int, type SqlRow, type Tx, text } from '../../db/worker.ts';
import type { EventOf, ModelUsage, NewEvent, SessionEvent } from '../../events/index.ts';
import type { Projector } from '../../log/worker.ts';
import { addSpent, nothingSpent, type Spent } from './figures.ts';
import { costNanos, inputCostNanos, outputTokenNanos, type Price, priceSchema } from './price.ts';
import { addToSpending } from './spending-rows.ts';

/** Spending is kept by quarters of an hour, so that the day of any time zone can be summed up. */
export const slotMs = 15 * 60 * 1000;

/** Which quarter of an hour a time belongs to. */
export function slotOf(timeMs: number): number {
  return Math.floor(timeMs / slotMs);
}

/** Types of the events that budgets are made of. */
export const budgetEventTypes = [
  'holdfast.budget_set',
  'holdfast.budget_reserved',
  'holdfast.budget_reached',
  'holdfast.tool_intent',
  'agent.tool_result',
  'span.model_request_end',
] as const satisfies readonly SessionEvent['type'][];

/** Keeps limits, reservations and spending in step with the log. Takes every time from the events: a replay gives the same rows. */
export const projectBudgets: Projector = (tx, { sessionNumber, events }) => {
  for (const { event } of events) projectEvent(tx, sessionNumber, event);
};

function projectEvent(tx: Tx, sessionNumber: number, event: SessionEvent): void {
  const spend = (kind: string, name: string, spent: Partial<Spent>, slot = slotOf(timeOf(event))) =>
    addToSpending(tx, { sessionNumber, slot, kind, name }, addSpent(nothingSpent, spent));
  switch (event.type) {
    case 'holdfast.budget_set':
      tx.run(
        `INSERT INTO budget_limits (session_number, limits, is_background, is_managed) VALUES (?, ?, ?, ?)
         ON CONFLICT (session_number) DO UPDATE
         SET limits = excluded.limits, is_background = excluded.is_background, is_managed = excluded.is_managed`,
        sessionNumber,
        canonicalJson({ ...event.limits }),
        event.background ? 1 : 0,
        event.managed ? 1 : 0,
      );
      return;
    case 'holdfast.budget_reserved':
      reserve(tx, sessionNumber, event);
      spend(event.purpose, event.model, { requests: 1, bytesOut: event.reserved.bytes_out });
      return;
    case 'span.model_request_end': {
      // of this session only: a fork shares its first stretch, but not its spending, with its parent
      const key = [event.model_request_start_id, sessionNumber] as const;
      const row = tx.get(
        'SELECT * FROM budget_reservations WHERE span_id = ? AND session_number = ?',
        ...key,
      );
      tx.run('DELETE FROM budget_reservations WHERE span_id = ? AND session_number = ?', ...key);
      const price = row ? priceIn(row) : null;
      const runningMs = Math.max(0, Math.round(event.holdfast?.duration_ms ?? 0));
      const kind = row ? text(row, 'purpose') : (event.holdfast?.purpose ?? 'answer');
      const name = row ? text(row, 'model') : (event.holdfast?.model ?? '');
      spend(kind, name, { ...used(event.model_usage, price), runningMs });
      return;
    }
    case 'holdfast.tool_intent':
      if (tx.get('SELECT 1 FROM budget_calls WHERE tool_use_id = ?', event.tool_use_id)) return;
      tx.run(
        'INSERT INTO budget_calls (tool_use_id, session_number, slot, tool, files) VALUES (?, ?, ?, ?, ?)',
        event.tool_use_id,
        sessionNumber,
        slotOf(timeOf(event)),
        event.tool,
        event.files ?? 0,
      );
      spend('tool', event.tool, { calls: 1, filesChanged: event.files ?? 0 });
      return;
    case 'agent.tool_result': {
      const call = takeCall(tx, sessionNumber, event.tool_use_id);
      if (!call) return;
      // what failed changed nothing; what was cut off may have
      const isUndone = event.is_error === true && event.holdfast?.unknown_outcome !== true;
      if (isUndone && call.files > 0) spend('tool', call.tool, { filesChanged: -call.files }, call.slot);
      if (event.holdfast?.parent_tool_use_id === undefined)
        spend('tool', call.tool, { runningMs: runningMsOf(event) });
      return;
    }
    case 'holdfast.budget_reached':
      // calls that were committed, and then not begun
      for (const toolUseId of event.tool_use_ids ?? []) {
        const call = takeCall(tx, sessionNumber, toolUseId);
        if (call) spend('tool', call.tool, { calls: -1, filesChanged: -call.files }, call.slot);
      }
      return;
    default:
      return;
  }
}

/** What a result adds to the running time; that of calls which code made lies within the time of the code. */
export function runningMsOf(event: NewEvent): number {
  if (event.type !== 'agent.tool_result' || event.holdfast?.parent_tool_use_id !== undefined) return 0;
  const { duration_ms = 0, waited_ms = 0 } = event.holdfast ?? {};
  return Math.max(0, Math.round(duration_ms - waited_ms));
}

function timeOf(event: SessionEvent): number {
  return Date.parse(event.processed_at);
}

function reserve(tx: Tx, sessionNumber: number, event: EventOf<'holdfast.budget_reserved'>): void {
  const { input_tokens: input, output_tokens: output } = event.reserved;
  const { price } = event;
  tx.run(
    `INSERT INTO budget_reservations
       (span_id, session_number, slot, purpose, model, price, input_tokens, output_tokens, cost_nanos, unpriced_tokens)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    event.span_id,
    sessionNumber,
    slotOf(timeOf(event)),
    event.purpose,
    event.model,
    price === null ? null : canonicalJson({ ...price }),
    input,
    output,
    price === null ? 0 : inputCostNanos(input, price) + output * outputTokenNanos(price),
    price === null ? input + output : 0,
  );
}

/** What a usage adds to what was spent. */
export function used(usage: ModelUsage, price: Price | null): Partial<Spent> {
  const tokens = {
    inputTokens: Math.ceil(usage.input_tokens),
    outputTokens: Math.ceil(usage.output_tokens),
    cacheReadTokens: Math.ceil(usage.cache_read_input_tokens),
    cacheWriteTokens: Math.ceil(usage.cache_creation_input_tokens),
  };
  if (price !== null) return { ...tokens, costNanos: Math.ceil(costNanos(usage, price)) };
  return { ...tokens, unpricedTokens: Object.values(tokens).reduce((sum, count) => sum + count, 0) };
}

function priceIn(row: SqlRow): Price | null {
  return row.price === null ? null : priceSchema.parse(JSON.parse(text(row, 'price')));
}

interface Call {
  tool: string;
  files: number;
  slot: number;
}

function takeCall(tx: Tx, sessionNumber: number, toolUseId: string): Call | null {
  const key = [toolUseId, sessionNumber] as const;
  const row = tx.get(
    'SELECT tool, files, slot FROM budget_calls WHERE tool_use_id = ? AND session_number = ?',
    ...key,
  );
  if (!row) return null;
  tx.run('DELETE FROM budget_calls WHERE tool_use_id = ? AND session_number = ?', ...key);
  return { tool: text(row, 'tool'), files: int(row, 'files'), slot: int(row, 'slot') };
}
