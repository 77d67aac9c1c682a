import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** How long wings keep what was said. Clients have no part in it. */
export function addRetentionRoutes(app: Api, { retention }: ApiDeps): void {
  const enter = (caller: Caller) => requireOwner(caller, 'decide how long memory is kept');

  addEndpoint(app, 'listRetention', async ({ caller }) => {
    enter(caller);
    return { data: await retention.list() };
  });
  addEndpoint(app, 'previewRetention', async ({ caller, parameter, query }) => {
    enter(caller);
    return retention.preview({ wingId: parameter('id'), ...query });
  });
  addEndpoint(app, 'setRetention', async ({ caller, parameter, body }) => {
    enter(caller);
    return retention.set({ wingId: parameter('id'), ...body, by: caller.answeredBy });
  });
  addEndpoint(app, 'removeRetention', async ({ caller, parameter }) => {
    enter(caller);
    await retention.remove(parameter('id'));
    return { ok: true };
  });
}
