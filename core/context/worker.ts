import type { RoomStore, Tx } from '../db/worker.ts';
import type { WholeLogs } from '../log/worker.ts';
import { checkSummary, type SummaryCheck } from './check.ts';
import { type Extract, type ExtractInput, extractSummary } from './extract.ts';

export { lookAt, withoutSecrets } from './untrusted/look-at.ts';

export interface ExtractAsked extends ExtractInput {
  sessionId: string;
}

/**
 * What takes long over a whole log: the extract that a summary is made from and measured by. For a thread of its own; it remembers the
 * last extract, so that the check of a summary does not make it again.
 */
export function createContextStore(logs: WholeLogs) {
  let last: { key: string; events: readonly unknown[]; extract: Extract } | null = null;

  const extractOf = (tx: Tx, { sessionId, toSeq, asOfSeq, budgetTokens }: ExtractAsked): Extract => {
    const events = logs.upTo(tx, sessionId, asOfSeq);
    const key = [sessionId, toSeq, asOfSeq, budgetTokens].join(' ');
    // another array means that something was forgotten since
    if (last?.key === key && last.events === events) return last.extract;
    const extract = extractSummary(events, { toSeq, asOfSeq, budgetTokens });
    last = { key, events, extract };
    return extract;
  };

  return {
    commands: {},
    queries: {
      /** The summary made of the log's own words. */
      extract: (tx: Tx, input: ExtractAsked): string => extractOf(tx, input).text,
      /** What the log finds wrong with a summary of the same span. */
      checkSummary: (tx: Tx, input: ExtractAsked & { summary: string }): SummaryCheck =>
        checkSummary(input.summary, extractOf(tx, input), input.budgetTokens),
    },
  } satisfies RoomStore;
}

export type ContextStore = ReturnType<typeof createContextStore>;
