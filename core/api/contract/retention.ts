import { z } from 'zod';
import { timestampSchema } from './common.ts';
import { drawerSchema } from './palace.ts';

/** Whose words go when they are too old: everybody's, those from outside, or those of agents. */
export const retentionWhoseSchema = z.enum(['all', 'untrusted', 'agent']);
export type RetentionWhose = z.infer<typeof retentionWhoseSchema>;

const days = z.coerce.number().int().min(1).max(36_500);
const wing = z.object({ id: z.string(), name: z.string(), kind: z.string() });

export const retentionQuerySchema = z.object({ days, whose: retentionWhoseSchema });

/** What a rule would forget now. */
export const retentionPreviewSchema = z.object({
  wing,
  /** Drawers in the wing. */
  drawers: z.number(),
  due: z.number(),
  /** Old enough, but pinned: they stay. */
  pinned: z.number(),
  oldest: timestampSchema.nullable(),
  newest: timestampSchema.nullable(),
  /** The oldest that go; at most 3. */
  first: z.array(drawerSchema),
});
export type RetentionPreview = z.infer<typeof retentionPreviewSchema>;

/** `seen`: how many the preview said would go. Where more would go now, nothing is set. */
export const setRetentionSchema = z
  .object({ days, whose: retentionWhoseSchema, seen: z.number().int().min(0) })
  .strict();

/** What is said in this wing is forgotten after so many days. How much is due now is told by the preview, which counts it. */
export const retentionRuleSchema = z.object({
  wing,
  days: z.number(),
  whose: retentionWhoseSchema,
  set_at: timestampSchema,
  set_by: z.string(),
  /** The last time that it was carried out, since Holdfast began. `pending`: what still holds some of it. */
  last_run: z.object({ at: timestampSchema, forgotten: z.number(), pending: z.array(z.string()) }).nullable(),
  /**
   * The clock leapt since then, further than Holdfast believes without the owner: nothing is carried out until the rule is set again. Null:
   * it goes on by itself.
   */
  held_since: timestampSchema.nullable(),
  is_running: z.boolean(),
});
export type RetentionRule = z.infer<typeof retentionRuleSchema>;
