import { HoldfastError } from '../../base/index.ts';
import { outputsRoot, type SessionRoot, uploadsRoot, workspaceRoot } from '../../sandbox/index.ts';
import type { WorkspaceFile } from '../contract.ts';
import type { WorkspacesPort } from '../ports.ts';

const pieceBytes = 1024 * 1024;

export type Workspace = ReturnType<typeof createWorkspace>;

/** The files that a session holds of its own, under the paths that the agent and the window see (`/workspace/…`, `/mnt/session/…`). */
export function createWorkspace(workspaces: WorkspacesPort) {
  const at = (sessionId: string, path: string) => {
    const own = workspaces.open(sessionId, 'owner');
    const roots = [
      [workspaceRoot, own],
      [uploadsRoot, own.uploads],
      [outputsRoot, own.outputs],
    ] as const;
    const found = roots.find(([root]) => path.startsWith(`${root}/`));
    if (found === undefined)
      throw new HoldfastError(
        'path_invalid',
        `${path.slice(0, 200)} is not below ${workspaceRoot}/ or /mnt/session/`,
      );
    const [root, files] = found;
    return { files, inside: path.slice(root.length + 1) };
  };

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

    /** The file piece by piece; rejects before the first where there is none. A file that changes meanwhile ends the stream with an error. */
    async stream(
      sessionId: string,
      path: string,
    ): Promise<{ body: ReadableStream<Uint8Array>; sizeBytes: number }> {
      const { files, inside } = at(sessionId, path);
      const piece = (offset: number) => files.readFile(inside, { offset, length: pieceBytes });
      const first = await piece(0);
      let next: typeof first | null = first;
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { bytes, sizeBytes, modifiedAt } = next ?? (await piece(sent));
          next = null;
          if (sizeBytes !== first.sizeBytes || modifiedAt !== first.modifiedAt)
            throw new HoldfastError('conflict', 'the file was changed while it was read');
          if (bytes.byteLength > 0) controller.enqueue(bytes);
          sent += bytes.byteLength;
          if (sent >= sizeBytes) controller.close();
          else if (bytes.byteLength === 0) throw new HoldfastError('internal', 'a file ended early');
        },
      });
      return { body, sizeBytes: first.sizeBytes };
    },

    async write(sessionId: string, path: string, bytes: Uint8Array): Promise<WorkspaceFile> {
      const { files, inside } = at(sessionId, path);
      const { sizeBytes, modifiedAt } = await files.writeFile(inside, bytes);
      return { path, size_bytes: sizeBytes, updated_at: new Date(modifiedAt).toISOString() };
    },
  };
}
