import { z } from 'zod';
import { timestampSchema } from './common.ts';
import { factSchema, hallSchema } from './palace-structure.ts';
import { snippetSchema } from './sessions.ts';

export const wingSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  rooms: z.number(),
  drawers: z.number(),
  updated_at: timestampSchema,
});
export type Wing = z.infer<typeof wingSchema>;

export const roomSchema = z.object({
  id: z.string(),
  wing_id: z.string(),
  name: z.string(),
  drawers: z.number(),
  updated_at: timestampSchema,
});
export type Room = z.infer<typeof roomSchema>;

/** Where a drawer's words were said: enough to jump to the event. */
export const drawerSourceSchema = z.object({
  kind: z.string(),
  event_type: z.string(),
  session_id: z.string(),
  session_title: z.string(),
  event_id: z.string(),
  seq: z.number(),
  tool: z.string().nullable(),
  speaker: z.string().nullable(),
  /** The file that was imported, and what it was an export of; null for what was said here. */
  imported_from: z.object({ file: z.string(), format: z.string() }).nullable(),
});

export const placeSchema = z.object({ id: z.string(), name: z.string() });

export const drawerSchema = z.object({
  id: z.string(),
  wing: placeSchema,
  room: placeSchema,
  text: z.string(),
  author: z.string(),
  source: drawerSourceSchema,
  created_at: timestampSchema,
  trust: z.enum(['owner', 'agent', 'untrusted']),
});
export type Drawer = z.infer<typeof drawerSchema>;

/** `snippet` is cut out of the drawer's text; marks count within the snippet. */
export const palaceHitSchema = drawerSchema.extend({
  snippet: snippetSchema,
  /** The drawer that stands in its place now: these words do not hold any more. */
  replaced_by: z.string().nullable(),
});
export type PalaceHit = z.infer<typeof palaceHitSchema>;

export const roomListQuerySchema = z.object({ wing: z.string().optional() });

export const drawerListQuerySchema = z.object({
  wing: z.string().optional(),
  room: z.string().optional(),
  hall: hallSchema.optional(),
  /** Only drawers that name this entity. */
  entity: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  page: z.string().optional(),
});

export const palaceSearchQuerySchema = z.object({
  q: z.string().max(1000),
  wing: z.string().optional(),
  room: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** What forgetting a drawer takes along, and what it cannot reach. */
export const forgetPreviewSchema = z.object({
  id: z.string(),
  /** Drawers on the same part of the event: the whole part goes. */
  drawers: z.number(),
  recall_results: z.number(),
  summaries: z.number(),
  is_in_title: z.boolean(),
  /** Names of retained backups: each is rewritten where it holds the words. */
  backups: z.array(z.string()),
  /** Models that were asked since, with when first: what their providers keep is out of reach. */
  sent_to: z.array(z.object({ model: z.string(), at: timestampSchema })),
  /** Files that were saved since and may hold them, the latest first. `name` null: it was made of words that are forgotten. */
  exports: z.array(
    z.object({ name: z.string().nullable(), what: z.enum(['palace', 'session']), at: timestampSchema }),
  ),
});
export type ForgetPreview = z.infer<typeof forgetPreviewSchema>;

/** What forgetting reached; `pending`: places that are not rewritten yet (retained backups …). */
export const forgottenSchema = z.object({
  id: z.string(),
  done: z.boolean(),
  pending: z.array(z.string()),
});
export type Forgotten = z.infer<typeof forgottenSchema>;

/** A subject's facts and the drawers that name it, oldest first. */
export const timelineSchema = z.object({
  subject: z.string(),
  entries: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('fact'), at: timestampSchema, fact: factSchema }),
      z.object({ kind: z.literal('drawer'), at: timestampSchema, drawer: drawerSchema }),
    ]),
  ),
});
export type Timeline = z.infer<typeof timelineSchema>;
