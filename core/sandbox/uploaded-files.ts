import { HoldfastError, type Ids } from '../base/index.ts';
import { type Bound, bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import { uploadsRoot, workspaceRoot } from './roots.ts';
import type { WorkspaceQuota } from './store.ts';
import type { SessionResource, UploadedFile } from './uploaded-files-store.ts';
import { splitVirtualPath } from './virtual-path.ts';
import type { fileCommands, fileQueries } from './worker.ts';
import { defaultWorkspaceQuota } from './workspace.ts';

/** Files of clients, and what of them is mounted into sessions. `createdBy` null is the owner, who sees all of them. */
export interface UploadedFiles {
  add(input: {
    createdBy: string | null;
    filename: string;
    mimeType: string;
    content: Uint8Array;
    /** From now. */
    expiresInMs: number | null;
  }): Promise<UploadedFile>;
  get(id: string, createdBy: string | null): Promise<UploadedFile | null>;
  /** The latest first. */
  list(input: {
    createdBy: string | null;
    limit: number;
    after: { createdAt: number; id: string } | null;
  }): Promise<UploadedFile[]>;
  /** A range of an upload. Throws `not_found`, `file_expired`, `content_damaged`. */
  read(
    file: { id: string; createdBy: string | null },
    range: { offset: number; length: number },
  ): Promise<{ file: UploadedFile; bytes: Uint8Array }>;
  /** False when there is none. */
  remove(id: string, createdBy: string | null): Promise<boolean>;
  /** The path that a mount would have. Throws `invalid_request` for one that is not below /workspace or /mnt/session/uploads. */
  mountPath(fileId: string, wanted: string | null): string;
  /** Mounts a copy, for reading. Throws `not_found`, `file_expired`, `conflict`, `quota_exceeded`, `path_invalid`. */
  mount(input: {
    sessionId: string;
    fileId: string;
    createdBy: string | null;
    path: string | null;
  }): Promise<SessionResource>;
  /** Throws `not_found`. */
  unmount(sessionId: string, resourceId: string): Promise<void>;
  /** Oldest first. */
  resources(sessionIds: readonly string[]): Promise<SessionResource[]>;
  /** The resource whose copy has this file id. */
  resourceOfFile(fileId: string): Promise<SessionResource | null>;
}

/** Makes the uploaded files over the data port. */
export function createUploadedFiles({
  data,
  ids,
  quota = defaultWorkspaceQuota,
}: {
  data: DataPort;
  ids: Ids;
  quota?: WorkspaceQuota;
}): UploadedFiles {
  const store: Bound<typeof fileCommands> & Bound<typeof fileQueries> = {
    ...bindCommands<typeof fileCommands>(data, 'sandbox', [
      'addUploadedFile',
      'removeUploadedFile',
      'mountFile',
      'unmountFile',
    ]),
    ...bindQueries<typeof fileQueries>(data, 'sandbox', [
      'uploadedFile',
      'uploadedFiles',
      'uploadedContent',
      'resourcesOf',
      'resourceOfFile',
    ]),
  };

  function mountPath(fileId: string, wanted: string | null): string {
    if (wanted === null) return `${uploadsRoot}/${fileId}`;
    const path = `/${splitVirtualPath(wanted).join('/')}`;
    if (wanted.startsWith('/') && [uploadsRoot, workspaceRoot].some((root) => path.startsWith(`${root}/`)))
      return path;
    throw new HoldfastError(
      'invalid_request',
      `mount_path: files are mounted below ${uploadsRoot}/ or ${workspaceRoot}/`,
    );
  }

  return {
    async add({ content: given, ...input }) {
      const content = await data.blobs.stage(given);
      try {
        return await store.addUploadedFile({ ...input, id: ids.next('file'), content });
      } finally {
        await data.blobs.discard([content]);
      }
    },
    get: (id, createdBy) => store.uploadedFile({ id, createdBy }),
    list: (input) => store.uploadedFiles(input),
    async read(asked, { offset, length }) {
      const { file, bytes, blob } = await store.uploadedContent(asked);
      if (blob) return { file, bytes: await data.blobs.read(blob, { offset, length }) };
      return { file, bytes: bytes.subarray(offset, offset + length) };
    },
    remove: (id, createdBy) => store.removeUploadedFile({ id, createdBy }),
    mountPath,
    mount({ sessionId, fileId, createdBy, path }) {
      const copyId = ids.next('file');
      return store.mountFile({
        resourceId: ids.next('sesrsc'),
        copyId,
        sessionId,
        file: { id: fileId, createdBy },
        path: mountPath(copyId, path),
        quota,
      });
    },
    unmount: (sessionId, resourceId) => store.unmountFile({ sessionId, resourceId }),
    resources: (sessionIds) => store.resourcesOf({ sessionIds }),
    resourceOfFile: (fileId) => store.resourceOfFile({ fileId }),
  };
}
