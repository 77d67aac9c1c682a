import type { Palace } from '../../../core/palace/index.ts';
import type { Conversation } from './locomo.ts';
import type { Answer } from './score.ts';

export interface Asked {
  answers: Answer[];
  /** Milliseconds of each question, in order of length. */
  ms: number[];
}

/** Something that answers questions about one conversation: ids of turns, best first. */
export type Ask = (wing: string, question: string) => Promise<readonly string[]>;

/** Puts every question to an engine, one after the other. */
export async function askAll(conversations: readonly Conversation[], ask: Ask): Promise<Asked> {
  const answers: Answer[] = [];
  const ms: number[] = [];
  for (const { id, questions } of conversations) {
    for (const { text, evidence, category } of questions) {
      const since = performance.now();
      const found = await ask(id, text);
      ms.push(performance.now() - since);
      answers.push({ evidence, found, category });
    }
  }
  return { answers, ms: ms.sort((left, right) => left - right) };
}

export const percentile = (sorted: readonly number[], share: number): number =>
  Math.round(100 * (sorted[Math.floor((sorted.length - 1) * share)] ?? 0)) / 100;

const deepest = 100;

/** The palace as an engine: the drawers that `recall` gives, without their neighbours. */
export function palaceAsk(
  palace: Palace,
  turnOf: ReadonlyMap<string, string>,
  {
    limit = deepest,
    byWordsAlone = false,
    isEverywhere = false,
  }: { limit?: number; byWordsAlone?: boolean; isEverywhere?: boolean } = {},
): Ask {
  return async (wing, query) => {
    const { hits } = await palace.recall({ query, limit, byWordsAlone, ...(isEverywhere ? {} : { wing }) });
    return [...new Set(hits.map((hit) => turnOf.get(hit.source.event_id) ?? ''))];
  };
}
