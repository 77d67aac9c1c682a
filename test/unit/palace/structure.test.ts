import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answered, called, openHouse, returned, said } from './support.ts';

const granted = (name: string) =>
  ({
    type: 'holdfast.folder_granted',
    grant_id: `grant_${name}`,
    name,
    path: `/tmp/${name}`,
    access: 'read',
  }) as const;
const note = (id: string, text: string, room?: string) => [
  called(id, 'remember', room === undefined ? { text } : { text, room }),
  returned(id, 'Remembered.'),
];

type House = ReturnType<typeof openHouse>;

async function drawerOf(house: House, words: string): Promise<string> {
  await house.palace.flush();
  const { drawers } = await house.palace.drawers({ limit: 200 });
  const found = drawers.find(({ text }) => text.includes(words));
  if (!found) throw new Error(`no drawer with ${words}`);
  return found.id;
}

test('every drawer gets a hall in the background; halls are counted for a room, a wing and everywhere', async () => {
  const { palace, session, append } = openHouse();
  const one = await session('One');
  await append(
    one,
    said('We decided to ship on Friday.'),
    answered('You should tell Ana.'),
    said('The build fails with an error.'),
  );
  const two = await session('Two');
  await append(two, granted('website'), said('I prefer dark themes.'));
  const rooms = await palace.rooms({});
  const counts = async (place: object) =>
    Object.fromEntries(
      (await palace.halls(place))
        .filter(({ drawers }) => drawers > 0)
        .map(({ hall, drawers }) => [hall, drawers]),
    );
  expect(await counts({})).toEqual({ decisions: 1, advice: 1, problems: 1, preferences: 1 });
  expect(await counts({ roomId: rooms.find(({ name }) => name === 'One')?.id })).toEqual({
    decisions: 1,
    advice: 1,
    problems: 1,
  });
  expect(await counts({ wingId: 'wing_home' })).toEqual({ decisions: 1, advice: 1, problems: 1 });
  expect((await palace.drawers({ limit: 10, hall: 'problems' })).drawers.map(({ text }) => text)).toEqual([
    'The build fails with an error.',
  ]);
});

test('a drawer that the owner put into a hall stays there, and what is like it follows, naming the correction', async () => {
  const house = openHouse();
  const { palace, append } = house;
  const id = await house.session('Garden');
  await append(id, said('The tomatoes and beans in the greenhouse want watering.'));
  const first = await drawerOf(house, 'watering');
  expect((await palace.explain({ drawerId: first })).hall).toBe('events');
  await palace.setHall({ drawerId: first, hall: 'advice' });
  await append(
    id,
    said('Beans and tomatoes in the greenhouse want watering again.'),
    said('The train to Kiel was late.'),
  );
  const later = await palace.explain({ drawerId: await drawerOf(house, 'again') });
  expect(later.hall).toBe('advice');
  expect(later.hall_reasons[0]).toMatchObject({
    rule: 'correction',
    hall: 'advice',
    drawer_id: first,
    words: null,
  });
  expect((await palace.explain({ drawerId: await drawerOf(house, 'train') })).hall).toBe('events');
  const corrected = await palace.explain({ drawerId: first });
  expect([corrected.hall, corrected.hall_set_at === null]).toEqual(['advice', false]);

  // what taught it is forgotten, and with it what it taught
  await palace.forget({ drawerId: first });
  expect(await palace.explain({ drawerId: await drawerOf(house, 'again') })).toMatchObject({
    hall: 'events',
  });
});

