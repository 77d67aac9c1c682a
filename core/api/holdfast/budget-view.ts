import { type BudgetLine, type BudgetScope, budgetKindSchema, type SpendingLine } from '../contract.ts';
import type { ApiDeps } from '../ports.ts';

type Figures = Awaited<ReturnType<ApiDeps['budgets']['figures']>>[number];
type Report = NonNullable<Awaited<ReturnType<ApiDeps['budgets']['report']>>[string]>;

const nanosPerCent = 10_000_000;

/** One scope as the window shows it. Shared scopes have no wall time. `underWayMs`: what runs right now, and is in no sum yet. */
export function scopeOnWire(figures: Figures, period: BudgetScope['period'], underWayMs = 0): BudgetScope {
  const kinds = budgetKindSchema.options.filter(
    (kind) => kind !== 'wall_seconds' || figures.scope === 'session',
  );
  const { spent } = figures;
  const amounts: Record<BudgetLine['what'], number> = {
    input_tokens: spent.inputTokens + spent.cacheReadTokens + spent.cacheWriteTokens,
    output_tokens: spent.outputTokens,
    cost_cents: spent.costNanos / nanosPerCent,
    wall_seconds: figures.wallMs / 1000,
    running_seconds: (spent.runningMs + underWayMs) / 1000,
    tool_calls: spent.calls,
    bytes_out: spent.bytesOut,
    files_changed: spent.filesChanged,
  };
  return {
    scope: figures.scope,
    period,
    lines: kinds.map((what) => lineOf(what, figures.limits[what] ?? null, amounts[what])),
    unpriced_tokens: spent.unpricedTokens,
  };
}

function lineOf(what: BudgetLine['what'], limit: number | null, spent: number): BudgetLine {
  if (limit === null) return { what, limit, spent, left: null, share: null };
  return { what, limit, spent, left: Math.max(0, limit - spent), share: limit === 0 ? 1 : spent / limit };
}

/** What a session spent on what. */
export function spendingOnWire({ lines }: Report): SpendingLine[] {
  return lines.map(({ kind, name, spent }) => ({
    kind: kind === 'tool' || kind === 'compaction' ? kind : 'answer',
    name,
    requests: spent.requests,
    calls: spent.calls,
    input_tokens: spent.inputTokens,
    output_tokens: spent.outputTokens,
    cache_read_tokens: spent.cacheReadTokens,
    cache_write_tokens: spent.cacheWriteTokens,
    cost_cents: spent.costNanos / nanosPerCent,
    unpriced_tokens: spent.unpricedTokens,
    running_seconds: spent.runningMs / 1000,
    bytes_out: spent.bytesOut,
    files_changed: spent.filesChanged,
  }));
}
