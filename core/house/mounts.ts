import type { Runtime } from '../base/index.ts';
import type { Gate } from '../gate/index.ts';
import { createMounts, type Mounts, openFolder, type Workspaces } from '../sandbox/index.ts';
import { recordingFolder, type Undo } from '../undo/index.ts';

export interface MountsOptions {
  gate: Gate;
  workspaces: Workspaces;
  undo: Pick<Undo, 'recorder'>;
  dataDir: string;
  runtime: Runtime;
  /** What an agent finds and its owner does not see among their files. */
  planted(): readonly { name: string; text: string }[];
}

/** Who asks for a session's files; `toolUseId` where files of granted folders may be changed: their checkpoints belong to that call. */
export interface MountsRequest {
  sessionId: string;
  writtenBy: string;
  toolUseId?: string;
}

/**
 * Everything a session reaches, as it is granted at this moment: asked anew for each call, so that revoking takes effect at once. Folders
 * can be changed by a call only, and have a checkpoint before each change.
 */
export function createMountsOf({
  gate,
  workspaces,
  undo,
  dataDir,
  runtime,
  planted,
}: MountsOptions): (request: MountsRequest) => Promise<Mounts> {
  return async ({ sessionId, writtenBy, toolUseId }) => {
    const grants = await gate.listFolders({ sessionId });
    const folders = grants.map((grant) => {
      const open = (access: 'read' | 'read_write') =>
        openFolder({ root: grant.path, access, forbidden: [dataDir], random: runtime.random });
      if (toolUseId === undefined) return { name: grant.name, fileSystem: open(grant.access) };
      return recordingFolder(
        { name: grant.name, root: grant.path, fileSystem: open(grant.access) },
        undo.recorder({ sessionId, toolUseId, tool: writtenBy }),
      );
    });
    return createMounts(
      workspaces.open(sessionId, writtenBy),
      folders,
      writtenBy === 'owner' ? [] : planted(),
    );
  };
}
