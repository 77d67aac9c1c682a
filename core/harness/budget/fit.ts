import { type LimitKind, nanosPerCent, type Reached, type ScopeFigures, spentOf } from './figures.ts';
import { inputCostNanos, outputTokenNanos, type Price } from './price.ts';

/** A model request that wants to be sent. */
export interface Ask {
  inputTokens: number;
  /** What the model may answer with, when there is room. */
  maxTokens: number;
  /** Less room than this is not worth a request. */
  leastTokens: number;
  bytesOut: number;
  /** Null where nobody knows it. */
  price: Price | null;
  /** How many tokens, in and out, a scope with a limit of money may take of models without a price. */
  unpricedTokenCap: number;
}

export interface Fit {
  /** What the model may answer with; 0 when the request must not be sent. */
  maxTokens: number;
  /** The limits in the way; empty when the request may be sent. */
  reached: Reached[];
  /** True when a better count of the input could change the outcome. */
  isInputTight: boolean;
  /** True when tokens or money are bounded at all. */
  isLimited: boolean;
  /** The limits that leave less than was asked for. */
  cutBy: Reached[];
  /** Until the first limit of time; null when there is none. */
  timeLeftMs: number | null;
  timeBy: Reached[];
}

/** Weighs a request against every scope that bounds its session. Pure: the same figures give the same answer. */
export function weighRequest(scopes: readonly ScopeFigures[], ask: Ask): Fit {
  const outcome: Fit = {
    maxTokens: ask.maxTokens,
    reached: [],
    isInputTight: false,
    isLimited: false,
    cutBy: [],
    timeLeftMs: null,
    timeBy: [],
  };
  for (const figures of scopes) {
    weighTokens(outcome, figures, ask);
    weighMoney(outcome, figures, ask);
    weighTime(outcome, figures);
    const bytes = figures.limits.bytes_out;
    if (bytes != null && figures.spent.bytesOut + ask.bytesOut > bytes)
      outcome.reached.push(reachedOf(figures, 'bytes_out', bytes, ask.bytesOut));
  }
  if (outcome.reached.length > 0) outcome.maxTokens = 0;
  return outcome;
}

function weighTokens(outcome: Fit, figures: ScopeFigures, ask: Ask): void {
  const { input_tokens: input, output_tokens: output } = figures.limits;
  if (input != null) {
    outcome.isLimited = true;
    if (spentOf(figures, 'input_tokens') + ask.inputTokens > input) {
      outcome.isInputTight = true;
      outcome.reached.push(reachedOf(figures, 'input_tokens', input, ask.inputTokens));
    }
  }
  if (output != null) {
    outcome.isLimited = true;
    const left = Math.floor(output - figures.spent.outputTokens);
    const reached = reachedOf(figures, 'output_tokens', output, ask.leastTokens);
    outcome.maxTokens = Math.min(outcome.maxTokens, left);
    if (left < ask.maxTokens) outcome.cutBy.push(reached);
    if (left < ask.leastTokens) outcome.reached.push(reached);
  }
}

function weighMoney(outcome: Fit, figures: ScopeFigures, ask: Ask): void {
  const cents = figures.limits.cost_cents;
  if (cents == null) return;
  outcome.isLimited = true;
  const { price } = ask;
  const { spent } = figures;
  let room: number;
  if (price === null) {
    room = ask.unpricedTokenCap - spent.unpricedTokens - ask.inputTokens;
  } else {
    const left = cents * nanosPerCent - spent.costNanos - inputCostNanos(ask.inputTokens, price);
    const each = outputTokenNanos(price);
    room = left < 0 ? -1 : each === 0 ? Number.POSITIVE_INFINITY : Math.floor(left / each);
  }
  if (room >= ask.maxTokens) return;
  outcome.isInputTight = true;
  outcome.maxTokens = Math.min(outcome.maxTokens, room);
  const reached: Reached =
    price === null
      ? {
          scope: figures.scope,
          what: 'unpriced_tokens',
          limit: ask.unpricedTokenCap,
          spent: spent.unpricedTokens,
          needed: ask.inputTokens + ask.leastTokens,
        }
      : reachedOf(
          figures,
          'cost_cents',
          cents,
          (inputCostNanos(ask.inputTokens, price) + ask.leastTokens * outputTokenNanos(price)) / nanosPerCent,
        );
  outcome.cutBy.push(reached);
  if (room < ask.leastTokens) outcome.reached.push(reached);
}

