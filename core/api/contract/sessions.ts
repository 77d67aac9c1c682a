import { z } from 'zod';
import { folderAccessSchema, sessionStatusSchema, timestampSchema } from './common.ts';
import { sessionModeSchema } from './modes.ts';

/** Why a session is idle. `requires_action` names the blocked tool uses. */
export const stopReasonSchema = z.object({
  type: z.enum(['end_turn', 'requires_action', 'retries_exhausted', 'budget_reached', 'refusal']),
  event_ids: z.array(z.string()).optional(),
});
export type StopReason = z.infer<typeof stopReasonSchema>;

/** `[start, end)` in UTF-16 code units of the text it belongs to. */
export const markSchema = z.tuple([z.number(), z.number()]);

export const snippetSchema = z.object({ text: z.string(), marks: z.array(markSchema) });
export type Snippet = z.infer<typeof snippetSchema>;

/** One row of the session list. */
export const sessionRowSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: sessionStatusSchema,
  stop_reason: stopReasonSchema.nullable(),
  created_at: timestampSchema,
  last_event_at: timestampSchema,
  archived_at: timestampSchema.nullable(),
  pending_approvals: z.number(),
  pending_questions: z.number(),
  folders: z.array(z.object({ name: z.string(), access: folderAccessSchema })),
  /** With `?query=`: where the words were found. Otherwise the last words said. */
  snippet: snippetSchema.nullable(),
  event_count: z.number(),
  /** Nothing new starts until it is resumed; with `running`, a tool or an answer is still ending. */
  paused: z.boolean(),
  /** Where its log begins, if it was forked: it shares everything up to `seq` with that session. */
  forked_from: z.object({ session_id: z.string(), seq: z.number() }).nullable(),
  /** Null: the owner. */
  created_by: z.string().nullable(),
});
export type SessionRow = z.infer<typeof sessionRowSchema>;

export const grantedFolderSchema = z.object({
  grant_id: z.string(),
  name: z.string(),
  path: z.string(),
  access: folderAccessSchema,
  /** The folder is not there (any more). */
  missing: z.boolean(),
});
export type GrantedFolder = z.infer<typeof grantedFolderSchema>;

export const ruleSchema = z.object({
  id: z.string(),
  session_id: z.string().nullable(),
  session_title: z.string().nullable(),
  scope: z.enum(['session', 'profile']),
  text: z.string(),
  created_at: timestampSchema,
  uses: z.number(),
});
export type Rule = z.infer<typeof ruleSchema>;

export const tokenUsageSchema = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  cache_read_input_tokens: z.number(),
  cache_creation_input_tokens: z.number(),
});
export type TokenUsage = z.infer<typeof tokenUsageSchema>;

export const sessionDetailSchema = sessionRowSchema.extend({
  folders: z.array(grantedFolderSchema),
  /** Of a fork: its parent's folders, which it does not have; one is granted by its `grant_id`. */
  offered_folders: z.array(grantedFolderSchema),
  /** What was forked from it, oldest first, and where. */
  forks: z.array(
    z.object({ id: z.string(), title: z.string(), seq: z.number(), created_at: timestampSchema }),
  ),
  rules: z.array(ruleSchema),
  usage: tokenUsageSchema,
  model: z.string().nullable(),
  agent_id: z.string(),
  agent_name: z.string(),
  environment_id: z.string(),
});
export type SessionDetail = z.infer<typeof sessionDetailSchema>;

export const sessionListQuerySchema = z.object({
  query: z.string().max(1000).optional(),
  archived: z.enum(['true', 'false', 'any']).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  page: z.string().optional(),
});
export type SessionListQuery = z.input<typeof sessionListQuerySchema>;

/** `folders` by path: only with an owner token or in process; the window has picks only. */
export const createSessionSchema = z
  .object({
    title: z.string().max(500).optional(),
    /** `normal` when left out. */
    mode: sessionModeSchema.optional(),
    folder_picks: z
      .array(z.object({ pick_id: z.string(), access: folderAccessSchema }).strict())
      .max(20)
      .optional(),
    folders: z
      .array(z.object({ path: z.string().min(1), access: folderAccessSchema }).strict())
      .max(20)
      .optional(),
  })
  .strict();
export type CreateSession = z.infer<typeof createSessionSchema>;

/** A vault that a session may use; what is in it is told elsewhere, and no value anywhere. */
export const sessionVaultSchema = z.object({ id: z.string(), name: z.string(), is_archived: z.boolean() });
export type SessionVault = z.infer<typeof sessionVaultSchema>;
/** These from now on, and no others. */
export const setSessionVaultsSchema = z.object({ vault_ids: z.array(z.string().min(1)).max(16) }).strict();

export const createdSchema = z.object({ id: z.string() });

export const renameSessionSchema = z.object({ title: z.string().trim().min(1).max(500) }).strict();
export type RenameSession = z.infer<typeof renameSessionSchema>;

/** Forks at any position; `title` absent: the parent's. */
export const forkSessionSchema = z
  .object({ seq: z.number().int().min(1), title: z.string().trim().min(1).max(500).optional() })
  .strict();
export type ForkSession = z.infer<typeof forkSessionSchema>;

/** `workspace` is `exact` when the fork has the files as they were at `seq`, `current` when it has the parent's of now. */
export const forkedSessionSchema = z.object({
  id: z.string(),
  forked_from: z.object({ session_id: z.string(), seq: z.number() }),
  workspace: z.enum(['exact', 'current']),
  /** Folders of the owner's are not inherited. */
  offered_folders: z.array(grantedFolderSchema),
});
export type ForkedSession = z.infer<typeof forkedSessionSchema>;

/** A folder by one-use pick (window), by path (owner token, in process), or as offered by the session it was forked from. */
export const grantFolderSchema = z.union([
  z.object({ grant_id: z.string(), access: folderAccessSchema }).strict(),
  z.object({ pick_id: z.string(), access: folderAccessSchema }).strict(),
  z.object({ path: z.string().min(1), access: folderAccessSchema }).strict(),
]);
export type GrantFolder = z.infer<typeof grantFolderSchema>;

export const workspaceFileSchema = z.object({
  /** Always starts with `/workspace/` or `/mnt/session/`. */
  path: z.string(),
  size_bytes: z.number(),
  updated_at: timestampSchema,
});
export type WorkspaceFile = z.infer<typeof workspaceFileSchema>;

/** Uploaded bytes live in the workspace; images also go to the model when attached. */
export const uploadSchema = z.object({
  upload_id: z.string(),
  kind: z.enum(['image', 'file']),
  name: z.string(),
  path: z.string(),
  media_type: z.string(),
  size_bytes: z.number(),
});
export type Upload = z.infer<typeof uploadSchema>;
