import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** Notes that wait for the owner's word before they are remembered. Clients have no part in it. */
export function addQuarantineRoutes(app: Api, { palace }: ApiDeps): void {
  const enter = (caller: Caller) => requireOwner(caller, 'decide what is remembered');

  addEndpoint(app, 'getQuarantine', async ({ query, caller }) => {
    enter(caller);
    const [data, waiting] = await Promise.all([
      palace.quarantined({ state: query.state ?? 'waiting' }),
      palace.waitingNotes(),
    ]);
    return { data, waiting };
  });
  addEndpoint(app, 'settleNote', async ({ parameter, body, caller }) => {
    enter(caller);
    const decision = body.decision === 'release' ? 'released' : 'dropped';
    return palace.settle({ id: parameter('id'), decision, by: caller.answeredBy });
  });
  addEndpoint(app, 'forgetNote', async ({ parameter, caller }) => {
    enter(caller);
    return palace.forgetNote({ id: parameter('id') });
  });
}
