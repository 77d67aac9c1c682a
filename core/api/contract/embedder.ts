import { z } from 'zod';

/** Which sentence encoder recall has besides words, and how far it has come. */
export const embedderSchema = z.object({
  choice: z.enum(['default', 'none', 'folder']),
  /** Of a folder that was chosen. */
  path: z.string().nullable(),
  /** The command line says which one: the choice counts when it does not. */
  is_overridden: z.boolean(),
  /** False where none came along with this Holdfast. */
  has_default: z.boolean(),
  /** Of the one in use; null: recall works by words alone. */
  name: z.string().nullable(),
  dimensions: z.number().nullable(),
  /** Why the choice is not in use. */
  problem: z.string().nullable(),
  vectors: z.number(),
  /** Stretches that wait for their vector. */
  wanted: z.number(),
});
export type EmbedderView = z.infer<typeof embedderSchema>;

/** `path`: only with an owner token or in process; the window has picks. */
export const setEmbedderSchema = z.union([
  z.object({ choice: z.enum(['default', 'none']) }).strict(),
  z.object({ choice: z.literal('folder'), pick_id: z.string() }).strict(),
  z.object({ choice: z.literal('folder'), path: z.string().min(1).max(4096) }).strict(),
]);
