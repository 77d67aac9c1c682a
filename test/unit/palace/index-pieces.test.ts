import { expect, test } from 'vitest';
import { openHouse, said } from './support.ts';

test('pieces that intake left in the text index are joined: fewer blocks, the same words, and a forgotten one is gone from them', async () => {
  const { data, palace, session, append } = openHouse();
  // from here on nothing happens in the background
  await palace.close();
  const id = await session();
  const topics = ['lamps', 'rivers', 'trains', 'bridges', 'gardens'];
  for (let batch = 0; batch < 15; batch += 1) {
    const texts = Array.from({ length: 30 }, (_, at) => `${topics[at % 5]} of number ${batch}x${at}`);
    await append(id, ...texts.map(said));
    await data.command('palace.index', { limit: 1000 });
  }
  const blocks = async () => (await data.query('test.count', { tables: ['idx.drawer_words_data'] })) as number[];
  const words = () => data.query('palace.indexedWords', {});
  const [before, wordsBefore] = [await blocks(), await words()];
  let calls = 0;
  while (((await data.command('palace.joinWords', {})) as { isMore: boolean }).isMore) calls += 1;
  expect(calls).toBeGreaterThan(0);
  const [after] = await blocks();
  expect(after).toBeLessThan((before[0] ?? 0) / 2);
  expect(await words()).toEqual(wordsBefore);

  const search = { query: '"14x29"', limit: 5 };
  const [hit] = (await data.query('palace.search', search)) as { id: string }[];
  await data.command('palace.forget', { drawerId: hit?.id ?? '' });
  expect(await data.query('palace.search', search)).toEqual([]);
  expect(((await words()) as string[]).some((word) => word.startsWith('14x29'))).toBe(false);
  expect((await data.command('palace.joinWords', {})) as object).toEqual({ isMore: false });
}); // biome-ignore format: calls
