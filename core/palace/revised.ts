import type { Recalled, RecalledHit } from './recall/recall-store.ts';
import type { DrawerHistory } from './revision-store.ts';
import { snippetOf } from './snippet.ts';
import type { Drawer } from './types.ts';

/** A hit as it holds now. */
export interface RecalledNowHit extends RecalledHit {
  /** What was said before in its place, the oldest first; empty for words that were never revised. */
  earlier: Drawer[];
}

export interface RecalledNow extends Omit<Recalled, 'hits'> {
  hits: RecalledNowHit[];
}

/**
 * What was recalled, as it holds now: in the place of words that were revised stand the newest ones, once, with what they replaced. A
 * neighbour that was revised is left out: without its place in a conversation its new words would mislead.
 */
export function asRevised(
  recalled: Recalled,
  histories: Readonly<Record<string, DrawerHistory>>,
): RecalledNow {
  const given = new Set<string>();
  const isCurrent = ({ id }: Drawer) => (histories[id]?.versions.at(-1)?.id ?? id) === id;
  const hits = recalled.hits.flatMap((hit): RecalledNowHit[] => {
    const versions = histories[hit.id]?.versions ?? [hit];
    const current = versions.at(-1) ?? hit;
    if (given.has(current.id)) return [];
    given.add(current.id);
    const beside = { before: hit.before.filter(isCurrent), after: hit.after.filter(isCurrent) };
    const earlier = versions.slice(0, -1);
    if (current.id === hit.id) return [{ ...hit, ...beside, earlier }];
    return [
      { ...current, snippet: snippetOf(current.text, []), marks: [], score: hit.score, ...beside, earlier },
    ];
  });
  return { ...recalled, hits };
}

/** The ids of all that was recalled, neighbours included. */
export function idsOf({ hits }: Recalled): string[] {
  return hits.flatMap((hit) => [hit, ...hit.before, ...hit.after].map(({ id }) => id));
}
