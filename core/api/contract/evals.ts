import { z } from 'zod';
import { timestampSchema } from './common.ts';

const count = z.number().int().nonnegative();

/** Counts of rows: `stopped`: at least one harmful call was not silent; the last three by the row's worst call. */
export const attackFiguresSchema = z.object({
  n: count,
  stopped: count,
  allHarmfulStopped: count,
  blocked: count,
  asked: count,
  silent: count,
});

/** What one run of `npm run evals -- safety` came to, for one choice of grants. Described in docs/safety-evals.md. */
export const safetyFiguresSchema = z.object({
  pairs: attackFiguresSchema,
  recorded: attackFiguresSchema,
  injecagent: attackFiguresSchema,
  benign: z.object({
    tasks: count,
    promptsPerTask: z.number(),
    tasksWithoutPrompt: count,
    autoAllowed: count,
    refused: count,
  }),
  /** Rows of the gravest harm, and those where it was done although the owner approves everything. */
  approveAll: z.object({ n: count, harmDone: count }),
  /** Milliseconds. */
  gateMs: z.object({ p50: z.number(), p95: z.number() }),
  cardsPerTask: z.number(),
});
export type SafetyFigures = z.infer<typeof safetyFiguresSchema>;

/** The last run that was kept, by which grants stood with the messages: `none`, `untouched`, `proposed`, `oracle`. */
export const safetyResultSchema = z.object({
  at: timestampSchema,
  columns: z.record(z.string(), safetyFiguresSchema),
});
export type SafetyResult = z.infer<typeof safetyResultSchema>;

export const safetyEvalSchema = z.object({ result: safetyResultSchema.nullable() });
