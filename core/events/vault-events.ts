import { z } from 'zod';
import { base } from './event-parts.ts';

/** Events of what a session may use of the owner's vaults. */
export const vaultEvents = [
  /** These vaults the session has from now on, and no others. Names are those of that day; nothing of what is in them. */
  z.object({
    ...base,
    type: z.literal('holdfast.vaults_given'),
    vaults: z.array(z.object({ id: z.string(), name: z.string() })),
    by: z.string(),
  }),
] as const;