test('a drawer that was moved stays where it was put, and what is like it is moved, too', async () => {
  const house = openHouse();
  const { palace, append } = house;
  const id = await house.session('Talk');
  await append(id, said('The greenhouse tomatoes want watering.'));
  const first = await drawerOf(house, 'watering');
  const { roomId } = await palace.moveDrawers({
    drawerIds: [first],
    to: { wingId: 'wing_home', name: 'Garden' },
  });
  await append(
    id,
    said('The greenhouse tomatoes want watering, again.'),
    said('The train to Kiel was late.'),
  );
  const again = await drawerOf(house, 'again');
  await palace.structured();
  const places = async () =>
    Object.fromEntries(
      (await palace.drawers({ limit: 10 })).drawers.map(({ text, room }) => [text, room.name]),
    );
  const placed = {
    'The greenhouse tomatoes want watering.': 'Garden',
    'The greenhouse tomatoes want watering, again.': 'Garden',
    'The train to Kiel was late.': 'Talk',
  };
  expect(await places()).toEqual(placed);
  expect((await palace.explain({ drawerId: first })).room_reason).toEqual({ by: 'owner', drawer_id: null });
  expect((await palace.explain({ drawerId: again })).room_reason).toEqual({
    by: 'correction',
    drawer_id: first,
  });
  expect((await palace.rooms({})).map(({ name, drawers }) => [name, drawers]).sort()).toEqual([
    ['Garden', 2],
    ['Talk', 1],
  ]);

  // the owner's word stands above what was learnt
  const talk = (await palace.rooms({})).find(({ name }) => name === 'Talk')?.id ?? '';
  await palace.moveDrawers({ drawerIds: [again], to: { roomId: talk } });
  await house.data.command('palace.dropStructure', {});
  await palace.structured();
  expect(await places()).toEqual({ ...placed, 'The greenhouse tomatoes want watering, again.': 'Talk' });
  expect(roomId).not.toBe(talk);
});

test('a room keeps what comes under its old name; merged rooms stay merged, and another wing stays chosen', async () => {
  const house = openHouse();
  const { palace, append } = house;
  const one = await house.session('First talk');
  const two = await house.session('Second talk');
  await append(one, said('Hello from one.'), ...note('t1', 'The owner lives in Kiel.', 'Homes'));
  await append(two, said('Hello from two.'));
  const room = async (name: string) => (await palace.rooms({})).find((each) => each.name === name)?.id ?? '';
  await palace.renameRoom({ roomId: await room('Homes'), name: 'Houses' });
  await palace.mergeRooms({ roomIds: [await room('Second talk')], intoId: await room('First talk') });
  const { wingId } = await palace.moveRoom({ roomId: await room('Houses'), to: { kind: 'person', name: 'Ana' } });
  await append(one, ...note('t2', 'The owner rents a flat.', 'Homes'), granted('website'));
  await append(two, said('And again from two.'));
  const list = async () => (await palace.rooms({})).map(({ name, drawers, wing_id }) => [name, drawers, wing_id]).sort();
  const website = (await palace.wings()).find(({ name }) => name === 'website')?.id;
  expect(await list()).toEqual([['First talk', 3, website], ['Houses', 2, wingId]]);
  const report = await house.log.rebuild({ what: 'palace', apply: true });
  expect({ isEqual: report.isEqual, tables: report.tables.filter(({ missing, extra }) => missing + extra > 0) }).toEqual({ isEqual: true, tables: [] });
  expect(await list()).toEqual([['First talk', 3, website], ['Houses', 2, wingId]]);
  await expect(palace.renameRoom({ roomId: 'room_none', name: 'x' })).rejects.toMatchObject({ code: 'memory_room_not_found' });
}); // biome-ignore format: tables

