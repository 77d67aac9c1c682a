import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { decodeCursor, encodeCursor } from '../wire/paging.ts';
import { addEndpoint } from './endpoint.ts';

/** The owner's memory: browse, search, forget. Clients have no part in it. */
export function addPalaceRoutes(app: Api, { palace }: ApiDeps): void {
  const enter = (caller: Caller) => requireOwner(caller, 'read the palace');
  const list = 'drawers';

  addEndpoint(app, 'listWings', async ({ caller }) => {
    enter(caller);
    return { data: await palace.wings() };
  });
  addEndpoint(app, 'listRooms', async ({ query, caller }) => {
    enter(caller);
    return { data: await palace.rooms(query.wing) };
  });
  addEndpoint(app, 'listDrawers', async ({ query, caller }) => {
    enter(caller);
    const after = decodeCursor(list, 'desc', query.page);
    const slice = await palace.drawers({ limit: query.limit ?? 50, after, wing: query.wing, room: query.room });
    return { data: slice.rows, next_page: slice.after === null ? null : encodeCursor(list, 'desc', slice.after) };
  });
  addEndpoint(app, 'getDrawer', async ({ parameter, caller }) => {
    enter(caller);
    return palace.drawer(parameter('id'));
  });
  addEndpoint(app, 'forgetDrawer', async ({ parameter, caller }) => {
    enter(caller);
    return palace.forget(parameter('id'));
  });
  addEndpoint(app, 'searchPalace', async ({ query, caller }) => {
    enter(caller);
    const { q: text, wing, room } = query;
    if (text.trim() === '') return { data: [] };
    return { data: await palace.search({ text, wing, room, limit: query.limit ?? 30 }) };
  });
}
