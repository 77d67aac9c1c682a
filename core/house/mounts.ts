import type { Runtime } from '../base/index.ts';
import type { Gate } from '../gate/index.ts';
import { createMounts, type Mounts, openFolder, type Workspaces } from '../sandbox/index.ts';

export interface MountsOptions {
  gate: Gate;
  workspaces: Workspaces;
  dataDir: string;
  runtime: Runtime;
}

/** Everything a session reaches, as it is granted at this moment: asked anew for each call, so that revoking takes effect at once. */
export function createMountsOf({
  gate,
  workspaces,
  dataDir,
  runtime,
}: MountsOptions): (sessionId: string, writtenBy: string) => Promise<Mounts> {
  return async (sessionId, writtenBy) => {
    const grants = await gate.listFolders({ sessionId });
    const folders = grants.map((grant) => ({
      name: grant.name,
      fileSystem: openFolder({
        root: grant.path,
        access: grant.access,
        forbidden: [dataDir],
        random: runtime.random,
      }),
    }));
    return createMounts(workspaces.open(sessionId, writtenBy), folders);
  };
}
