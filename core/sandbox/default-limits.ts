import type { RunLimits } from './limits.ts';

/** What holds where nobody said otherwise. */
export const defaultRunLimits: RunLimits = {
  timeMs: 30_000,
  memoryBytes: 64 * 1024 * 1024,
  stackBytes: 256 * 1024,
  sourceBytes: 256 * 1024,
  resultBytes: 1024 * 1024,
  outputBytes: 1024 * 1024,
  messageBytes: 4 * 1024 * 1024,
  valueDepth: 100,
  hostCalls: 10_000,
  pendingCalls: 1_000,
  concurrentCalls: 16,
  timers: 1_000,
};
