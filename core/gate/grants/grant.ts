import type { z } from 'zod';
import type { callGrant } from '../../events/index.ts';

/** What a grant permits: one kind of effect, by these tools, for these values, within one task. */
export type GrantContent = z.infer<typeof callGrant>;

/** A grant of a session. It ends with the session, or when the owner takes it back. */
export interface CallGrant extends GrantContent {
  id: string;
}

/** A grant that the owner's words suggest. It permits nothing until the owner leaves it on when sending. */
export interface GrantProposal extends GrantContent {
  /** Off for what moves money, changes accounts, destroys, runs programs or acts on devices: the owner switches those on. */
  isOn: boolean;
}
