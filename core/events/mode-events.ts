import { z } from 'zod';

const id = z.string().min(1);
const base = { id, processed_at: z.string() };

/** How a session works: as usual, by a plan that the owner approved, or without effects outside its workspace. */
export const sessionMode = z.enum(['normal', 'plan_first', 'dry_run']);
export type SessionMode = z.infer<typeof sessionMode>;

/** One step of a plan. `tool` and `target` are what the gate compares calls with; a step without `tool` covers none. */
export const planStep = z.object({
  title: z.string().trim().min(1).max(500).describe('What is done, in one sentence'),
  tool: z.string().min(1).max(200).optional().describe('The tool that does it, by its exact name'),
  target: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .describe('The file, folder, address or host that it changes; a folder covers what lies below it'),
  reversible: z.enum(['yes', 'partly', 'no']).describe('Whether it can be undone'),
  why: z.string().max(2000).optional().describe('Why the step is needed'),
});
export type PlanStep = z.infer<typeof planStep>;

/** `before` null: a new file; `after` null: it goes away. */
const fileDiff = z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() });

/** Something a message says that the log does not bear out. */
const claimWarning = z.object({
  kind: z.enum([
    'file_not_written',
    'file_not_deleted',
    'tests_not_run',
    'not_sent',
    'file_count',
    'input_not_read',
  ]),
  /** The words of the message. */
  claim: z.string(),
  /** Calls and results that say otherwise; empty where there is nothing in the log. */
  evidence_event_ids: z.array(z.string()),
  /** One plain sentence for the owner. */
  text: z.string(),
});
export type ClaimWarning = z.infer<typeof claimWarning>;

/** Events of modes, plans, dry runs and the check of what a message claims. */
export const modeEvents = [
  z.object({ ...base, type: z.literal('holdfast.mode_changed'), mode: sessionMode, by: z.string() }),
  /** The owner approved the plan of this `propose_plan` call, as edited. Calls outside it ask. */
  z.object({
    ...base,
    type: z.literal('holdfast.plan_approved'),
    tool_use_id: id,
    steps: z.array(planStep),
    by: z.string(),
  }),
  /** The call was not executed; this is what it would have done. */
  z.object({
    ...base,
    type: z.literal('holdfast.dry_run_recorded'),
    tool_use_id: id,
    sentence: z.string(),
    paths: z.array(z.string()),
    /** What would have become of files; missing where no file would have changed. */
    diffs: z.array(fileDiff).optional(),
  }),
  /** What the owner did with recorded calls: each is planned anew and passes the gate, or is dropped. */
  z.object({
    ...base,
    type: z.literal('holdfast.dry_run_settled'),
    action: z.enum(['execute', 'discard']),
    tool_use_ids: z.array(z.string()).min(1),
    by: z.string(),
  }),
  /** The message of the agent says what the log does not bear out. Appended with the message, only where there are warnings. */
  z.object({
    ...base,
    type: z.literal('holdfast.claims_checked'),
    message_id: id,
    warnings: z.array(claimWarning),
  }),
] as const;
