import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { decodeCursor, encodeCursor } from '../wire/paging.ts';
import { addEndpoint } from './endpoint.ts';

/** How the memory hangs together, and the owner's corrections of it. Clients have no part in it. */
export function addPalaceStructureRoutes(app: Api, { palace }: ApiDeps): void {
  const enter = (caller: Caller) => requireOwner(caller, 'read the palace');
  const correct = (caller: Caller) => requireOwner(caller, 'correct the palace');
  const placed = ({ wing, room }: { wing?: string | undefined; room?: string | undefined }) => ({
    ...(wing === undefined ? {} : { wingId: wing }),
    ...(room === undefined ? {} : { roomId: room }),
  });
  const done = { ok: true } as const;

  addEndpoint(app, 'listHalls', async ({ query, caller }) => {
    enter(caller);
    return { data: await palace.halls(placed(query)) };
  });
  addEndpoint(app, 'listEntities', async ({ query: { q, kind, limit, ...place }, caller }) => {
    enter(caller);
    const data = await palace.entities({
      ...placed(place),
      ...(q === undefined ? {} : { query: q }),
      ...(kind === undefined ? {} : { kind }),
      ...(limit === undefined ? {} : { limit }),
    });
    return { data };
  });
  addEndpoint(app, 'setEntity', async ({ body, caller }) => {
    correct(caller);
    await palace.setEntity(body);
    return done;
  });
  addEndpoint(app, 'getPalaceMap', async ({ caller }) => {
    enter(caller);
    return palace.map();
  });
  addEndpoint(app, 'walkRoom', async ({ parameter, caller }) => {
    enter(caller);
    const { sources: _, ...walk } = await palace.walk({ room: parameter('id') });
    return walk;
  });
  addEndpoint(app, 'getCloset', async ({ parameter, caller }) => {
    enter(caller);
    const lines = await palace.closet({ roomId: parameter('id') });
    return { data: lines.map(({ drawerId, ...line }) => ({ drawer_id: drawerId, ...line })) };
  });
  addEndpoint(app, 'explainDrawer', async ({ parameter, caller }) => {
    enter(caller);
    return palace.explain({ drawerId: parameter('id') });
  });

  addEndpoint(
    app,
    'listFacts',
    async ({ query: { as_of, known_at, drawer, subject, predicate, limit, page }, caller }) => {
      enter(caller);
      const after = factsPosition(decodeCursor('facts', 'desc', page));
      const { facts, next } = await palace.factsPage({
        ...(after ? { after } : {}),
        ...(subject === undefined ? {} : { subject }),
        ...(predicate === undefined ? {} : { predicate }),
        ...(as_of === undefined ? {} : { asOf: Date.parse(as_of) }),
        ...(known_at === undefined ? {} : { knownAt: Date.parse(known_at) }),
        ...(drawer === undefined ? {} : { drawerId: drawer }),
        ...(limit === undefined ? {} : { limit }),
      });
      const last = next ? [next.learnedAt, next.number, next.objectFrom].join(' ') : null;
      return { data: facts, next_page: last === null ? null : encodeCursor('facts', 'desc', last) };
    },
  );
  addEndpoint(app, 'getTimeline', async ({ query: { subject, from, to, limit }, caller }) => {
    enter(caller);
    return palace.timeline({
      subject,
      ...(from === undefined ? {} : { from: Date.parse(from) }),
      ...(to === undefined ? {} : { to: Date.parse(to) }),
      ...(limit === undefined ? {} : { limit }),
    });
  });
  addEndpoint(app, 'listContradictions', async ({ caller }) => {
    enter(caller);
    return { data: await palace.contradictions() };
  });
  addEndpoint(app, 'settleFacts', async ({ body, caller }) => {
    correct(caller);
    const other = body.verdict === 'rejected' ? null : (body.other ?? null);
    await palace.settleFacts({ fact: body.fact, other, verdict: body.verdict });
    return done;
  });

  addEndpoint(app, 'setHall', async ({ parameter, body, caller }) => {
    correct(caller);
    await palace.setHall({ drawerId: parameter('id'), hall: body.hall });
    return done;
  });
  addEndpoint(app, 'moveDrawers', async ({ body: { drawer_ids, to }, caller }) => {
    correct(caller);
    const target = 'room_id' in to ? { roomId: to.room_id } : { wingId: to.wing_id, name: to.name };
    const { roomId } = await palace.moveDrawers({ drawerIds: drawer_ids, to: target });
    return { room_id: roomId };
  });
  addEndpoint(app, 'renameRoom', async ({ parameter, body, caller }) => {
    correct(caller);
    await palace.renameRoom({ roomId: parameter('id'), name: body.name });
    return done;
  });
  addEndpoint(app, 'mergeRooms', async ({ body, caller }) => {
    correct(caller);
    await palace.mergeRooms({ roomIds: body.room_ids, intoId: body.into });
    return done;
  });
  addEndpoint(app, 'moveRoom', async ({ parameter, body: { to }, caller }) => {
    correct(caller);
    const target = 'wing_id' in to ? { wingId: to.wing_id } : to;
    const { wingId } = await palace.moveRoom({ roomId: parameter('id'), to: target });
    return { wing_id: wingId };
  });
}

/** What a cursor of the list of facts says. */
function factsPosition(cursor: string | undefined) {
  const [learnedAt, number, objectFrom] = (cursor ?? '').split(' ').map(Number);
  return learnedAt !== undefined && number !== undefined && objectFrom !== undefined
    ? { learnedAt, number, objectFrom }
    : null;
}
