import type { SessionGrant } from '../../gate/index.ts';
import type { Api } from '../app.ts';
import type { CallGrant } from '../contract.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';
import type { Parts } from './parts.ts';

/** What a session's task is permitted. Only the owner gives, changes and takes back. */
export function addGrantRoutes(app: Api, { deps, sessions }: Parts): void {
  const { gate, log } = deps;

  addEndpoint(app, 'proposeGrants', async ({ body }) => {
    const proposals = await deps.proposeGrants(body.text, body.session_id ?? null);
    return { data: proposals.map(({ isOn, ...grant }) => ({ ...grant, is_on: isOn })) };
  });
  addEndpoint(app, 'listCallGrants', async ({ parameter }) => {
    const { id: sessionId } = await log.getSession({ sessionId: parameter('id') });
    return { data: (await gate.listCallGrants({ sessionId })).map(onWire) };
  });
  addEndpoint(app, 'addCallGrants', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'permit calls');
    const { id: sessionId } = await sessions.requireLive(parameter('id'));
    const standing = await gate.addCallGrants({ sessionId, grants: body.grants, by: caller.answeredBy });
    return { data: standing.map(onWire) };
  });
  addEndpoint(app, 'changeCallGrant', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'permit calls');
    const { id: sessionId } = await sessions.requireLive(parameter('id'));
    const change = { sessionId, grantId: parameter('grantId'), grant: body, by: caller.answeredBy };
    return { data: (await gate.changeCallGrant(change)).map(onWire) };
  });
  addEndpoint(app, 'revokeCallGrant', async ({ parameter, caller }) => {
    requireOwner(caller, 'take grants back');
    const sessionId = parameter('id');
    await gate.revokeCallGrant({ sessionId, grantId: parameter('grantId'), by: caller.answeredBy });
    return { ok: true };
  });
}

function onWire({ id, effect, tools, values, sources, text, createdAt, uses }: SessionGrant): CallGrant {
  return { id, effect, tools, values, sources, text, created_at: new Date(createdAt).toISOString(), uses };
}
