import { z } from 'zod';
import { backupSchema } from './status.ts';

/** What only the desktop can do; served to the app's own window and to nobody else. */

/** One use, for the purpose it was picked for. */
export const pickSchema = z.union([
  z.object({ pick_id: z.string(), name: z.string(), path: z.string() }),
  z.object({ cancelled: z.literal(true) }),
]);
export type Pick = z.infer<typeof pickSchema>;

export const pickFolderRequestSchema = z.object({ title: z.string().max(200).optional() }).strict();
export const pickSaveRequestSchema = z.object({ suggested_name: z.string().min(1).max(200) }).strict();
export const pickOpenRequestSchema = z
  .object({ extensions: z.array(z.string().max(20)).max(20).optional() })
  .strict();

/** http, https or mailto only; the shell shows the address and asks. */
export const openExternalRequestSchema = z.object({ url: z.string().min(1).max(4000) }).strict();

/** Only a path inside a granted folder, a backup or the data folder is shown. */
export const revealRequestSchema = z.object({ path: z.string().min(1) }).strict();

/** Into the picked file, or into the data folder's `backups/` without a pick. */
export const createBackupSchema = z.object({ pick_id: z.string().optional() }).strict();

/** `path`: only with an owner token or in process. */
export const restoreBackupSchema = z.union([
  z.object({ pick_id: z.string() }).strict(),
  z.object({ backup_id: z.string() }).strict(),
  z.object({ path: z.string().min(1) }).strict(),
]);
export type RestoreBackup = z.infer<typeof restoreBackupSchema>;

/** The database was replaced and opened again; the one before is kept as a backup. */
export const restoredSchema = z.object({ ok: z.literal(true), previous: backupSchema.nullable() });

/** With a pick, an export is written to the picked file instead of being sent. */
export const savedSchema = z.object({ ok: z.literal(true), path: z.string(), size_bytes: z.number() });

export const exportFormatSchema = z.enum(['markdown', 'jsonl']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;
/** `name`: what the file will be called, where the caller knows: it is listed when something of it is forgotten later. */
export const exportQuerySchema = z.object({
  format: exportFormatSchema.optional(),
  name: z.string().max(255).optional(),
});
/** `drawers`: ids with commas between them, at most 200. Without any of the three: the whole palace. */
export const exportPalaceQuerySchema = exportQuerySchema.extend({
  wing: z.string().optional(),
  room: z.string().optional(),
  drawers: z
    .string()
    .transform((list) => list.split(',').filter((id) => id !== ''))
    .pipe(z.array(z.string()).min(1).max(200))
    .optional(),
});
export const exportToFileSchema = z.object({ pick_id: z.string(), format: exportFormatSchema }).strict();
export const exportPalaceToFileSchema = exportToFileSchema.extend({
  wing: z.string().optional(),
  room: z.string().optional(),
  drawers: z.array(z.string()).min(1).max(200).optional(),
});
