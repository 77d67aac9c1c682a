import type { Reach } from './labels.ts';

/** How many files of the owner's folders one call may touch before it always asks. */
export interface ReachBounds {
  deletes: number;
  changes: number;
}

export const defaultReachBounds: ReachBounds = { deletes: 20, changes: 200 };

/** Why a call asks whatever rules and policies say, for the owner to read; null within the bounds. */
export function beyondBounds(reach: Reach | undefined, bounds: ReachBounds): string | null {
  if (!reach) return null;
  if (reach.deletes > bounds.deletes)
    return `It would delete ${reach.deletes} files at once; more than ${bounds.deletes} always asks.`;
  if (reach.changes > bounds.changes)
    return `It would change ${reach.changes} files at once; more than ${bounds.changes} always asks.`;
  return null;
}