test('from a room one walks through hallways within a wing and tunnels into others', async () => {
  const house = openHouse();
  const { palace, append } = house;
  const lamp = await house.session('Lamps');
  await append(lamp, said('I met Klaus Weber in Vienna about the lamps.'), ...note('t1', 'We decided to buy lamps from Klaus Weber.'));
  const trip = await house.session('Trip');
  await append(trip, said('The train from Vienna was late.'));
  const site = await house.session('Lamps');
  await append(site, granted('shop'), said('The page of Klaus Weber is done.'));
  const [home] = (await palace.rooms({ wingId: 'wing_home' })).filter(({ name }) => name === 'Lamps');
  const walk = await palace.walk({ room: home?.id ?? '' });
  expect(walk).toMatchObject({
    room: { name: 'Lamps', wing: { name: 'Home' } },
    drawers: 2,
    entities: [{ id: 'klaus weber', name: 'Klaus Weber', kind: 'person', mentions: 3, rooms: 2 }, { id: 'vienna', kind: 'place' }],
    hallways: [{ room: { name: 'Trip' }, entities: [{ id: 'vienna', name: 'Vienna' }] }],
    tunnels: [
      { by: 'name', room: { name: 'Lamps', wing: { name: 'shop' } } },
      { by: 'entity', room: { name: 'Lamps', wing: { name: 'shop' } }, entities: [{ id: 'klaus weber' }] },
    ],
  });
  expect(await palace.walk({ room: 'trip' })).toMatchObject({ room: { name: 'Trip' } });
  await expect(palace.walk({ room: 'Lamps' })).rejects.toMatchObject({ code: 'memory_room_not_found' });
  expect((await palace.closet({ roomId: home?.id ?? '' })).map(({ text, hall }) => [hall, text])).toEqual([
    ['decisions', 'We decided to buy lamps from Klaus Weber.'],
    ['events', 'I met Klaus Weber in Vienna about the lamps.'],
  ]);
  const map = await palace.map();
  expect(map.wings.map(({ name, rooms }) => [name, rooms.map((room) => room.name)])).toEqual([['shop', ['Lamps']], ['Home', ['Lamps', 'Trip']]]);
  expect(map.ways.map(({ kind, by }) => `${kind} by ${by}`).sort()).toEqual(['hallway by entity', 'tunnel by entity', 'tunnel by name']);
}); // biome-ignore format: lists

test('the owner says what a name stands for; what stands for nobody is not listed', async () => {
  const house = openHouse();
  const { palace, append } = house;
  const id = await house.session('Names');
  await append(id, said('We talked about Holdfast and met Klaus.'));
  await palace.setEntity({ id: 'holdfast', kind: 'project' });
  await palace.setEntity({ id: 'klaus', kind: 'none' });
  expect((await palace.entities({})).map(({ id: key, kind }) => [key, kind])).toEqual([
    ['holdfast', 'project'],
  ]);
  await house.data.command('palace.dropStructure', {});
  expect((await palace.entities({ query: 'hold' })).map(({ id: key, kind }) => [key, kind])).toEqual([
    ['holdfast', 'project'],
  ]);
  await expect(palace.setEntity({ id: 'nobody', kind: 'person' })).rejects.toMatchObject({
    code: 'memory_entity_not_found',
  });
});

test('forgetting reaches names, facts, closets and corrections: no file has them afterwards', async () => {
  const house = openHouse();
  const { palace, append, dataDir } = house;
  const id = await house.session('Secrets');
  const others = Array.from({ length: 60 }, (_, index) => said(`Filler ${index} about lamps and rivers.`));
  await append(id, ...others, said('I live in Quxzephyr. We decided to call Blorvant Industries.'), said('The control is Marzipanic.'), ...others);
  const drawer = await drawerOf(house, 'Quxzephyr');
  await palace.setEntity({ id: 'blorvant industries', kind: 'organisation' });
  await palace.setHall({ drawerId: drawer, hall: 'facts' });
  const [fact] = await palace.facts({ predicate: 'lives_in' });
  await palace.settleFacts({ fact: fact?.id ?? '', other: null, verdict: 'rejected' });
  const files = (word: string) =>
    readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).toString('latin1').toLowerCase().includes(word))
      .map(({ name }) => name);
  expect(files('quxzephyr')).not.toEqual([]);
  expect(files('blorvant')).not.toEqual([]);

  expect(await palace.forget({ drawerId: drawer })).toMatchObject({ done: true });
  expect([files('quxzephyr'), files('blorvant')]).toEqual([[], []]);
  expect(files('marzipanic')).not.toEqual([]);
  expect(await palace.facts({})).toEqual([]);
  expect((await palace.entities({})).map(({ id: key }) => key)).toEqual(['marzipanic']);
  expect((await palace.closet({ roomId: (await palace.rooms({}))[0]?.id ?? '' })).filter(({ text }) => /Qux|Blor/.test(text))).toEqual([]);
  const left = (tables: string[]) => house.data.query('test.count', { tables });
  expect(await left(['drawer_halls', 'entity_names', 'fact_settlements'])).toEqual([0, 0, 0]);
}); // biome-ignore format: lists
