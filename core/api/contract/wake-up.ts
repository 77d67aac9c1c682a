import { z } from 'zod';
import { timestampSchema } from './common.ts';
import { drawerSchema } from './palace.ts';

/** How long what the owner writes of themselves may be, in characters. */
export const longestIdentity = 400;

/** Whether sessions begin with what the memory has for them, and who the owner says they are. */
export const wakeUpSettingSchema = z.object({ is_on: z.boolean(), identity: z.string() });
export type WakeUpSetting = z.infer<typeof wakeUpSettingSchema>;

export const wakeUpChangeSchema = z
  .object({ is_on: z.boolean(), identity: z.string().max(longestIdentity) })
  .partial()
  .strict();
export type WakeUpChange = z.infer<typeof wakeUpChangeSchema>;

export const sessionWakeUpChangeSchema = z.object({ is_on: z.boolean() }).strict();

const wakeUpItemSchema = z.object({
  why: z.enum(['identity', 'pinned', 'preference', 'promise', 'room', 'search']),
  drawer_id: z.string().nullable(),
  tokens: z.number(),
  text: z.string(),
});
export type WakeUpItemView = z.infer<typeof wakeUpItemSchema>;

/** What any session would begin with now, before its task is known; empty where none does. */
export const wakeUpPreviewSchema = z.object({ items: z.array(wakeUpItemSchema) });

/** What of the memory a session's requests carry, as it was put in, and why. */
export const sessionWakeUpSchema = z.object({
  session_id: z.string(),
  is_on: z.boolean(),
  /** `session`: the owner said it for this one. */
  decided_by: z.enum(['session', 'setting']),
  /** The event that put it in; null: nothing is put in. */
  put_in: z.object({ event_id: z.string(), seq: z.number(), at: timestampSchema }).nullable(),
  tokens: z.number(),
  budget_tokens: z.number(),
  /** Something of it was forgotten: the next request makes it anew. */
  is_forgotten: z.boolean(),
  layers: z.array(
    z.object({
      layer: z.enum(['identity', 'essentials', 'room', 'search']),
      budget_tokens: z.number(),
      items: z.array(wakeUpItemSchema),
    }),
  ),
});
export type SessionWakeUp = z.infer<typeof sessionWakeUpSchema>;

export const pinDrawerSchema = z.object({ is_pinned: z.boolean() }).strict();

/** Other words in a drawer's place; its own stay as history. */
export const reviseDrawerSchema = z.object({ text: z.string().trim().min(1).max(8000) }).strict();

/** The oldest first; the last one holds now. */
export const drawerHistorySchema = z.object({ versions: z.array(drawerSchema) });
