import {
  type CharteredRequest,
  type CompactStep,
  compactionRequest,
  createPicker,
  estimateTokens,
  type RequestFrame,
} from '../context/index.ts';
import { type NewEvent, type StoredEvent, textOf } from '../events/index.ts';
import { isModelError } from '../model/index.ts';
import { type Answer, StreamBroken, streamAnswer } from './answer.ts';
import { BudgetReached, type OpenRequest, openRequest } from './budget/open-request.ts';
import type { ChosenModel } from './ports.ts';
import { checkFor } from './studies.ts';
import type { Turn } from './turn.ts';

export interface CompactInput {
  chosen: ChosenModel;
  frame: RequestFrame;
  step: CompactStep;
  windowTokens: number;
  events: readonly StoredEvent[];
}

/** Compactions that were begun and never finished, after which no model is asked any more. */
const mostUnfinished = 2;
const mostAttempts = 2;

/**
 * Puts a summary in the place of the older part of the view. The palace holds the span first. A summary of the model's is used only
 * if the log finds everything in it; it has two attempts, then the extract made from the log alone is used, which holds all that by
 * construction. Nothing is decided outside the log: after a kill in between, the next wake plans the same compaction again.
 * Throws what is worth another try of the whole step, and when the turn is stopped.
 */
export async function compact(turn: Turn, input: CompactInput): Promise<void> {
  const { ports, session } = turn;
  const { step } = input;
  await ports.beforeCompaction(session.id);
  const isHopeless = unfinished(input.events) >= mostUnfinished;
  await turn.append([
    {
      type: 'holdfast.compaction_started',
      from_seq: step.fromSeq,
      to_seq: step.toSeq,
      trigger: step.trigger,
      tokens_before: step.tokensBefore,
    },
  ]);
  const written = isHopeless ? null : await writtenSummary(turn, input);
  const summary = written ?? step.extract;
  const { checked } = await checkFor(turn, input.events, step.extractInput, summary);
  const cleared: NewEvent[] =
    step.toolUseIds.length === 0
      ? []
      : [
          {
            type: 'holdfast.context_cleared',
            tool_use_ids: step.toolUseIds,
            tokens_before: step.tokensBefore,
            tokens_after: step.tokensBesideSummary + estimateTokens(summary),
          },
        ];
  await turn.append([
    ...cleared,
    { type: 'agent.thread_context_compacted' },
    {
      type: 'holdfast.compaction',
      from_seq: step.fromSeq,
      to_seq: step.toSeq,
      trigger: step.trigger,
      method: written === null ? 'extract' : 'model',
      checked,
      budget_tokens: step.budgetTokens,
      tokens_before: step.tokensBefore,
      tokens_after: step.tokensBesideSummary + estimateTokens(summary),
      summary,
    },
  ]);
}

const compactionsIn = createPicker(['holdfast.compaction', 'holdfast.compaction_started']);

function unfinished(events: readonly StoredEvent[]): number {
  const begun = compactionsIn(events);
  const last = begun.findLastIndex(({ event }) => event.type === 'holdfast.compaction');
  return begun.length - last - 1;
}

/** The model's summary, when one of its attempts passes the check; null when none does, or the span is too long to be sent. */
async function writtenSummary(
  turn: Turn,
  { chosen, frame, step, windowTokens, events }: CompactInput,
): Promise<string | null> {
  let problems: readonly string[] | null = null;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const request = compactionRequest({ frame, step, windowTokens, problems });
    if (!request) return null;
    const text = await ask(turn, chosen, request);
    if (text === null) return null;
    const check = await checkFor(turn, events, step.extractInput, text);
    const isSmall = step.tokensBesideSummary + estimateTokens(text) <= step.mostAfter;
    if (check.problems.length === 0 && isSmall) return text;
    problems = isSmall ? check.problems : [...check.problems, 'the summary saves too little'];
  }
  return null;
}

/**
 * One request for a summary, weighed by the budgets and with its usage in the log. Null when there is no money for it, or when it
 * failed in a way that another try would not mend.
 */
async function ask(turn: Turn, chosen: ChosenModel, request: CharteredRequest): Promise<string | null> {
  const { ports, session, signal: stopped } = turn;
  let open: OpenRequest | null = null;
  try {
    const spanId = ports.runtime.ids.next('sevt');
    const { provider } = chosen;
    open = await openRequest(turn, { spanId, purpose: 'compaction', provider, request, before: [] });
    await ports.at?.('before:request', session.id);
    // nobody is shown a summary while it is being written: it counts once it was checked
    const answer = await streamAnswer({
      provider: open.provider,
      request: open.request,
      signal: open.signal,
      runtime: ports.runtime,
      publish: () => {},
    });
    await ports.at?.('after:request', session.id);
    await turn.append([open.end({ isError: false, stopReason: answer.stopReason })]);
    return answer.stopReason === 'max_tokens' && open.cutBy.length > 0 ? null : wordsOf(answer);
  } catch (caught) {
    if (caught instanceof BudgetReached) return null;
    const cause = caught instanceof StreamBroken ? caught.cause : caught;
    if (open !== null && caught instanceof StreamBroken)
      await turn.append([open.end({ isError: true, cause })]);
    const isWorthWaiting = isModelError(cause) && cause.isRetryable;
    const isOverTime = (open?.overTime().length ?? 0) > 0;
    // what arrived of a summary is no answer: it must not pass for one
    if (stopped.aborted || (!isOverTime && (isWorthWaiting || !isModelError(cause)))) throw cause;
    ports.logger.warn('the model could not summarise', cause);
    return null;
  } finally {
    open?.close();
  }
}

function wordsOf(answer: Answer): string {
  return answer.blocks
    .flatMap((block) =>
      block.kind === 'event' && block.event.type === 'agent.message' ? [textOf(block.event.content)] : [],
    )
    .join('\n')
    .trim();
}
