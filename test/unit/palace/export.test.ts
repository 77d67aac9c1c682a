import { expect, test } from 'vitest';
import type { NewEvent } from '../../../core/events/index.ts';
import type { ExportedDrawer, ExportScope } from '../../../core/palace/index.ts';
import { filesHolding } from '../house/files-on-disk.ts';
import { answered, called, openHouse, returned, said } from './support.ts';

type House = ReturnType<typeof openHouse>;

async function exported({ palace }: House, scope: ExportScope = {}): Promise<ExportedDrawer[]> {
  const all: ExportedDrawer[] = [];
  for await (const drawer of (await palace.exportMemory(scope)).drawers) all.push(drawer);
  return all;
}
const wordsOf = (all: readonly ExportedDrawer[]) => all.map(({ drawer }) => drawer.text);

async function lived() {
  const house = openHouse();
  const [one, two] = [await house.session('One'), await house.session('Two')];
  await house.append(one, said('I live in Berlin.'), answered('Noted.'));
  await house.append(two, said('We decided to buy lamps.'));
  await house.append(two, { type: 'holdfast.folder_granted', grant_id: 'g', name: 'shop', path: '/tmp/shop', access: 'read' });
  await house.append(two, called('t1', 'remember', { text: 'Lamps are green.', room: 'Lamps' }), returned('t1', 'Remembered.'));
  return { ...house, one, two };
} // biome-ignore format: what was said, a session a line

test('a drawer leaves with its source, hall, pin, what it replaced and the facts taken from it', async () => {
  const house = await lived();
  const { palace } = house;
  const [berlin] = await exported(house);
  const old = berlin?.drawer.id ?? '';
  await palace.pin({ drawerId: old, isPinned: true, by: 'owner' });
  await palace.setHall({ drawerId: old, hall: 'events' });
  const newer = await palace.revise({ drawerId: old, text: 'I moved to Munich.', by: 'owner' });
  const all = await exported(house);
  expect(wordsOf(all)).toEqual([
    'I live in Berlin.',
    'Noted.',
    'We decided to buy lamps.',
    'Lamps are green.',
    'I moved to Munich.',
  ]);
  expect(all[0]).toMatchObject({
    drawer: { id: old, trust: 'owner', source: { session_title: 'One', seq: expect.any(Number) } },
    hall: 'events',
    hall_set_at: expect.any(String),
    pinned_at: null,
    replaces: [],
    replaced_by: newer.id,
    replaced_at: expect.any(String),
    facts: [],
  });
  expect(all.at(-1)).toMatchObject({
    drawer: { id: newer.id },
    hall: expect.any(String),
    hall_set_at: null,
    pinned_at: expect.any(String),
    replaces: [old],
    replaced_by: null,
    facts: [{ object: 'Munich', valid_to: null }],
  });
});

test('a wing, a room and chosen drawers leave alone; what is not there is said', async () => {
  const house = await lived();
  const { palace } = house;
  const wing = (await palace.wings()).find(({ name }) => name === 'shop')?.id ?? '';
  const room = (await palace.rooms({})).find(({ name }) => name === 'Lamps')?.id ?? '';
  expect(wordsOf(await exported(house, { wingId: wing }))).toEqual(['We decided to buy lamps.', 'Lamps are green.']);
  expect(wordsOf(await exported(house, { roomId: room }))).toEqual(['Lamps are green.']);
  const chosen = (await exported(house)).slice(0, 2).map(({ drawer }) => drawer.id);
  expect(wordsOf(await exported(house, { drawerIds: [...chosen, 'drwr_none', 'what'] }))).toEqual(['I live in Berlin.', 'Noted.']);
  await expect(palace.exportMemory({ wingId: 'wing_none' })).rejects.toMatchObject({ code: 'memory_wing_not_found' });
  await expect(palace.exportMemory({ roomId: 'room_none' })).rejects.toMatchObject({ code: 'memory_room_not_found' });
  await expect(palace.exportMemory({ drawerIds: ['drwr_none'] })).rejects.toMatchObject({ code: 'memory_not_found' });
}); // biome-ignore format: one scope a line

