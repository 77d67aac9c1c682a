import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** A planted secret was used: in a call, in the agent's words, or in a request at the door. Its session is paused until the owner lets it go on. */
export const alarmSchema = z.object({
  id: z.string(),
  session_id: z.string(),
  session_title: z.string(),
  seq: z.number().int(),
  created_at: timestampSchema,
  /** When the session went on; null: it stands still. */
  settled_at: timestampSchema.nullable(),
  place: z.enum(['call', 'message', 'egress']),
  /** Null for the agent's words. */
  tool: z.string().nullable(),
  host: z.string().nullable(),
  /** Kinds of what was used: `aws_key_id`, `aws_secret`, `github_token`, `login`, `database_login`. */
  canaries: z.array(z.string()),
  /** Where it was read, and what others wrote that was read since the owner's last message, newest last. */
  read: z.array(
    z.object({ tool: z.string(), what: z.enum(['canary', 'untrusted']), seq: z.number().int().nullable() }),
  ),
});
export type Alarm = z.infer<typeof alarmSchema>;

export const alarmListQuerySchema = z.object({
  session_id: z.string().optional(),
  /** `open`: only where the session stands still; the usual. */
  status: z.enum(['open', 'any']).optional(),
});

/** Secrets that open nothing and whose use alarms. Their values are told to nobody. */
export const canariesSchema = z.object({
  is_on: z.boolean(),
  planted_at: timestampSchema.nullable(),
  kinds: z.array(z.string()),
  /** Where an agent finds the files that hold them. */
  paths: z.array(z.string()),
});
export type CanariesView = z.infer<typeof canariesSchema>;

/** `replant`: new values; those before still alarm. */
export const canariesChangeSchema = z
  .object({ is_on: z.boolean().optional(), replant: z.literal(true).optional() })
  .strict();
export type CanariesChange = z.infer<typeof canariesChangeSchema>;
