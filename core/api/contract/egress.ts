import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** One request that left, or was stopped at the door. */
export const egressEntrySchema = z.object({
  id: z.string(),
  at: timestampSchema,
  /** `sent`: still under way. */
  outcome: z.enum(['sent', 'answered', 'failed', 'refused']),
  method: z.string(),
  scheme: z.string(),
  host: z.string(),
  port: z.number(),
  path: z.string(),
  /** Of address, headers and body, before credentials were put in. */
  bytes_out: z.number(),
  bytes_in: z.number(),
  status: z.number().nullable(),
  /** Names of the credentials that were put in. */
  credential: z.string().nullable(),
  error: z.string().nullable(),
  session_id: z.string().nullable(),
  /** The tool call, or the model request's span. */
  call_id: z.string().nullable(),
});
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

/** How requests leave this machine. `certificates`: PEM; null: the usual authorities alone. */
export const networkChangeSchema = z
  .object({
    proxy: z
      .url({ protocol: /^http$/ })
      .max(500)
      .nullable(),
    certificates: z.string().max(200_000).nullable(),
  })
  .strict();
export type NetworkChange = z.infer<typeof networkChangeSchema>;
/** `weaknesses`: sentences for the owner on what of it weakens the checks. */
export const networkSchema = z.object({
  proxy: z.string().nullable(),
  has_certificates: z.boolean(),
  weaknesses: z.array(z.string()),
});
export type Network = z.infer<typeof networkSchema>;
