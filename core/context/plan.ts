import type { StoredEvent } from '../events/index.ts';
import type { ModelBlock } from '../model/index.ts';
import { type ExtractInput, extractSummary } from './extract.ts';
import { type ContextLimits, type Thresholds, thresholdsOf } from './limits.ts';
import { resultBlock, summaryBlock, turnBlocks } from './messages.ts';
import { blockTokens, estimateTokens, type TokenCounter } from './tokens.ts';
import { cutsOf, foldView, toolUsesOf, type View, type ViewTurn } from './view.ts';

export interface ContextInput {
  /** The whole log of the session, in order. */
  events: readonly StoredEvent[];
  limits: ContextLimits;
  /** Room for the answer. */
  maxTokens: number;
  /** What stands around the transcript: system and tools. */
  fixedTokens: number;
  counter: TokenCounter;
  /** The model said that the request was too long, whatever we had counted. */
  isOverflow: boolean;
  /** The view of these events, where it was folded already. */
  view?: View;
}

/** What has to happen before the next request, decided from the log alone. */
export type ContextStep =
  | { kind: 'ready'; view: View; tokens: number }
  | { kind: 'clear'; toolUseIds: string[]; tokensBefore: number; tokensAfter: number }
  | CompactStep
  /** Neither clearing nor a summary would make it fit. */
  | { kind: 'full'; tokens: number; most: number };

export interface CompactStep {
  kind: 'compact';
  trigger: 'threshold' | 'overflow';
  fromSeq: number;
  toSeq: number;
  /** The part of the view that the summary takes the place of. */
  span: View;
  /** The summary made from the log alone, and from what: so that it can be checked against. */
  extract: string;
  extractInput: ExtractInput;
  budgetTokens: number;
  /** Results of the kept tail that have to go as well. */
  toolUseIds: string[];
  tokensBefore: number;
  /** Without the summary. */
  tokensBesideSummary: number;
  /** A compaction that ends above this is none. */
  mostAfter: number;
}

/** A compaction has to save at least this share, or it would come again at once. */
const leastSaved = 0.15;

/** A compaction that may be due: whether it is worth it shows when `settle` is given the extract of what it would replace. */
export interface ContextProposal {
  kind: 'summarise';
  extractInput: ExtractInput;
  settle(extract: string): ContextStep;
}

/** Decides the next step. The same log gives the same step. A compaction takes as long as its extract, which reads the whole log. */
export function planContext(input: ContextInput): ContextStep {
  const step = proposeStep(input);
  if (step.kind !== 'summarise') return step;
  return step.settle(extractSummary(input.events, step.extractInput).text);
}

/** The same in two steps, where the extract is made elsewhere. What was counted before is not counted again. */
export function proposeStep(input: ContextInput): Exclude<ContextStep, CompactStep> | ContextProposal {
  const view = input.view ?? foldView(input.events);
  const sizes = createSizes(input, view);
  const tokens = sizes.total(view);
  const limits = input.isOverflow
    ? { ...input.limits, windowTokens: Math.min(input.limits.windowTokens, tokens) }
    : input.limits;
  const thresholds = thresholdsOf(limits, input.maxTokens, input.fixedTokens);
  if (!input.isOverflow) {
    const cleared = tokens > thresholds.clearAt ? oldResults(view, sizes, input.limits) : [];
    const freed = sizes.freed(view, cleared);
    if (cleared.length > 0 && freed >= thresholds.clearAtLeast)
      return { kind: 'clear', toolUseIds: cleared, tokensBefore: tokens, tokensAfter: tokens - freed };
    if (tokens <= thresholds.compactAt) return { kind: 'ready', view, tokens };
  }
  const otherwise = (): Exclude<ContextStep, CompactStep> => {
    const rest = largeResults(view, sizes, input.limits, tokens - thresholds.compactAt);
    const freed = sizes.freed(view, rest);
    if (freed > 0 && (input.isOverflow || tokens > thresholds.most) && tokens - freed <= thresholds.most)
      return { kind: 'clear', toolUseIds: rest, tokensBefore: tokens, tokensAfter: tokens - freed };
    if (!input.isOverflow && tokens <= thresholds.most) return { kind: 'ready', view, tokens };
    return { kind: 'full', tokens, most: Math.floor(thresholds.most) };
  };
  const cut = cutFor(view, sizes, thresholds.tail);
  const first = view.turns[cut];
  if (cut === 0 || !first) return otherwise();
  const toSeq = first.seq - 1;
  const extractInput = {
    toSeq,
    asOfSeq: input.events.at(-1)?.seq ?? toSeq,
    budgetTokens: thresholds.summary,
  };
  return {
    kind: 'summarise',
    extractInput,
    settle: (extract) =>
      compactionOf({ ...input, limits }, { view, sizes, thresholds, tokens, cut, extractInput, extract }) ??
      otherwise(),
  };
}

interface CompactionToSettle {
  view: View;
  sizes: Sizes;
  thresholds: Thresholds;
  /** What the request would take as it is. */
  tokens: number;
  /** Index of the first turn that is kept. */
  cut: number;
  extractInput: ExtractInput;
  extract: string;
}

