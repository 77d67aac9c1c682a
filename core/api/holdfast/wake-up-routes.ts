import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** What sessions begin with: the setting, one session's, and what is pinned. Clients have no part in it. */
export function addWakeUpRoutes(app: Api, { wakeUp, palace }: ApiDeps): void {
  const enter = (caller: Caller) => requireOwner(caller, 'decide what sessions begin with');

  addEndpoint(app, 'getWakeUp', async ({ caller }) => {
    enter(caller);
    return wakeUp.setting();
  });
  addEndpoint(app, 'previewWakeUp', async ({ caller }) => {
    enter(caller);
    return { items: await wakeUp.preview() };
  });
  addEndpoint(app, 'setWakeUp', async ({ caller, body }) => {
    enter(caller);
    const { is_on, identity } = body;
    return wakeUp.set({
      ...(is_on === undefined ? {} : { is_on }),
      ...(identity === undefined ? {} : { identity: identity.trim() }),
    });
  });
  addEndpoint(app, 'getSessionWakeUp', async ({ caller, parameter }) => {
    enter(caller);
    return wakeUp.ofSession(parameter('id'));
  });
  addEndpoint(app, 'setSessionWakeUp', async ({ caller, parameter, body }) => {
    enter(caller);
    await wakeUp.setForSession(parameter('id'), body.is_on, caller.answeredBy);
    return wakeUp.ofSession(parameter('id'));
  });
  addEndpoint(app, 'reviseDrawer', async ({ caller, parameter, body }) => {
    enter(caller);
    return palace.revise({ drawerId: parameter('id'), text: body.text, by: caller.answeredBy });
  });
  addEndpoint(app, 'getDrawerHistory', async ({ caller, parameter }) => {
    enter(caller);
    return palace.drawerHistory({ drawerId: parameter('id') });
  });
  addEndpoint(app, 'listPins', async ({ caller }) => {
    enter(caller);
    return { data: await palace.pins() };
  });
  addEndpoint(app, 'pinDrawer', async ({ caller, parameter, body }) => {
    enter(caller);
    return palace.pin({ drawerId: parameter('id'), isPinned: body.is_pinned, by: caller.answeredBy });
  });
}
