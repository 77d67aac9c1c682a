import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** A value that a tool gave back and that looks like a secret. Its value is told by `revealSecret` alone, to the owner alone. */
export const foundSecretSchema = z.object({
  number: z.number(),
  session_id: z.string().nullable(),
  looks_like: z.string(),
  characters: z.number(),
  created_at: timestampSchema,
  /** The owner said that it is none: it stays where it stands from then on. */
  is_harmless: z.boolean(),
  can_be_opened: z.boolean(),
});
export type FoundSecret = z.infer<typeof foundSecretSchema>;

export const revealedSecretSchema = z.object({ number: z.number(), value: z.string() });

export const harmlessSecretSchema = z.object({ is_harmless: z.boolean() }).strict();

/** Where secrets are not taken out of what tools give back, because it was wrong there. */
export const redactionSchema = z.object({
  off_tools: z.array(z.string().min(1).max(200)).max(500),
  off_sessions: z.array(z.string().min(1).max(200)).max(500),
});
export type RedactionSwitches = z.infer<typeof redactionSchema>;
