import { commits } from './commit-rows.ts';
import type { Part } from './context.ts';
import { warmTurn } from './warm-turn-rows.ts';

/** The table's parts, in its order. */
export const parts: readonly Part[] = [commits, warmTurn];