test('an export ends although the memory grows, and gives each drawer once although drawers move', async () => {
  const house = openHouse();
  const id = await house.session('Long');
  await house.append(id, ...Array.from({ length: 450 }, (_, at) => said(`Message ${at}.`)));
  const { drawers } = await house.palace.exportMemory({});
  const seen: string[] = [];
  for await (const { drawer } of drawers) {
    seen.push(drawer.text);
    if (seen.length === 100) {
      await house.append(id, said('Later.'));
      const ids = (await house.palace.drawers({ limit: 50 })).drawers.map((each) => each.id);
      await house.palace.moveDrawers({ drawerIds: ids, to: { wingId: 'wing_home', name: 'Elsewhere' } });
    }
  }
  expect(seen).toEqual(Array.from({ length: 450 }, (_, at) => `Message ${at}.`));
});

test('a forgetting names the files of sessions that recalled the words', async () => {
  const { palace, append, session, log, one } = await lived();
  const [berlin] = (await palace.drawers({ limit: 50 })).drawers.filter(({ text }) => text.includes('Berlin'));
  const drawerId = berlin?.id ?? '';
  const other = await session('Third');
  const save = (name: string, sessionId: string) =>
    palace.noteExport({ name, format: 'markdown', of: { what: 'session', sessionId } });
  await append(other, said('Where do I live?'), called('r', 'recall', { query: 'live' }));
  const [answer] = await append(other, { ...returned('r', 'I live in Berlin.'), holdfast: { details: { drawers: [drawerId] } } } as NewEvent);
  await save('after.md', other);
  const fork = await log.fork({ sessionId: other, seq: answer?.seq ?? 0, title: null, createdBy: null, events: [] });
  await save('fork.md', fork.session.id);
  await save('one.md', one);
  expect((await palace.forgetPreview({ drawerId })).exports.map(({ name }) => name)).toEqual(['one.md', 'fork.md', 'after.md']);
}); // biome-ignore format: one call a line

test('a forgetting names the files that may hold the words, and takes a name that is made of them', async () => {
  const house = await lived();
  const { palace, dataDir } = house;
  await house.append(house.one, said('My word is: quxzephyrine!'));
  const all = await exported(house);
  const idOf = (words: string) => all.find(({ drawer }) => drawer.text.includes(words))?.drawer.id ?? '';
  const note = (name: string, scope: ExportScope) =>
    palace.noteExport({ name, format: 'jsonl', of: { what: 'palace', scope } });
  await note('all.jsonl', {});
  await note('lamps.jsonl', { drawerIds: [idOf('green')] });
  await palace.noteExport({ name: 'My word is quxzephyrine.md', format: 'markdown', of: { what: 'session', sessionId: house.one } });
  const named = async (words: string) => (await palace.forgetPreview({ drawerId: idOf(words) })).exports.map(({ name }) => name);
  expect(await named('green')).toEqual(['lamps.jsonl', 'all.jsonl']);
  expect(await named('Noted')).toEqual(['My word is quxzephyrine.md', 'all.jsonl']);
  await palace.forget({ drawerId: idOf('quxz') });
  expect(await named('Noted')).toEqual([null, 'all.jsonl']);
  expect(filesHolding(dataDir, 'quxzephyrine')).toEqual([]);
  await house.append(house.two, said('Said afterwards.'));
  const [later] = (await palace.drawers({ limit: 1 })).drawers;
  expect((await palace.forgetPreview({ drawerId: later?.id ?? '' })).exports).toEqual([]);
  await house.log.deleteSession({ sessionId: house.one });
  expect(await named('green')).toEqual(['lamps.jsonl', 'all.jsonl']);
}); // biome-ignore format: one file a line
