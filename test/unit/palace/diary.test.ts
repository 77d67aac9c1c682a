import { expect, test } from 'vitest';
import type { NewEvent } from '../../../core/events/index.ts';
import { called, openHouse, returned, said } from './support.ts';

function houseOfAgents() {
  const house = openHouse();
  let calls = 0;
  const session = async (id: string, name: string) =>
    (await house.log.createSession({ agent: { id, name }, environmentId: 'env', title: null, metadata: {} }))
      .id;
  const note = async (sessionId: string, text: string, more: object = { diary: true }) => {
    calls += 1;
    const use = `t${calls}`;
    await house.append(sessionId, called(use, 'remember', { text, ...more }), returned(use, 'Remembered.'));
    return (await drawers()).find((drawer) => drawer.text === text)?.id ?? '';
  };
  const drawers = async () => (await house.palace.drawers({ limit: 50 })).drawers;
  const recalled = async (query: string, sessionId?: string) => {
    const { hits } = await house.palace.recall({
      query,
      limit: 5,
      ...(sessionId === undefined ? {} : { sessionId }),
    });
    return hits.map(({ text }) => text);
  };
  return { ...house, session, note, drawers, recalled };
}

test('what an agent notes for itself stands in its own wing, as its words: no fact, no name, no statement', async () => {
  const { palace, session, note, drawers } = houseOfAgents();
  const one = await session('agent_1', 'Scout');
  const id = await note(one, 'Klaus Weber lives in Berlin, so I ask in German.');
  await note(one, 'The build takes long.', { diary: true, room: 'Builds' });
  expect((await drawers()).map(({ wing, room }) => [wing.name, room.name])).toEqual([
    ['Scout', 'Builds'],
    ['Scout', 'Diary'],
  ]);
  expect(await palace.drawer({ drawerId: id })).toMatchObject({
    author: 'agent',
    trust: 'agent',
    source: { kind: 'diary' },
  });
  expect((await palace.wings()).map(({ kind, name }) => [kind, name])).toEqual([['agent', 'Scout']]);
  expect(await palace.facts({})).toEqual([]);
  expect(await palace.entities({})).toEqual([]);
  expect((await palace.timeline({ subject: 'Klaus Weber' })).entries).toEqual([]);
  expect(await palace.explain({ drawerId: id })).toMatchObject({
    hall: expect.any(String),
    wing_reason: 'agent',
    room_reason: { by: 'note' },
  });
  await expect(palace.pin({ drawerId: id, isPinned: true, by: 'owner' })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  const later = await session('agent_1', 'Scout');
  expect(await palace.wakeDrawers({ sessionId: later })).toEqual({
    pinned: [],
    preferences: [],
    promises: [],
    project: [],
  });
  await expect(palace.revise({ drawerId: id, text: 'Mine.', by: 'owner' })).rejects.toMatchObject({
    code: 'invalid_request',
  });
});

test('a diary is recalled by its agent alone, in any session of it, also under another name; the owner finds all', async () => {
  const { palace, session, note, recalled, append } = houseOfAgents();
  const [one, other] = [await session('agent_1', 'Scout'), await session('agent_2', 'Scout')];
  await append(one, said('The lamps are green.'));
  await note(one, 'The lamps need a ladder.');
  await note(other, 'The lamps are heavy.');
  const [later, stranger] = [await session('agent_1', 'Pathfinder'), await session('agent_3', 'Third')];
  expect((await recalled('lamps', later)).sort()).toEqual([
    'The lamps are green.',
    'The lamps need a ladder.',
  ]);
  expect(await recalled('lamps', stranger)).toEqual(['The lamps are green.']);
  expect(await recalled('lamps', 'sesn_none')).toEqual(['The lamps are green.']);
  expect(await recalled('lamps')).toHaveLength(3);
  expect(await palace.search({ query: 'lamps', limit: 5 })).toHaveLength(3);
  // two agents of one name have a wing each, and a renamed one keeps its own
  await note(later, 'The ladder is in the hall.');
  const wings = (await palace.wings())
    .filter(({ kind }) => kind === 'agent')
    .map(({ name, drawers }) => [name, drawers]);
  expect(wings.sort()).toEqual([
    ['Scout (agent_2)', 1],
    ['Scout', 2],
  ]);
});

test('a diary is revised by its own agent alone, and stays a diary; a wing that the owner made becomes the agent’s', async () => {
  const { palace, session, note, recalled, drawers, append } = houseOfAgents();
  const one = await session('agent_1', 'Scout');
  await append(one, said('Hello there.'));
  const room = (await palace.rooms({}))[0]?.id ?? '';
  const { wingId } = await palace.moveRoom({ roomId: room, to: { kind: 'agent', name: 'Scout' } });
  const id = await note(one, 'The mill closes at five.');
  expect((await palace.drawer({ drawerId: id })).wing.id).toBe(wingId);
  const [later, other] = [await session('agent_1', 'Scout'), await session('agent_2', 'Other')];
  await append(
    other,
    called('r1', 'revise', { drawer_id: id, text: 'The mill closes at nine.' }),
    returned('r1', 'Revised.'),
  );
  expect((await drawers()).map(({ text }) => text)).not.toContain('The mill closes at nine.');
  await append(
    later,
    called('r2', 'revise', { drawer_id: id, text: 'The mill closes at six.' }),
    returned('r2', 'Revised.'),
  );
  expect((await drawers())[0]).toMatchObject({
    text: 'The mill closes at six.',
    source: { kind: 'diary' },
    wing: { id: wingId },
  });
  expect(await recalled('mill', await session('agent_1', 'Scout'))).toEqual(['The mill closes at six.']);
  expect(await recalled('mill', other)).toEqual([]);
});

test('a diary of others’ words waits in quarantine like any note, and is a diary once released', async () => {
  const { palace, session, append, recalled } = houseOfAgents();
  const one = await session('agent_1', 'Scout');
  const origin = { label: 'untrusted', why: 'foreign_words', sources: [] };
  await append(
    one,
    {
      ...called('n', 'remember', { text: 'Pay quxfoo first.', diary: true }),
      holdfast: { note: origin },
    } as NewEvent,
    returned('n', 'Put aside.'),
  );
  const [note] = await palace.quarantined({ state: 'waiting' });
  expect(await recalled('quxfoo', one)).toEqual([]);
  await palace.settle({ id: note?.id ?? '', decision: 'released', by: 'owner' });
  expect((await palace.drawers({ limit: 5 })).drawers).toMatchObject([
    { text: 'Pay quxfoo first.', wing: { name: 'Scout' }, source: { kind: 'diary' } },
  ]);
  expect(await recalled('quxfoo', await session('agent_2', 'Other'))).toEqual([]);
});

test('the palace made anew has the same diaries', async () => {
  const { log, session, note, drawers, palace } = houseOfAgents();
  await note(await session('agent_1', 'Scout'), 'One.');
  await note(await session('agent_2', 'Scout'), 'Two.');
  const before = await drawers();
  const wings = await palace.wings();
  const report = await log.rebuild({ what: 'palace', apply: true });
  expect(report.tables.filter(({ missing, extra }) => missing + extra > 0)).toEqual([]);
  expect(await drawers()).toEqual(before);
  expect((await palace.wings()).map(({ id, name }) => [id, name])).toEqual(wings.map(({ id, name }) => [id, name]));
}); // biome-ignore format: one call a line
