import { describe, expect, it } from 'vitest';
import { openSession } from './desktop.ts';
import { sayAlways, untilIdle } from './house.ts';

async function told(...messages: string[]) {
  const house = await openSession({ steps: sayAlways('Noted.') });
  for (const [at, message] of messages.entries()) {
    await house.say(message);
    await untilIdle(house, house.id, at + 1);
  }
  const drawerOf = async (words: string) => {
    const { data } = await house.typed.call('listDrawers', { query: { limit: 100 } });
    return data.find(({ text }) => text.includes(words))?.id ?? '';
  };
  return { ...house, drawerOf };
}

describe('the structure of the palace', () => {
  it('is walked: halls, names, rooms, the closet, the map, and why a drawer is where it is', async () => {
    const { typed, drawerOf } = await told('We decided to buy lamps from Klaus Weber in Vienna.');
    const [room] = (await typed.call('listRooms', { query: {} })).data;
    const parameters = { id: room?.id ?? '' };
    expect((await typed.call('listHalls', { query: {} })).data).toContainEqual({ hall: 'decisions', drawers: 1 });
    expect((await typed.call('listEntities', { query: { q: 'kla' } })).data).toEqual([
      { id: 'klaus weber', name: 'Klaus Weber', kind: 'person', mentions: 1, rooms: 1 },
    ]);
    expect((await typed.call('listDrawers', { query: { hall: 'decisions', entity: 'vienna' } })).data).toHaveLength(1);
    expect(await typed.call('walkRoom', { parameters })).toMatchObject({ drawers: 2, hallways: [], tunnels: [] });
    expect((await typed.call('getCloset', { parameters })).data).toMatchObject([
      { hall: 'decisions', from: 0, text: 'We decided to buy lamps from Klaus Weber in Vienna.' },
    ]);
    expect(await typed.call('getPalaceMap')).toMatchObject({ wings: [{ name: 'Home', drawers: 2 }], ways: [] });
    const drawer = await drawerOf('Klaus');
    expect(await typed.call('explainDrawer', { parameters: { id: drawer } })).toMatchObject({
      hall: 'decisions',
      hall_set_at: null,
      hall_reasons: [{ rule: 'deciding', words: { text: 'decided' } }, { rule: 'author:owner', words: null }],
      room_reason: { by: 'session', drawer_id: null },
      wing_reason: 'home',
      uses: [],
    });
    await expect(typed.call('walkRoom', { parameters: { id: 'room_none' } })).rejects.toMatchObject({ code: 'memory_room_not_found' });
  });

  it('has facts, as of a day, on a timeline, and contradictions that the owner settles', async () => {
    const { typed } = await told('I live in Berlin.', 'I live in Munich.');
    const facts = (await typed.call('listFacts', { query: { subject: 'owner' } })).data;
    expect(facts.map(({ object }) => object)).toEqual(['Munich', 'Berlin']);
    expect((await typed.call('listFacts', { query: { as_of: '2000-01-01T00:00:00Z' } })).data).toEqual([]);
    expect((await typed.call('getTimeline', { query: { subject: 'owner' } })).entries.map(({ kind }) => kind)).toEqual(['fact', 'fact']);
    const [found] = (await typed.call('listContradictions')).data;
    const [older, newer] = found?.facts ?? [];
    const body = { verdict: 'replaced' as const, fact: older?.id ?? '', other: newer?.id ?? '' };
    await typed.call('settleFacts', { body });
    expect((await typed.call('listContradictions')).data).toEqual([]);
    expect((await typed.call('listFacts', { query: {} })).data.find(({ id }) => id === older?.id)).toMatchObject({
      valid_to: newer?.learned_at,
      closed_by: newer?.id,
    });
    await expect(typed.call('settleFacts', { body: { verdict: 'rejected', fact: 'fact_0_drwr_none_0_0' } })).rejects.toMatchObject({ code: 'memory_not_found' });
    await expect(typed.call('settleFacts', { body: { verdict: 'rejected', fact: 'what' } })).rejects.toMatchObject({ code: 'memory_fact_not_found' });
  });

  it('is corrected: hall, room, name of a room, wing, what a name stands for', async () => {
    const { typed, drawerOf } = await told('The lamps from Vienna are green.');
    const id = await drawerOf('lamps');
    await typed.call('setHall', { parameters: { id }, body: { hall: 'facts' } });
    const [wing] = (await typed.call('listWings')).data;
    const { room_id } = await typed.call('moveDrawers', { body: { drawer_ids: [id], to: { wing_id: wing?.id ?? '', name: 'Lamps' } } });
    expect(await typed.call('getDrawer', { parameters: { id } })).toMatchObject({ room: { id: room_id, name: 'Lamps' } });
    await typed.call('renameRoom', { parameters: { id: room_id }, body: { name: 'Lights' } });
    const { wing_id } = await typed.call('moveRoom', { parameters: { id: room_id }, body: { to: { kind: 'person', name: 'Ana' } } });
    expect(await typed.call('getDrawer', { parameters: { id } })).toMatchObject({ room: { name: 'Lights' }, wing: { id: wing_id, name: 'Ana' } });
    const session = (await typed.call('listRooms', { query: { wing: wing?.id } })).data[0]?.id ?? '';
    await typed.call('mergeRooms', { body: { room_ids: [session], into: room_id } });
    expect((await typed.call('listRooms', { query: {} })).data.map(({ name, drawers }) => [name, drawers])).toEqual([['Lights', 2]]);
    await typed.call('setEntity', { body: { id: 'vienna', kind: 'none' } });
    expect((await typed.call('listEntities', { query: {} })).data).toEqual([]);
    await expect(typed.call('renameRoom', { parameters: { id: room_id }, body: { name: ' ' } })).rejects.toMatchObject({ code: 'invalid_request' });
  });
}); // biome-ignore format: lists
