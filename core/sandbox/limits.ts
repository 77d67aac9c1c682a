import { z } from 'zod';

/** Hard limits of one run. Every number is a maximum; reaching one ends the run with the reason that names it. */
export const runLimitsSchema = z.object({
  /** Guest time in milliseconds: time in which guest code runs or waits for its own timers. Waiting for host functions is free. */
  timeMs: z.number().int().min(10).max(3_600_000),
  /** Size of the whole WebAssembly memory. The engine itself needs about 17 MB of it. */
  memoryBytes: z.number().int().min(20_000_000).max(2_000_000_000),
  /** Guest stack. More than 256 KB needs a larger thread stack than the worker has (R5). */
  stackBytes: z.number().int().min(16_384).max(262_144),
  sourceBytes: z.number().int().min(1).max(8_000_000),
  resultBytes: z.number().int().min(2).max(64_000_000),
  outputBytes: z.number().int().min(0).max(64_000_000),
  /** One argument or one answer of a host function, as JSON. */
  messageBytes: z.number().int().min(2).max(64_000_000),
  /** Nesting of a value that crosses. */
  valueDepth: z.number().int().min(1).max(500),
  /** Host calls in the whole run. */
  hostCalls: z.number().int().min(0).max(1_000_000),
  /** Host calls that are started but not answered. */
  pendingCalls: z.number().int().min(1).max(100_000),
  /** Host functions that work at the same time; further pending calls wait their turn. */
  concurrentCalls: z.number().int().min(1).max(1_000),
  /** Timers that are set and have not fired. */
  timers: z.number().int().min(0).max(100_000),
});

export type RunLimits = z.infer<typeof runLimitsSchema>;

/** The limits of a run: `overrides` over `base`, checked. Throws ZodError on a number out of its range. */
export function mergeLimits(base: RunLimits, overrides: Partial<RunLimits> | undefined): RunLimits {
  return overrides ? runLimitsSchema.parse({ ...base, ...overrides }) : base;
}
