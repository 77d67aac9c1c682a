import type { Api } from '../app.ts';
import { requireOwner, requirePathsAllowed } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';
import type { Parts } from './parts.ts';

/** Backups of the one file of record. */
export function addBackupRoutes(app: Api, { deps: { backups }, picks }: Parts): void {
  addEndpoint(app, 'listBackups', async ({ caller }) => {
    requireOwner(caller, 'see backups');
    return { data: await backups.list() };
  });
  addEndpoint(app, 'createBackup', async ({ body, caller }) => {
    requireOwner(caller, 'make backups');
    return backups.create(body.pick_id === undefined ? null : picks.take('save', body.pick_id));
  });
  addEndpoint(app, 'restoreBackup', async ({ body, caller }) => {
    requireOwner(caller, 'restore backups');
    if ('backup_id' in body) return { ok: true, ...(await backups.restore({ backupId: body.backup_id })) };
    if ('pick_id' in body)
      return { ok: true, ...(await backups.restore({ path: picks.take('open', body.pick_id) })) };
    requirePathsAllowed(caller);
    return { ok: true, ...(await backups.restore({ path: body.path })) };
  });
}
