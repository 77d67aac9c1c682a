import { expect, test } from 'vitest';
import { openHouse, said } from './support.ts';

test('a word that more than 20,000 drawers have takes nothing from the rarer ones; alone it finds the newest that have all such words', async () => {
  const { palace, session, append } = openHouse();
  const other = await session('Shop');
  await append(
    other,
    { type: 'holdfast.folder_granted', grant_id: 'g', name: 'shop', path: '/tmp/shop', access: 'read' },
    said('a lamp in the garden of the shop'),
  );
  const id = await session('Home');
  // by its length it would be the best for the word: it has no other
  await append(id, said('lamp'), said('a heron'), said('the heron by the lamp'));
  const lamps = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => said(`lamp garden ${from + at}`));
  for (let from = 0; from < 20_100; from += 1005) await append(id, ...lamps(from, 1005));
  await append(id, said('only a lamp'));
  await palace.flush();
  const found = async (query: string, limit: number, more: { wingId?: string } = {}) =>
    (await palace.search({ query, limit, ...more })).map(({ text }) => text);

  // the rarer word decides, and the newest with the common one follow
  expect((await found('lamp heron', 2)).sort()).toEqual(['a heron', 'the heron by the lamp']);
  expect((await found('lamp heron', 4)).slice(2)).toEqual(['only a lamp', 'lamp garden 20099']);
  expect(await found('lamp', 2)).toEqual(['only a lamp', 'lamp garden 20099']);
  expect(await found('lamp garden', 2)).toEqual(['lamp garden 20099', 'lamp garden 20098']);
  // of a wing, those of the wing, however many newer ones there are elsewhere
  const shop = (await palace.wings()).find(({ name }) => name === 'shop')?.id ?? '';
  expect(await found('lamp garden', 5, { wingId: shop })).toEqual(['a lamp in the garden of the shop']);
  // a word that nobody said changes nothing
  expect(await found('lamp xylograph', 1)).toEqual(['only a lamp']);

  const recalled = async (query: string, more: { wing?: string } = {}) =>
    (await palace.recall({ query, limit: 5, ...more })).hits.map(({ text }) => text);
  expect(await recalled('Where is the heron with the lamp?')).toEqual(expect.arrayContaining(['a heron', 'the heron by the lamp']));
  expect(await recalled('lamp in the garden', { wing: 'shop' })).toEqual(['a lamp in the garden of the shop']);
  expect(await recalled('lamp in the garden')).toHaveLength(5);

  // forgotten, it is neither newest nor counted any more
  const [newest] = await palace.search({ query: 'lamp garden', limit: 1 });
  await palace.forget({ drawerId: newest?.id ?? '' });
  expect(await found('lamp garden', 1)).toEqual(['lamp garden 20098']);
}, 60_000); // biome-ignore format: one question a line
