import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** Whether a model may write contexts of drawers. Words leave for it: clients have no part in it. */
export function addPalaceContextRoutes(app: Api, { contexts }: ApiDeps): void {
  const enter = (caller: Caller) => requireOwner(caller, 'have drawers described by a model');

  addEndpoint(app, 'getContexts', async ({ caller }) => {
    enter(caller);
    return contexts.get();
  });
  addEndpoint(app, 'setContexts', async ({ caller, body }) => {
    enter(caller);
    return contexts.set(body);
  });
  addEndpoint(app, 'deleteContexts', async ({ caller }) => {
    enter(caller);
    return contexts.remove();
  });
}
