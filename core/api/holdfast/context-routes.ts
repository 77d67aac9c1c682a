import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** The charter and the context meter. */
export function addContextRoutes(app: Api, { charter, context }: ApiDeps): void {
  addEndpoint(app, 'getCharter', () => charter.get());
  addEndpoint(app, 'setCharter', async ({ body, caller }) => {
    requireOwner(caller, 'change the standing rules');
    return charter.set(body);
  });
  addEndpoint(app, 'getContext', ({ parameter }) => context.measure(parameter('id')));
}
