import type { Api } from '../app.ts';
import { type Caller, requireOwner, requirePathsAllowed } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';
import type { Parts } from './parts.ts';

/** Which encoder recall has. Clients have no part in it; a folder is chosen in a native dialog. */
export function addEmbedderRoutes(app: Api, { deps: { embedder }, picks }: Parts): void {
  const enter = (caller: Caller) => requireOwner(caller, 'choose an encoder');

  addEndpoint(app, 'getEmbedder', async ({ caller }) => {
    enter(caller);
    return embedder.get();
  });
  addEndpoint(app, 'setEmbedder', async ({ caller, body }) => {
    enter(caller);
    if (body.choice !== 'folder') return embedder.set({ kind: body.choice });
    if ('pick_id' in body) return embedder.set({ kind: 'folder', path: picks.take('folder', body.pick_id) });
    requirePathsAllowed(caller);
    return embedder.set({ kind: 'folder', path: body.path });
  });
}
