import { z } from 'zod';

/**
 * Shapes that several routes share. Everything in `contract/` imports zod and nothing of Node,
 * because the renderer bundles it.
 */

/** RFC 3339, UTC, with milliseconds. */
export const timestampSchema = z.string().min(1);

export const ackSchema = z.object({ ok: z.literal(true) });
export type Ack = z.infer<typeof ackSchema>;

/**
 * Every failure of every route. `type` is the Managed Agents error type (`not_found_error` …),
 * `code` is Holdfast's stable code, `next_step` a sentence for the owner.
 */
export const errorEnvelopeSchema = z.object({
  type: z.literal('error'),
  error: z.object({
    type: z.string(),
    message: z.string(),
    code: z.string().optional(),
    next_step: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
  request_id: z.string(),
});
export type ErrorEnvelope = z.infer<typeof errorEnvelopeSchema>;

/** `next_page` goes back as `?page=`; it is opaque and belongs to the order it was given for. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next_page: z.string().nullable() });
}

/** A list that is always whole. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item) });
}

export const folderAccessSchema = z.enum(['read', 'read_write']);
export type FolderAccess = z.infer<typeof folderAccessSchema>;

export const sessionStatusSchema = z.enum(['idle', 'running', 'rescheduling', 'terminated']);
export type SessionStatus = z.infer<typeof sessionStatusSchema>;

/** Names of what `GET /changes` announces; a window refetches what it shows of that topic. */
export const changeTopicSchema = z.enum([
  'sessions',
  'approvals',
  'questions',
  'alarms',
  'rules',
  'workspace',
  'palace',
  'settings',
  'charter',
  'status',
  'backups',
  'mcp',
  'vaults',
  'self_test',
  'embedder',
  'contexts',
  'imports',
]);
export type ChangeTopic = z.infer<typeof changeTopicSchema>;

export const changeSchema = z.object({ topic: changeTopicSchema, session_id: z.string().optional() });
export type Change = z.infer<typeof changeSchema>;
