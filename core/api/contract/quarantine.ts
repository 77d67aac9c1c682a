import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** `expired`: it waited too long and is no candidate any more; its words are where they were said. */
export const noteStateSchema = z.enum(['waiting', 'expired', 'released', 'dropped']);
export type NoteState = z.infer<typeof noteStateSchema>;

/** Something an agent wanted to remember whose words come from what others wrote. It is in no room and recalled by nobody. */
export const quarantinedNoteSchema = z.object({
  id: z.string(),
  text: z.string(),
  /** The topic that the agent named. */
  room: z.string().nullable(),
  tool: z.string(),
  why: z.enum(['foreign_identifier', 'foreign_words', 'not_said']),
  state: noteStateSchema,
  since: timestampSchema,
  expires_at: timestampSchema,
  settled_at: timestampSchema.nullable(),
  session_id: z.string(),
  session_title: z.string(),
  event_id: z.string(),
  seq: z.number(),
  /** What was read in the session before, the newest last. */
  read: z.array(z.object({ event_id: z.string(), seq: z.number(), tool: z.string() })),
});
export type QuarantinedNote = z.infer<typeof quarantinedNoteSchema>;

/** `state`: `waiting` when left out. */
export const quarantineQuerySchema = z.object({ state: noteStateSchema.optional() });

export const quarantineSchema = z.object({ data: z.array(quarantinedNoteSchema), waiting: z.number() });

export const settleNoteSchema = z.object({ decision: z.enum(['release', 'drop']) }).strict();
