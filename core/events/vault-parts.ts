import { z } from 'zod';

/** A credential that is a variable: its name, where its value may go, and in which places. Told to whoever may see vaults; the value is not in it. */
export const variableAuth = z.object({
  type: z.literal('environment_variable'),
  secret_name: z.string(),
  networking: z.discriminatedUnion('type', [
    z.object({ type: z.literal('unrestricted') }),
    z.object({ type: z.literal('limited'), allowed_hosts: z.array(z.string()) }),
  ]),
  injection_location: z.object({ header: z.boolean(), body: z.boolean() }),
  /** Holdfast's own: the owner lets programs of this computer have the value itself. */
  may_leave: z.boolean().optional(),
});
