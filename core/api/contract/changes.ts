import { z } from 'zod';
import { timestampSchema } from './common.ts';

/** A path of the agent's world: `/workspace/…`, `/mnt/session/…` or `/mnt/folders/<name>/…`; `/` lists the roots. */
export const fileQuerySchema = z.object({ path: z.string().min(1).max(4096) });

export const fileEntrySchema = z.object({
  path: z.string(),
  name: z.string(),
  kind: z.enum(['file', 'folder', 'link', 'other']),
  size_bytes: z.number(),
  /** Null where there is none: folders of the workspace's own. */
  modified_at: timestampSchema.nullable(),
  /** Credentials, hooks, start-up files: named, and not opened. */
  is_protected: z.boolean(),
});
export type FileEntry = z.infer<typeof fileEntrySchema>;

export const fileContentSchema = z.object({
  path: z.string(),
  size_bytes: z.number(),
  /** Null where it is not text. */
  text: z.string().nullable(),
  /** Only the beginning is there. */
  is_cut: z.boolean(),
});
export type FileContent = z.infer<typeof fileContentSchema>;

/** A change of files in granted folders, by one call or by an undo. */
export const checkpointSchema = z.object({
  id: z.string(),
  seq: z.number().int(),
  at: timestampSchema,
  /** The owner's message it belongs to; null where there was none. */
  turn_id: z.string().nullable(),
  /** How that message begins. */
  turn_text: z.string().nullable(),
  by: z.enum(['agent', 'owner']),
  tool: z.string().nullable(),
  tool_use_id: z.string().nullable(),
  /** The checkpoints that this one took back; null for a change of the agent's. */
  undoes: z.array(z.string()).nullable(),
  files: z.array(
    z.object({
      path: z.string(),
      /** On the owner's disk. */
      real_path: z.string(),
      kind: z.enum(['made', 'changed', 'removed', 'moved']),
      /** Where it was before; null unless it was moved. */
      moved_from: z.string().nullable(),
      size_before: z.number().nullable(),
      size_after: z.number().nullable(),
      /** `not_kept`: what it held before was too large to be kept, or is kept no longer. */
      state: z.enum(['in_place', 'taken_back', 'not_kept']),
    }),
  ),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** `before` null: there was no file; `after` null: there is none any more. `is_text` false: both are null and nothing can be shown. */
export const fileDiffSchema = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  is_text: z.boolean(),
});
export type FileDiff = z.infer<typeof fileDiffSchema>;

export const undoSelectionSchema = z
  .object({
    checkpoint_ids: z.array(z.string().min(1)).min(1).max(5000),
    /** Only these of their files. */
    paths: z.array(z.string().min(1)).min(1).max(5000).optional(),
  })
  .strict();
export type UndoSelection = z.infer<typeof undoSelectionSchema>;

export const undoPlanSchema = z.object({
  plan_id: z.string(),
  files: z.array(
    z.object({
      path: z.string(),
      real_path: z.string(),
      action: z.enum(['restore', 'remove', 'merge', 'move', 'conflict', 'same', 'not_kept']),
      /** Where it goes back to; null where it stays. */
      moves_to: z.string().nullable(),
      why: z.enum(['edited', 'made_anew', 'removed', 'not_text']).nullable(),
      /** The stable code of what is in the way, where the file cannot be reached. */
      problem: z.string().nullable(),
      /** From what is there now to what would be; for a conflict, what restoring would make of it. Null: nothing that can be shown. */
      diff: fileDiffSchema.nullable(),
    }),
  ),
});
export type UndoPlan = z.infer<typeof undoPlanSchema>;

/** `choices`: what to do with conflicts; they are kept as they are otherwise. 409 `conflict` when anything changed since the plan. */
export const undoSchema = undoSelectionSchema.extend({
  plan_id: z.string().min(1),
  choices: z.record(z.string(), z.enum(['restore', 'keep'])).optional(),
});

export const undoneSchema = z.object({
  /** Null: nothing had to change. Taking this checkpoint back brings the changes back. */
  checkpoint_id: z.string().nullable(),
  done: z.array(z.string()),
  left: z.array(z.object({ path: z.string(), why: z.string() })),
});
export type Undone = z.infer<typeof undoneSchema>;
