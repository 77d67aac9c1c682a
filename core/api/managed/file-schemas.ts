import { z } from 'zod';
import { pageQuery } from './shared-schemas.ts';

/** Files and what of them is mounted into sessions (Managed Agents reference, sections 1.1 and 4.4). */

export interface FileMetadata {
  id: string;
  type: 'file';
  filename: string;
  mime_type: string;
  size_bytes: number;
  created_at: string;
  downloadable: boolean;
  expires_at: string | null;
  /** Of a session's own: what it hands over, and copies that are mounted. */
  scope?: { type: 'session'; id: string };
}

export interface FileResource {
  id: string;
  type: 'file';
  file_id: string;
  mount_path: string;
  created_at: string;
  updated_at: string;
}

const hour = 3600;
export const expiresInSeconds = z.coerce
  .number()
  .int()
  .min(hour)
  .max(90 * 24 * hour);

export const listFilesQuery = z
  .object({
    ...pageQuery({ standard: 20, max: 1000 }),
    ids: z.array(z.string()).max(100).optional(),
    scope_id: z.string().optional(),
  })
  .refine(
    (query) => query.ids === undefined || (query.page === undefined && query.scope_id === undefined),
    'ids goes without page and scope_id',
  );

export const fileResourceParams = z
  .object({
    type: z.literal(
      'file',
      'only files can be mounted here: repositories and memory stores are not offered yet',
    ),
    file_id: z.string().min(1).max(200),
    mount_path: z.string().min(1).max(1024).nullish(),
  })
  .strict();
export type FileResourceParams = z.infer<typeof fileResourceParams>;

export const listResourcesQuery = z.object(pageQuery({ standard: 100, max: 1000 }));
