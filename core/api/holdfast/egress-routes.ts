import type { Api } from '../app.ts';
import type { EgressEntryView } from '../contract.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** What left, what is open, and the way there. */
export function addEgressRoutes(app: Api, { egress, network, log }: ApiDeps): void {
  addEndpoint(app, 'listSessionEgress', async ({ parameter }) => {
    const sessionId = parameter('id');
    await log.getSession({ sessionId });
    const stored = await log.read({ sessionId, types: ['holdfast.egress'], order: 'asc' });
    const written = stored.flatMap(({ event }): EgressEntryView[] =>
      // forgotten entries have nothing left to show
      event.type === 'holdfast.egress' && event.sent !== undefined
        ? [{ ...event.sent, session_id: sessionId }]
        : [],
    );
    const known = new Set(written.map(({ id }) => id));
    return { data: [...written, ...egress.pending(sessionId).filter(({ id }) => !known.has(id))] };
  });
  addEndpoint(app, 'getEgress', async ({ caller }) => {
    requireOwner(caller, 'see what left');
    return { data: [...egress.withoutSession()], doors: network.doors() };
  });
  addEndpoint(app, 'getNetwork', () => network.get());
  addEndpoint(app, 'setNetwork', async ({ body, caller }) => {
    requireOwner(caller, 'change how requests leave');
    return network.set(body);
  });
}
