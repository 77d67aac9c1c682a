import { HoldfastError } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import { outputsRoot, type SessionRoot, uploadsRoot, workspaceRoot } from './roots.ts';
import {
  type OwnFiles,
  pages,
  SessionFileSystem,
  type Store,
  sessionRoots,
  type WorkspaceChanges,
} from './session-files.ts';
import type { WorkspaceFile, WorkspaceQuota } from './store.ts';
import type { commands, queries } from './worker.ts';

export const defaultWorkspaceQuota: WorkspaceQuota = { maxBytes: 500 * 1024 * 1024, maxFiles: 20_000 };

/** The workspace itself, and what else the session holds of its own. */
export interface WorkspaceFiles extends OwnFiles {
  /** To read and write, as whoever opened it may; the agent's tools only get to read it. */
  readonly uploads: OwnFiles;
  readonly outputs: OwnFiles;
  /** Throws as `writeFile` does, and `path_invalid` for a path that is none of the session's own; then nothing has changed. */
  land(changes: WorkspaceChanges): Promise<void>;
}

export interface Workspaces {
  /** The workspace of a session as a file system. `writtenBy` is kept with every file it writes. */
  open(sessionId: string, writtenBy: string): WorkspaceFiles;
  /** The file system of the session's own that an absolute path leads to, for the owner. Throws `path_invalid` for any other path. */
  resolve(sessionId: string, path: string): { files: OwnFiles; inside: string };
  usage(sessionId: string): Promise<{ files: number; bytes: number; quota: WorkspaceQuota }>;
  /** Every file of the session below a root, /workspace when left out, with hash and writer, in order of path. */
  files(sessionId: string, root?: SessionRoot): AsyncIterable<WorkspaceFile>;
}

/** The workspaces of all sessions over the data port. They are in the database, so nothing is lost with a sandbox. */
export function createWorkspaces(data: DataPort, quota: WorkspaceQuota = defaultWorkspaceQuota): Workspaces {
  const store: Store = {
    ...bindCommands<typeof commands>(data, 'sandbox', ['write', 'remove', 'land', 'move']),
    ...bindQueries<typeof queries>(data, 'sandbox', ['read', 'fileAt', 'filesBelow', 'usage']),
  };
  const openAt = (root: SessionRoot, sessionId: string, writtenBy: string) =>
    new SessionFileSystem({ store, blobs: data.blobs, sessionId, writtenBy, quota, root });
  return {
    open: (sessionId, writtenBy) =>
      Object.assign(openAt(workspaceRoot, sessionId, writtenBy), {
        uploads: openAt(uploadsRoot, sessionId, writtenBy),
        outputs: openAt(outputsRoot, sessionId, writtenBy),
      }),
    resolve(sessionId, path) {
      const root = sessionRoots.find((each) => path.startsWith(`${each}/`));
      if (root !== undefined)
        return { files: openAt(root, sessionId, 'owner'), inside: path.slice(root.length + 1) };
      throw new HoldfastError('path_invalid', `${path.slice(0, 200)} is not the session's own`, {
        reason: 'another root',
      });
    },
    usage: async (sessionId) => ({ ...(await store.usage({ sessionId })), quota }),
    files: (sessionId, root = workspaceRoot) => pages(store, sessionId, root),
  };
}
