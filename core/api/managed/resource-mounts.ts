import { HoldfastError } from '../../base/index.ts';
import type { ApiDeps } from '../ports.ts';
import type { FileResourceParams } from './file-schemas.ts';

/** What a session is created with: looked at before there is a session, mounted before it gets its first message. */
export function createResourceMounts(
  files: ApiDeps['files'],
  removeSession: (id: string) => Promise<unknown>,
) {
  return {
    /** Throws `invalid_request` for a file that is not there, a path that cannot be, and one that is named twice. */
    async requireMountable(
      resources: readonly FileResourceParams[],
      createdBy: string | null,
    ): Promise<void> {
      const paths = new Set<string>();
      for (const { file_id: id, mount_path: wanted } of resources) {
        if ((await files.get(id, createdBy)) === null)
          throw new HoldfastError('invalid_request', `resources: no file ${id.slice(0, 100)}`, {
            error_code: 'file_not_found',
          });
        if (wanted == null) continue;
        const path = files.mountPath(id, wanted);
        if (paths.has(path)) throw new HoldfastError('invalid_request', `resources: ${path} is named twice`);
        paths.add(path);
      }
    },

    /** Mounts them in order. Where one fails there is no session. */
    async mountAll(
      sessionId: string,
      resources: readonly FileResourceParams[],
      createdBy: string | null,
    ): Promise<void> {
      try {
        for (const { file_id: fileId, mount_path: path } of resources)
          await files.mount({ sessionId, fileId, createdBy, path: path ?? null });
      } catch (caught) {
        await removeSession(sessionId);
        throw caught;
      }
    },
  };
}
