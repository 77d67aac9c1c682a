import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** What a grant permits within one task: one kind of effect, by these tools. */
export const callGrantContentSchema = z
  .object({
    effect: z.enum(['local', 'egress', 'money', 'destructive', 'account', 'exec', 'physical']),
    tools: z.array(z.string().min(1).max(200)).min(1).max(50),
    /** Recipients, names, places, amounts: as the owner wrote them. Empty: none named. */
    values: z.array(z.string().min(1).max(500)).max(100),
    /** Files, pages and messages that the owner named: addresses in them count as meant. */
    sources: z.array(z.string().min(1).max(500)).max(100),
    /** One sentence for the owner. */
    text: z.string().min(1).max(4000),
  })
  .strict();
export type CallGrantContent = z.infer<typeof callGrantContentSchema>;

/** Read out of the owner's words; permits nothing until it is sent back with the message. `is_on`: how the card shows it at first. */
export const grantProposalSchema = callGrantContentSchema.extend({ is_on: z.boolean() });
export type GrantProposal = z.infer<typeof grantProposalSchema>;

/** Without `session_id`: against the tools that a new session has. */
export const proposeGrantsSchema = z
  .object({ text: z.string().max(1_000_000), session_id: z.string().optional() })
  .strict();

/** A grant in force. `uses`: how many calls it let run. */
export const callGrantSchema = callGrantContentSchema.extend({
  id: z.string(),
  created_at: timestampSchema,
  uses: z.number(),
});
export type CallGrant = z.infer<typeof callGrantSchema>;

export const addCallGrantsSchema = z
  .object({ grants: z.array(callGrantContentSchema).min(1).max(50) })
  .strict();
