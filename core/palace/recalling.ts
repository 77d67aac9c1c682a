import type { Recalled, RecallInput } from './recall/recall-store.ts';
import { asRevised, type RecalledNow } from './revised.ts';
import type { DrawerHistory } from './revision-store.ts';

interface Asked {
  recall(input: RecallInput): Promise<Recalled>;
  /** Of these drawers, those in diaries of other agents than the session's. */
  othersDiaries(input: { sessionId: string; drawerIds: readonly string[] }): Promise<string[]>;
  histories(input: { drawerIds: readonly string[] }): Promise<Record<string, DrawerHistory>>;
}

const mostHits = 100;

/** What was recalled, as it holds now, without other agents' diaries where a session asks. */
export async function recallNow(asked: Asked, input: RecallInput): Promise<RecalledNow> {
  const recalled = await ownRecall(asked, input);
  return asRevised(recalled, await asked.histories({ drawerIds: idsOf(recalled) }));
}

async function ownRecall(asked: Asked, input: RecallInput): Promise<Recalled> {
  const { sessionId } = input;
  const first = await asked.recall(input);
  if (sessionId === undefined) return first;
  const others = await asked.othersDiaries({ sessionId, drawerIds: idsOf(first) });
  if (others.length === 0) return first;
  // what they took the place of comes back
  const limit = Math.min(mostHits, input.limit + others.length);
  const more = await asked.recall({ ...input, limit });
  const hidden = new Set(await asked.othersDiaries({ sessionId, drawerIds: idsOf(more) }));
  const isOwn = ({ id }: { id: string }) => !hidden.has(id);
  const hits = more.hits
    .filter(isOwn)
    .slice(0, input.limit)
    .map((hit) => ({ ...hit, before: hit.before.filter(isOwn), after: hit.after.filter(isOwn) }));
  return { ...more, hits };
}

function idsOf({ hits }: Recalled): string[] {
  return hits.flatMap((hit) => [hit, ...hit.before, ...hit.after].map(({ id }) => id));
}
