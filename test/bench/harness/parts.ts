import { commits } from './commit-rows.ts';
import type { Part } from './context.ts';
import { deltas } from './delta-rows.ts';
import { roundTrip } from './round-trip-rows.ts';
import { durableStep, growth } from './step-rows.ts';
import { stopAll } from './stop-all-rows.ts';
import { streaming } from './streaming-rows.ts';
import { crash, wake } from './wake-rows.ts';
import { warmTurn } from './warm-turn-rows.ts';

/** The table's parts, in its order. */
export const parts: readonly Part[] = [
  durableStep,
  commits,
  growth,
  wake,
  crash,
  warmTurn,
  deltas,
  roundTrip,
  streaming,
  stopAll,
];
