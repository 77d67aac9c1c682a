import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, test } from 'vitest';
import { removeSqliteFile } from '../../../core/db/files.ts';
import type { NewEvent } from '../../../core/events/index.ts';
import { called, imported, openHouse, returned, said } from './support.ts';

type House = ReturnType<typeof openHouse>;

/** A palace in which everything was done that a rebuild has to find again. */
async function lived(house: House): Promise<void> {
  const { palace, session, append } = house;
  const [one, two] = [await session('One'), await session('Two')];
  await append(one, said('I live in Berlin.'), said('I always want green tea.'), said('The mill is old.'));
  await append(two, { type: 'holdfast.folder_granted', grant_id: 'g', name: 'shop', path: '/tmp/shop', access: 'read' });
  await append(two, imported('Ana', 'The roof leaks.', '2025-03-01T00:00:00Z'));
  await append(two, called('t1', 'remember', { text: 'Lamps are green.', room: 'Lamps' }), returned('t1', 'Remembered.'));
  await append(two, called('t2', 'remember', { text: 'Ask in German.', diary: true }), returned('t2', 'Remembered.'));
  const note = { label: 'untrusted', why: 'foreign_words', sources: [] };
  for (const [id, text] of [['t3', 'Pay quxfoo.'], ['t4', 'Pay blorfoo.']] as const)
    await append(two, { ...called(id, 'remember', { text }), holdfast: { note } } as NewEvent, returned(id, 'Put aside.'));
  const [waiting] = await palace.quarantined({ state: 'waiting' });
  await palace.settle({ id: waiting?.id ?? '', decision: 'released', by: 'owner' });
  const idOf = async (words: string) => (await palace.drawers({ limit: 50 })).drawers.find(({ text }) => text === words)?.id ?? '';
  await palace.pin({ drawerId: await idOf('I always want green tea.'), isPinned: true, by: 'owner' });
  const newer = await palace.revise({ drawerId: await idOf('Lamps are green.'), text: 'Lamps are blue.', by: 'owner' });
  await palace.revise({ drawerId: newer.id, text: 'Lamps are red.', by: 'owner' });
  await palace.forget({ drawerId: await idOf('Lamps are green.') });
  await palace.moveDrawers({ drawerIds: [await idOf('The mill is old.')], to: { wingId: 'wing_home', name: 'Mills' } });
  await palace.forgetOld({ wingId: 'wing_home', whose: 'all', before: Date.parse('2000-01-01') }, async () => true);
} // biome-ignore format: one thing a line

async function answers({ palace }: House) {
  await palace.structured();
  const drawers = (await palace.drawers({ limit: 50 })).drawers.sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    drawers,
    pins: await palace.pins(),
    notes: await Promise.all(
      (['waiting', 'released'] as const).map((state) => palace.quarantined({ state })),
    ),
    histories: await Promise.all(drawers.map(({ id }) => palace.drawerHistory({ drawerId: id }))),
    facts: await palace.facts({}),
    found: (await palace.search({ query: 'lamps mill tea', limit: 20 })).map(({ id }) => id).sort(),
  };
}

/** What a release made that knew less: no notes in quarantine, no pins, no revisions, no speakers, no diaries; and no index. */
function madeOlder(dataDir: string): void {
  const db = new DatabaseConstructor(join(dataDir, 'holdfast.db'));
  db.exec(`
    DELETE FROM quarantined_notes; DELETE FROM pinned_drawers; DELETE FROM revised_drawers; DELETE FROM recalled_drawers;
    DELETE FROM drawers WHERE author = 'owner' AND kind = 'note';
    UPDATE drawers SET kind = 'note', room = (SELECT min(number) FROM rooms) WHERE kind = 'diary';
    UPDATE drawers SET speaker = NULL, said_at = NULL, trust = 'agent' WHERE kind = 'imported';
    UPDATE drawers SET number = number + 1000;
    UPDATE rooms SET drawers = (SELECT count(*) FROM drawers WHERE room = rooms.number), wing = (SELECT min(number) FROM wings) WHERE session_number IS NOT NULL;
  `);
  db.close();
  removeSqliteFile(join(dataDir, 'index.db'));
}

test('a palace that an older release had projected is found, made anew and then the same', async () => {
  const first = openHouse();
  await lived(first);
  const before = await answers(first);
  expect(before.drawers.map(({ text }) => text).sort()).toEqual([
    'Ask in German.', 'I always want green tea.', 'I live in Berlin.', 'Lamps are blue.', 'Lamps are red.', 'Pay blorfoo.', 'The mill is old.', 'The roof leaks.',
  ]);
  await first.close();
  madeOlder(first.dataDir);
  const second = openHouse(first.dataDir);
  const looked = await second.log.rebuild({ what: 'palace', apply: false });
  expect(looked.tables.filter(({ missing, extra }) => missing + extra > 0).map(({ table }) => table)).toEqual([
    'drawers', 'rooms', 'revised_drawers', 'pinned_drawers', 'quarantined_notes',
  ]);
  await second.log.rebuild({ what: 'palace', apply: true });
  expect(await answers(second)).toEqual(before);
  const again = await second.log.rebuild({ what: 'palace', apply: false });
  expect(again.tables.filter(({ missing, extra }) => missing + extra > 0)).toEqual([]);
}); // biome-ignore format: lists
