import { z } from 'zod';
import { egressEntry } from '../../events/index.ts';
import { timestampSchema } from './common.ts';

/** One request that left, or was stopped at the door: as the session's log has it, and whose it was. */
export const egressEntrySchema = egressEntry.extend({ session_id: z.string().nullable() });
export type EgressEntryView = z.infer<typeof egressEntrySchema>;

/** Oldest first. */
export const egressListSchema = z.object({ data: z.array(egressEntrySchema) });

/** An open door. */
export const egressDoorSchema = z.object({
  id: z.string(),
  scheme: z.enum(['http', 'https']),
  host: z.string(),
  port: z.number(),
  credential: z.string().nullable(),
  reason: z.string(),
  network: z.enum(['public', 'private']),
  created_at: timestampSchema,
});
export type EgressDoorView = z.infer<typeof egressDoorSchema>;

/** What left without a session since Holdfast was started, newest first, and what is open. */
export const egressOverviewSchema = z.object({
  data: z.array(egressEntrySchema),
  doors: z.array(egressDoorSchema),
});

/** How requests leave this machine. `certificates`: PEM; null: the usual authorities alone. What is absent stays. */
export const networkChangeSchema = z
  .object({
    proxy: z
      .url({ protocol: /^http$/ })
      .max(500)
      .nullable()
      .optional(),
    certificates: z.string().max(200_000).nullable().optional(),
  })
  .strict();
export type NetworkChange = z.infer<typeof networkChangeSchema>;
/** `weaknesses`: sentences for the owner on what of it weakens the checks. */
export const networkSchema = z.object({
  proxy: z.string().nullable(),
  has_certificates: z.boolean(),
  /** The owner's own authorities: who each says it is, its SHA-256, and when it ends. */
  certificates: z.array(z.object({ subject: z.string(), sha256: z.string(), ends_at: timestampSchema })),
  weaknesses: z.array(z.string()),
});
export type Network = z.infer<typeof networkSchema>;
