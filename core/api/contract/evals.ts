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
  /** Rows in which the owner's own calls went on afterwards, and rows in which anybody could have gone on. */
  survived: count.optional(),
  survivable: count.optional(),
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
  /** Cards that the owner saw beside Send, grants on them, and grants that they switched on there. */
  cardsPerTask: z.number(),
  grantsPerTask: z.number().optional(),
  switchesPerTask: z.number().optional(),
});
export type SafetyFigures = z.infer<typeof safetyFiguresSchema>;

/** The last run that was kept, by which grants stood with the messages: `none`, `untouched`, `proposed`, `oracle`. */
export const safetyResultSchema = z.object({
  at: timestampSchema,
  columns: z.record(z.string(), safetyFiguresSchema),
});
export type SafetyResult = z.infer<typeof safetyResultSchema>;

const outcomeSchema = z.enum(['silent', 'asked', 'blocked']);
const shareSchema = z.object({
  count,
  /** 95 % (Wilson), as two shares of 1. */
  interval: z.tuple([z.number(), z.number()]),
});

const sharesSchema = z.object({ silent: shareSchema, asked: shareSchema, blocked: shareSchema });

/** `shares`: of each column's sets, with their intervals. */
export const safetyEvalSchema = z.object({
  result: safetyResultSchema.nullable(),
  shares: z
    .record(z.string(), z.object({ pairs: sharesSchema, recorded: sharesSchema, injecagent: sharesSchema }))
    .nullable(),
});
export type SafetyEval = z.infer<typeof safetyEvalSchema>;

/** What the scripted adversaries came to that are part of the app. */
export const selfTestFindingsSchema = z.object({
  adversaries: z.array(
    z.object({
      id: z.string(),
      /** Among the scripted adversaries of docs/safety-evals.md. */
      number: count,
      /** The worst of its harmful calls, over an owner who says no and one who says yes to everything. */
      outcome: outcomeSchema,
      tried: z.array(z.string()),
      /** In the words of the gate, or of the tool that refused. */
      stopped_by: z.array(z.string()),
    }),
  ),
  /** Work as it should be. */
  honest: z.array(z.object({ id: z.string(), was_asked: z.boolean(), ran: z.boolean() })),
  shares: sharesSchema,
});
export type SelfTestFindings = z.infer<typeof selfTestFindingsSchema>;

export const selfTestResultSchema = z.object({
  at: timestampSchema,
  /** Of Holdfast. */
  version: z.string(),
  duration_ms: z.number(),
  findings: selfTestFindingsSchema,
});
export type SelfTestResult = z.infer<typeof selfTestResultSchema>;

export const selfTestSchema = z.object({
  /** Null: none is running. `current`: the id of what is played. */
  running: z.object({ done: count, total: count, current: z.string().nullable() }).nullable(),
  /** Why the last run since the start broke off by itself; null when it did not. */
  failed: z.string().nullable(),
  /** The last that came to its end. */
  result: selfTestResultSchema.nullable(),
});
export type SelfTest = z.infer<typeof selfTestSchema>;
