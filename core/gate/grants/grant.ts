import { z } from 'zod';

/** What the owner permits within one task: one kind of effect, by these tools, and for which values. */
export const callGrant = z.object({
  id: z.string().min(1),
  effect: z.enum(['local', 'egress', 'money', 'destructive', 'account', 'exec', 'physical']),
  tools: z.array(z.string().min(1)).min(1),
  /** Recipients, names, places, amounts: as the owner wrote them. Empty: the owner named none. */
  values: z.array(z.string()),
  /** Files, pages and messages that the owner named, by what they are called; addresses in them count as meant. */
  sources: z.array(z.string()),
  /** One sentence for the owner. */
  text: z.string(),
});
export type CallGrant = z.infer<typeof callGrant>;

/** A grant that the owner's words suggest. It permits nothing until the owner leaves it on when sending. */
export interface GrantProposal extends Omit<CallGrant, 'id'> {
  /** Off for what moves money, changes accounts, destroys, runs programs or acts on devices: the owner switches those on. */
  isOn: boolean;
}