/** The least of time that something is begun for. */
const leastSeconds = 0.001;

function weighTime(outcome: Fit, figures: ScopeFigures): void {
  for (const kind of ['wall_seconds', 'running_seconds'] as const) {
    const limit = figures.limits[kind];
    if (limit == null) continue;
    const leftMs = (limit - spentOf(figures, kind)) * 1000;
    const reached = reachedOf(figures, kind, limit, leastSeconds);
    if (outcome.timeLeftMs === null || leftMs < outcome.timeLeftMs) {
      outcome.timeLeftMs = leftMs;
      outcome.timeBy = [{ ...reached, spent: limit }];
    }
    if (leftMs < leastSeconds * 1000) outcome.reached.push(reached);
  }
}

/** What calls are weighed by, before they are committed. */
export interface CallAsk {
  toolUseId: string;
  files: number;
}

export interface CallsFit {
  /** Calls that must not run, by their id. */
  refused: string[];
  reached: Reached[];
}

/** Weighs calls in their order; `isCounted` when the figures have them already (the owner's yes commits a call by itself). */
export function weighCalls(
  scopes: readonly ScopeFigures[],
  asks: readonly CallAsk[],
  isCounted: boolean,
): CallsFit {
  const outcome: CallsFit = { refused: [], reached: [] };
  const before = { calls: 0, files: 0 };
  for (const ask of asks) {
    const reached = scopes.flatMap((figures) => callLimits(figures, before, ask, isCounted));
    if (reached.length > 0) {
      outcome.refused.push(ask.toolUseId);
      if (outcome.reached.length === 0) outcome.reached = reached;
    } else {
      before.calls += 1;
      before.files += ask.files;
    }
  }
  return outcome;
}

function callLimits(
  figures: ScopeFigures,
  before: { calls: number; files: number },
  ask: CallAsk,
  isCounted: boolean,
): Reached[] {
  const reached: Reached[] = [];
  const weigh = (what: LimitKind, more: number, needed: number) => {
    const limit = figures.limits[what];
    if (limit == null || needed === 0) return;
    // what is counted already is in the figures, and would not be if the call were refused
    const spent = spentOf(figures, what) + more - (isCounted ? needed : 0);
    if (spent + needed > limit) reached.push({ scope: figures.scope, what, limit, spent, needed });
  };
  weigh('tool_calls', before.calls, 1);
  weigh('files_changed', before.files, ask.files);
  for (const what of ['wall_seconds', 'running_seconds'] as const) {
    const limit = figures.limits[what];
    if (limit != null && limit - spentOf(figures, what) < leastSeconds)
      reached.push(reachedOf(figures, what, limit, leastSeconds));
  }
  return reached;
}

function reachedOf(figures: ScopeFigures, what: LimitKind, limit: number, needed: number): Reached {
  return { scope: figures.scope, what, limit, spent: spentOf(figures, what), needed };
}

/** Which of the limits that once stood in the way still do, by today's figures. */
export function stillReached(
  scopes: readonly ScopeFigures[],
  reached: readonly Reached[],
  unpricedTokenCap: number,
): Reached[] {
  return reached.flatMap((before): Reached[] => {
    const figures = scopes.find((candidate) => candidate.scope === before.scope);
    if (!figures) return [];
    if (before.what === 'unpriced_tokens') {
      const spent = figures.spent.unpricedTokens;
      const isIn = figures.limits.cost_cents != null && spent + before.needed > unpricedTokenCap;
      return isIn ? [{ ...before, limit: unpricedTokenCap, spent }] : [];
    }
    const limit = figures.limits[before.what];
    if (limit == null) return [];
    const spent = spentOf(figures, before.what);
    return spent + before.needed > limit ? [{ ...before, limit, spent }] : [];
  });
}
