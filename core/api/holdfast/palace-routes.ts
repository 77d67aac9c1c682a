import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { decodeCursor, encodeCursor } from '../wire/paging.ts';
import { addEndpoint } from './endpoint.ts';

/** The owner's memory: browse, search, forget. Clients have no part in it. */
export function addPalaceRoutes(app: Api, { palace, backups }: ApiDeps): void {
  const enter = (caller: Caller) => requireOwner(caller, 'read the palace');
  const list = 'drawers';
  const placed = ({ wing, room }: { wing?: string | undefined; room?: string | undefined }) => ({
    ...(wing === undefined ? {} : { wingId: wing }),
    ...(room === undefined ? {} : { roomId: room }),
  });

  addEndpoint(app, 'listWings', async ({ caller }) => {
    enter(caller);
    return { data: await palace.wings() };
  });
  addEndpoint(app, 'listRooms', async ({ query, caller }) => {
    enter(caller);
    return { data: await palace.rooms(placed({ wing: query.wing })) };
  });
  addEndpoint(app, 'listDrawers', async ({ query, caller }) => {
    enter(caller);
    const after = decodeCursor(list, 'desc', query.page);
    const { drawers, before } = await palace.drawers({
      ...placed(query),
      ...(query.hall === undefined ? {} : { hall: query.hall }),
      ...(query.entity === undefined ? {} : { entity: query.entity }),
      limit: query.limit ?? 50,
      before: after === undefined ? null : Number(after),
    });
    return { data: drawers, next_page: before === null ? null : encodeCursor(list, 'desc', String(before)) };
  });
  addEndpoint(app, 'getDrawer', async ({ parameter, caller }) => {
    enter(caller);
    return palace.drawer({ drawerId: parameter('id') });
  });
  addEndpoint(app, 'previewForgetting', async ({ parameter, caller }) => {
    enter(caller);
    const preview = await palace.forgetPreview({ drawerId: parameter('id') });
    return {
      id: preview.drawerId,
      drawers: preview.drawerIds.length,
      recall_results: preview.recallResults,
      summaries: preview.summaries,
      is_in_title: preview.isInTitle,
      backups: (await backups.list()).map(({ name }) => name),
      sent_to: preview.sentTo,
      exports: preview.exports,
    };
  });
  addEndpoint(app, 'forgetDrawer', async ({ parameter, caller }) => {
    enter(caller);
    const { drawerId, done, pending } = await palace.forget({ drawerId: parameter('id') });
    return { id: drawerId, done, pending };
  });
  addEndpoint(app, 'searchPalace', async ({ query, caller }) => {
    enter(caller);
    if (query.q.trim() === '') return { data: [] };
    const hits = await palace.search({
      ...placed(query),
      query: query.q,
      limit: query.limit ?? 30,
      isTyping: true,
    });
    return { data: hits.map(({ marks: _, score: __, ...hit }) => hit) };
  });
}
