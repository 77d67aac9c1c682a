import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** `plan_first`: calls outside an approved plan ask. `dry_run`: calls with an effect outside /workspace are recorded, not executed. */
export const sessionModeSchema = z.enum(['normal', 'plan_first', 'dry_run']);
export type SessionMode = z.infer<typeof sessionModeSchema>;

/** One step; `tool` and `target` are what calls are compared with, the rest is for reading. */
export const planStepSchema = z
  .object({
    title: z.string().trim().min(1).max(500),
    tool: z.string().min(1).max(200).optional(),
    /** A file, folder, address or host; a folder covers what lies below it. */
    target: z.string().min(1).max(2000).optional(),
    reversible: z.enum(['yes', 'partly', 'no']),
    why: z.string().max(2000).optional(),
  })
  .strict();
export type PlanStep = z.infer<typeof planStepSchema>;

export const setModeSchema = z.object({ mode: sessionModeSchema }).strict();

/** `plan`: the one in force; null in other modes, and until one is approved. */
export const modeStateSchema = z.object({
  mode: sessionModeSchema,
  plan: z.object({ tool_use_id: z.string(), steps: z.array(planStepSchema) }).nullable(),
});
export type ModeState = z.infer<typeof modeStateSchema>;

export const planListQuerySchema = z.object({ session_id: z.string().optional() });

/** A plan that waits for the owner. */
export const planSchema = z.object({
  tool_use_id: z.string(),
  session_id: z.string(),
  session_title: z.string(),
  goal: z.string(),
  steps: z.array(planStepSchema),
  created_at: timestampSchema,
});
export type Plan = z.infer<typeof planSchema>;

/** `steps` are the plan as the owner edited it. `note` is read by the agent. Second answer: 404 `question_not_found`. */
export const answerPlanSchema = z.discriminatedUnion('decision', [
  z
    .object({
      decision: z.literal('approve'),
      steps: z.array(planStepSchema).min(1).max(50),
      note: z.string().max(4000).optional(),
    })
    .strict(),
  z.object({ decision: z.literal('reject'), note: z.string().max(4000).optional() }).strict(),
]);
export type AnswerPlan = z.infer<typeof answerPlanSchema>;

/**
 * A call that a dry run recorded. `released`: it may be executed and is about to be planned; `executed`: its new call is
 * `replay_tool_use_id`, which may still wait for an approval or have been denied.
 */
export const recordedCallSchema = z.object({
  tool_use_id: z.string(),
  tool: z.string(),
  input: z.unknown(),
  sentence: z.string(),
  paths: z.array(z.string()),
  /** `before` null: a new file; `after` null: it goes away. */
  diff: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  recorded_at: timestampSchema,
  state: z.enum(['recorded', 'released', 'executed', 'discarded']),
  replay_tool_use_id: z.string().nullable(),
  /** What the gate would say if it were executed now; it is asked again then. Null unless it is `recorded`. */
  foreseen: z.enum(['run', 'ask', 'refuse']).nullable(),
});
export type RecordedCall = z.infer<typeof recordedCallSchema>;

export const dryRunSchema = z.object({ mode: sessionModeSchema, data: z.array(recordedCallSchema) });
export type DryRun = z.infer<typeof dryRunSchema>;

/**
 * All that is still `recorded` when no ids are given. `execute`: 409 `conflict` while the session is a dry run; each call passes the
 * gate and may ask.
 */
export const settleDryRunSchema = z
  .object({
    action: z.enum(['execute', 'discard']),
    tool_use_ids: z.array(z.string()).min(1).max(500).optional(),
  })
  .strict();
export type SettleDryRun = z.infer<typeof settleDryRunSchema>;
