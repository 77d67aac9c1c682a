import { stat } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { HoldfastError } from '../../base/index.ts';
import type { FolderAccess, GrantedFolder } from '../contract.ts';
import type { SessionRecord } from '../managed/session-view.ts';
import type { ApiDeps } from '../ports.ts';

export type Folders = ReturnType<typeof createFolders>;

const sessionsLookedAt = 200;

/** The owner's folders that sessions may reach: the gate keeps the grants, the disk says whether they are there. */
export function createFolders({ gate, log, resolveFolder }: Pick<ApiDeps, 'gate' | 'log' | 'resolveFolder'>) {
  async function list(sessionId: string): Promise<GrantedFolder[]> {
    await log.getSession({ sessionId });
    const grants = await gate.listFolders({ sessionId });
    return Promise.all(
      grants.map(async ({ id, name, path, access }) => ({
        grant_id: id,
        name,
        path,
        access,
        missing: !(await isFolder(path)),
      })),
    );
  }

  return {
    /** Newest last. Looks at the disk for `missing`. */
    list,

    /** Throws `folder_missing`, `folder_refused`, `session_archived` … */
    async grant(sessionId: string, folder: { path: string; access: FolderAccess }): Promise<GrantedFolder> {
      await log.getSession({ sessionId });
      const path = await resolveFolder(folder.path);
      const grant = await gate.grantFolder({ sessionId, path, name: basename(path), access: folder.access });
      return { grant_id: grant.id, name: grant.name, path: grant.path, access: grant.access, missing: false };
    },

    /** What a fork's parent holds and the fork does not. */
    async offered(record: SessionRecord): Promise<GrantedFolder[]> {
      if (record.forkedFrom === null) return [];
      const [parents, own] = await Promise.all([list(record.forkedFrom.sessionId), list(record.id)]);
      return parents.filter(({ path }) => !own.some((folder) => folder.path === path));
    },

    /** Grants a folder that the parent holds, with no more than its access. Throws `not_found`, `forbidden`. */
    async grantOffered(
      sessionId: string,
      offer: { grantId: string; access: FolderAccess },
    ): Promise<GrantedFolder> {
      const offered = await this.offered(await log.getSession({ sessionId }));
      const folder = offered.find(({ grant_id }) => grant_id === offer.grantId);
      if (folder === undefined)
        throw new HoldfastError('not_found', `no folder is offered as ${offer.grantId}`);
      if (folder.access === 'read' && offer.access !== 'read')
        throw new HoldfastError('forbidden', 'the session it was forked from may only read this folder');
      return this.grant(sessionId, { path: folder.path, access: offer.access });
    },

    revoke: (sessionId: string, grantId: string): Promise<void> => gate.revokeFolder({ sessionId, grantId }),

    /** True when `path` lies in a folder that one of the latest sessions holds. */
    async cover(path: string): Promise<boolean> {
      const order = { orderBy: 'last_event', direction: 'desc' } as const;
      const recent = await log.listSessions({
        archived: 'include',
        ...order,
        limit: sessionsLookedAt,
        offset: 0,
      });
      const grants = await Promise.all(recent.map(({ id }) => gate.listFolders({ sessionId: id })));
      return grants.flat().some((grant) => isInside(grant.path, path));
    },
  };
}

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => null);
  return status?.isDirectory() ?? false;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !way.includes(':'));
}
