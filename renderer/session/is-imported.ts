import type { SessionDetail } from '../api/index.ts';

/** Whether a session only holds what was imported: it can be read, and never goes on. The server's ids say so. */
export function isImported({ id }: Pick<SessionDetail, 'id'>): boolean {
  return id.startsWith('sesn_import_');
}
