import { HoldfastError } from '../../base/index.ts';
import type { WorkspaceFile } from '../contract.ts';
import type { WorkspacesPort } from '../ports.ts';

const root = '/workspace/';

export type Workspace = ReturnType<typeof createWorkspace>;

/** A session's workspace under the paths that the agent and the window see (`/workspace/…`). */
export function createWorkspace(workspaces: WorkspacesPort) {
  const open = (sessionId: string) => workspaces.open(sessionId, 'owner');
  return {
    async list(sessionId: string): Promise<WorkspaceFile[]> {
      const files: WorkspaceFile[] = [];
      for await (const { path, sizeBytes, modifiedAt } of workspaces.files(sessionId)) {
        files.push({ path, size_bytes: sizeBytes, updated_at: new Date(modifiedAt).toISOString() });
      }
      return files;
    },

    async read(sessionId: string, path: string): Promise<Uint8Array> {
      return (await open(sessionId).readFile(relativePath(path))).bytes;
    },

    async write(sessionId: string, path: string, bytes: Uint8Array): Promise<WorkspaceFile> {
      const { sizeBytes, modifiedAt } = await open(sessionId).writeFile(relativePath(path), bytes);
      return { path, size_bytes: sizeBytes, updated_at: new Date(modifiedAt).toISOString() };
    },
  };
}

function relativePath(path: string): string {
  if (!path.startsWith(root))
    throw new HoldfastError('path_invalid', `${path.slice(0, 200)} is not below ${root}`);
  return path.slice(root.length);
}
