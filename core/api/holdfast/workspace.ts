import { type SessionRoot, workspaceRoot } from '../../sandbox/index.ts';
import type { WorkspaceFile } from '../contract.ts';
import type { WorkspacesPort } from '../ports.ts';
import { fileBody, pieceBytes } from '../wire/file-body.ts';

export type Workspace = ReturnType<typeof createWorkspace>;

/** The files that a session holds of its own, under the paths that the agent and the window see (`/workspace/…`, `/mnt/session/…`). */
export function createWorkspace(workspaces: WorkspacesPort) {
  const at = (sessionId: string, path: string) => workspaces.resolve(sessionId, path);

  return {
    async list(sessionId: string, root: SessionRoot = workspaceRoot): Promise<WorkspaceFile[]> {
      const files: WorkspaceFile[] = [];
      for await (const { path, sizeBytes, modifiedAt } of workspaces.files(sessionId, root)) {
        files.push({ path, size_bytes: sizeBytes, updated_at: new Date(modifiedAt).toISOString() });
      }
      return files;
    },

    async read(sessionId: string, path: string): Promise<Uint8Array> {
      const { files, inside } = at(sessionId, path);
      return (await files.readFile(inside)).bytes;
    },

    /** The file as a body, as `fileBody` makes it. */
    stream(sessionId: string, path: string) {
      const { files, inside } = at(sessionId, path);
      return fileBody(async (offset) => {
        const { bytes, sizeBytes, modifiedAt } = await files.readFile(inside, { offset, length: pieceBytes });
        return { bytes, sizeBytes, version: modifiedAt };
      });
    },

    async write(
      sessionId: string,
      path: string,
      given: Uint8Array | AsyncIterable<Uint8Array>,
      mostBytes?: number,
    ): Promise<WorkspaceFile> {
      const { files, inside } = at(sessionId, path);
      const bound = mostBytes === undefined ? {} : { mostBytes };
      const { sizeBytes, modifiedAt } = await files.writeStream(inside, given, bound);
      return { path, size_bytes: sizeBytes, updated_at: new Date(modifiedAt).toISOString() };
    },
  };
}