/** The compaction with this extract; null when it would save too little. */
function compactionOf(
  input: ContextInput,
  { view, sizes, thresholds, tokens, cut, extractInput, extract }: CompactionToSettle,
): CompactStep | null {
  const tail: View = { ...view, compaction: null, turns: view.turns.slice(cut) };
  const bare = sizes.total(tail) + summaryFrameTokens;
  const toolUseIds = largeResults(
    tail,
    sizes,
    input.limits,
    bare + thresholds.summary - thresholds.compactAt,
  );
  const tokensBesideSummary = bare - sizes.freed(tail, toolUseIds);
  const mostAfter = Math.floor(Math.min(tokens * (1 - leastSaved), thresholds.most));
  if (tokensBesideSummary + estimateTokens(extract) > mostAfter) return null;
  return {
    kind: 'compact',
    trigger: input.isOverflow ? 'overflow' : 'threshold',
    fromSeq: (view.compaction?.event.to_seq ?? 0) + 1,
    toSeq: extractInput.toSeq,
    span: { ...view, turns: view.turns.slice(0, cut) },
    extract,
    extractInput,
    budgetTokens: thresholds.summary,
    toolUseIds,
    tokensBefore: tokens,
    tokensBesideSummary,
    mostAfter,
  };
}

/** Where the kept tail begins: as early as the budget allows, the last turn in any case, and never between a call and its result. */
function cutFor(view: View, sizes: Sizes, tailTokens: number): number {
  let start = view.turns.length - 1;
  let kept = sizes.turn(view, view.turns[start]);
  while (start > 0) {
    kept += sizes.turn(view, view.turns[start - 1]);
    if (kept > tailTokens) break;
    start -= 1;
  }
  const canCutBefore = cutsOf(view);
  for (let index = start; index < view.turns.length; index += 1) if (canCutBefore(index)) return index;
  for (let index = start - 1; index > 0; index -= 1) if (canCutBefore(index)) return index;
  return 0;
}

interface Sizes {
  total(view: View): number;
  turn(view: View, turn: ViewTurn | undefined): number;
  result(view: View, toolUseId: string): number;
  freed(view: View, toolUseIds: readonly string[]): number;
}

const summaryFrameTokens = 250;
const referenceTokens = 110;

// an answer may still be growing: its last block tells it from what it was
function keyOf(turn: ViewTurn): string {
  if (turn.kind === 'assistant') return `${turn.blocks[0]?.id ?? ''} ${turn.blocks.length}`;
  return turn.kind === 'owner' ? turn.event.id : `note ${turn.seq}`;
}

function createSizes({ counter, fixedTokens }: ContextInput, whole: View): Sizes {
  const uses = new Map(whole.turns.flatMap(toolUsesOf).map((use) => [use.id, use]));
  const result = (view: View, toolUseId: string): number => {
    const use = uses.get(toolUseId);
    const found = view.results.get(toolUseId);
    if (!use || view.cleared.has(toolUseId)) return referenceTokens;
    return counter.of(found?.id ?? `none ${toolUseId}`, () => [resultBlock(use, found, false)]);
  };
  const turn = (view: View, given: ViewTurn | undefined): number => {
    if (!given) return 0;
    const own = counter.of(keyOf(given), () => turnBlocks(given));
    return 8 + own + toolUsesOf(given).reduce((sum, use) => sum + result(view, use.id), 0);
  };
  return {
    result,
    turn,
    total: (view) =>
      fixedTokens +
      (view.compaction ? blockTokens(summaryBlock(view.compaction)) : 0) +
      view.turns.reduce((sum, one) => sum + turn(view, one), 0),
    freed: (view, ids) => ids.reduce((sum, id) => sum + result(view, id) - referenceTokens, 0),
  };
}

/** Every block of a view as it would be sent, for counting ahead. */
export function* blocksOf(view: View): Generator<ModelBlock> {
  if (view.compaction) yield summaryBlock(view.compaction);
  for (const turn of view.turns) {
    yield* turnBlocks(turn);
    for (const use of toolUsesOf(turn))
      if (!view.cleared.has(use.id)) yield resultBlock(use, view.results.get(use.id), false);
  }
}

/** Results that may be cleared, oldest first: of tools, still in view, worth it. What the owner answered stays. */
function clearable(view: View, sizes: Sizes, limits: ContextLimits): string[] {
  return view.turns
    .flatMap(toolUsesOf)
    .map((use) => use.id)
    .filter(
      (id) =>
        view.results.get(id)?.type === 'agent.tool_result' &&
        !view.cleared.has(id) &&
        sizes.result(view, id) >= limits.smallestResultTokens,
    );
}

function oldResults(view: View, sizes: Sizes, limits: ContextLimits): string[] {
  const all = view.turns.flatMap(toolUsesOf).map((use) => use.id);
  const kept = new Set(limits.keepResults > 0 ? all.slice(-limits.keepResults) : []);
  return clearable(view, sizes, limits).filter((id) => !kept.has(id));
}

/** The largest results, as many as it takes to free `tokens`. */
function largeResults(view: View, sizes: Sizes, limits: ContextLimits, tokens: number): string[] {
  const chosen: string[] = [];
  let freed = 0;
  const bySize = clearable(view, sizes, limits).sort(
    (left, right) => sizes.result(view, right) - sizes.result(view, left),
  );
  for (const id of bySize) {
    if (freed >= tokens) break;
    chosen.push(id);
    freed += sizes.result(view, id) - referenceTokens;
  }
  return chosen;
}

/** What each part of the view takes: the summary's words, and the transcript. */
export function measureView(input: ContextInput): {
  view: View;
  summary: number;
  transcript: number;
  result(id: string): number;
} {
  const view = foldView(input.events);
  const sizes = createSizes({ ...input, fixedTokens: 0 }, view);
  const summary = view.compaction ? blockTokens(summaryBlock(view.compaction)) : 0;
  return { view, summary, transcript: sizes.total(view) - summary, result: (id) => sizes.result(view, id) };
}
