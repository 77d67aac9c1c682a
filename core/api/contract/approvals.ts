import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** What would happen, as computed and frozen when the call was asked. `before` null: a new file; `after` null: it goes away. */
export const previewSchema = z.object({
  sentence: z.string(),
  reversible: z.boolean(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  paths: z.array(z.string()),
  diff: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
});
export type ApprovalPreview = z.infer<typeof previewSchema>;

/** Where one value of a call comes from. `seq`: where it was read, in the session. */
export const valueOriginSchema = z.object({
  /** Place in the arguments: `recipients[0]`. */
  path: z.string(),
  value: z.string(),
  /** `owner`: in the owner's own words; `untrusted`: only in what others wrote; `model`: nowhere. */
  origin: z.enum(['owner', 'trusted', 'untrusted', 'model']),
  excerpt: z.string().nullable(),
  seq: z.number().int().nullable(),
});
export type ValueOrigin = z.infer<typeof valueOriginSchema>;

/** `read`: what tools gave before the call, newest last. */
export const callOriginsSchema = z.object({
  values: z.array(valueOriginSchema),
  read: z.array(
    z.object({ tool: z.string(), label: z.enum(['trusted', 'untrusted']), seq: z.number().int().nullable() }),
  ),
});
export type CallOrigins = z.infer<typeof callOriginsSchema>;

export const approvalStatusSchema = z.enum(['pending', 'allowed', 'denied', 'void']);
export type ApprovalStatus = z.infer<typeof approvalStatusSchema>;

/** Bound to the exact arguments by `input_hash`; the answer must repeat it. `void`: session archived, interrupted or rewound. */
export const approvalSchema = z.object({
  id: z.string(),
  session_id: z.string(),
  session_title: z.string(),
  tool_use_id: z.string(),
  tool: z.string(),
  input: z.unknown(),
  input_hash: z.string(),
  created_at: timestampSchema,
  /** When it is denied because nobody answered; null: it waits without limit, or was answered. */
  expires_at: timestampSchema.nullable(),
  status: approvalStatusSchema,
  preview: previewSchema,
  why: z.array(z.string()),
  /** What the agent read before that hid something, posed as somebody or commanded its reader. A hint; nothing decides by it. */
  noticed: z.array(
    z.object({
      event_id: z.string(),
      tool: z.string(),
      hidden: z.number(),
      imitations: z.number(),
      quotes: z.array(z.string()),
    }),
  ),
  /** Null where the call does not depend on where its values come from. */
  origins: callOriginsSchema.nullable(),
  /** Exact rule that `allow_session` would add; null: not offered for this call. */
  rule_offered: z.object({ text: z.string(), scope: z.literal('session') }).nullable(),
  answered_at: timestampSchema.nullable(),
  answered_by: z.string().nullable(),
  note: z.string().nullable(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const approvalListQuerySchema = z.object({
  status: z.enum(['pending', 'answered', 'any']).optional(),
  session_id: z.string().optional(),
});
export type ApprovalListQuery = z.input<typeof approvalListQuerySchema>;

/** `note` is read by the agent. A second answer: 409 `approval_already_answered`. */
export const answerApprovalSchema = z
  .object({
    decision: z.enum(['allow_once', 'allow_session', 'deny']),
    input_hash: z.string().min(1),
    note: z.string().max(4000).optional(),
  })
  .strict();
export type AnswerApproval = z.infer<typeof answerApprovalSchema>;

/** What the gate said of one call before it ran. */
export const decisionSchema = z.object({
  event_id: z.string(),
  seq: z.number().int(),
  session_id: z.string(),
  session_title: z.string(),
  at: timestampSchema,
  tool: z.string(),
  decision: z.enum(['allow', 'ask', 'deny']),
  /** What decided: `default`, `owner`, `policy:…`, `rule:<id>`, `grant:<id>`, `block:<why>` … */
  rule: z.string(),
  reason: z.string(),
});
export type Decision = z.infer<typeof decisionSchema>;

export const decisionListQuerySchema = z.object({
  session_id: z.string().optional(),
  decision: z.enum(['allow', 'ask', 'deny']).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});

/** A call of `ask_user` that waits. */
export const questionSchema = z.object({
  tool_use_id: z.string(),
  session_id: z.string(),
  session_title: z.string(),
  question: z.string(),
  options: z.array(z.string()),
  why: z.string().nullable(),
  /** `holdfast`: the harness asks by itself, because the agent goes in circles. */
  asked_by: z.enum(['agent', 'holdfast']),
  created_at: timestampSchema,
});
export type Question = z.infer<typeof questionSchema>;

export const answerQuestionSchema = z.union([
  z.object({ answer: z.string().min(1).max(20_000) }).strict(),
  z.object({ declined: z.literal(true) }).strict(),
]);
export type AnswerQuestion = z.infer<typeof answerQuestionSchema>;
