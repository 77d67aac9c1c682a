import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { removeSqliteFile } from '../../../core/db/files.ts';
import { filesHolding } from '../house/files-on-disk.ts';
import { answered, openHouse, said } from './support.ts';

test('a search finds words in other forms and marks them in the drawer and in the snippet', async () => {
  const { palace, session, append } = openHouse();
  const text = `${'Some words before. '.repeat(30)}The invoice from Bergen was paid in March. ${'And words after. '.repeat(30)}`;
  await append(await session('Bills'), said(text), answered('Nothing of the kind.'));
  const [hit, ...rest] = await palace.search({ query: 'what about the invoices of bergen?', limit: 10 });
  expect(rest).toEqual([]);
  expect(hit?.marks.map(([from, to]) => text.slice(from, to))).toEqual(['invoice', 'Bergen']);
  expect(text).toContain(hit?.snippet.text);
  expect(hit?.snippet.text.length).toBeLessThan(300);
  expect(hit?.snippet.marks.map(([from, to]) => hit.snippet.text.slice(from, to))).toEqual([
    'invoice',
    'Bergen',
  ]);
});

test('the last word may be unfinished while somebody types', async () => {
  const { palace, session, append } = openHouse();
  await append(await session(), said('The electricity tariff'));
  expect(await palace.search({ query: 'electri', limit: 5 })).toEqual([]);
  const hits = await palace.search({ query: 'electri', limit: 5, isTyping: true });
  expect(hits.map((hit) => hit.marks)).toEqual([[[4, 15]]]);
});

test('a search stays inside its wing, room or session', async () => {
  const { palace, session, append } = openHouse();
  const first = await session('One');
  const second = await session('Two');
  await append(
    first,
    { type: 'holdfast.folder_granted', grant_id: 'g', name: 'Work', path: '/w', access: 'read' },
    said('blue lamp'),
  );
  await append(second, said('blue chair'));
  const work = (await palace.wings()).find((wing) => wing.name === 'Work');
  const texts = async (scope: object) =>
    (await palace.search({ query: 'blue', limit: 5, ...scope })).map((hit) => hit.text);
  expect(await texts({ wingId: work?.id })).toEqual(['blue lamp']);
  expect(await texts({ sessionId: second })).toEqual(['blue chair']);
  expect(await texts({ sessionId: 'sesn_none' })).toEqual([]);
  expect(await texts({ roomId: (await palace.rooms({ wingId: work?.id ?? '' }))[0]?.id })).toEqual([
    'blue lamp',
  ]);
});

test('recall leaves out what its session has just said', async () => {
  const { palace, session, append } = openHouse();
  const earlier = await session('Earlier');
  await append(earlier, said('The boiler code is 4711'));
  const now = await session('Now');
  await append(now, said('What is the boiler code?'));
  expect(
    (await palace.recall({ query: 'boiler code', sessionId: now, limit: 5 })).hits.map((hit) => hit.text),
  ).toEqual(['The boiler code is 4711']);
  const inWing = async (wing: string) =>
    (await palace.recall({ query: 'boiler code', sessionId: now, wing, limit: 5 })).hits.length;
  expect(await inWing('nowhere')).toBe(0);
  expect(await inWing('home')).toBe(1);
});

test('no input is a syntax error', async () => {
  const { palace, session, append } = openHouse();
  await append(await session(), said('plain words NEAR here AND there'));
  const hostile = [
    '"',
    "'",
    '*',
    'a*',
    'NEAR(',
    'AND OR NOT',
    '{body}: x',
    'body:words',
    '^words',
    '-words',
    '(',
    'a" OR "b',
    '\u0000',
    '\ud800',
    '‮',
    '🏠',
    '',
    '   ',
    'é̈',
    '%_',
    'x'.repeat(100_000),
    '" UNION SELECT 1 --',
  ];
  for (const query of hostile)
    expect(Array.isArray(await palace.search({ query, limit: 5, isTyping: true }))).toBe(true);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), fc.boolean(), async (query, isTyping) => {
      expect(Array.isArray(await palace.search({ query, limit: 5, isTyping }))).toBe(true);
    }),
    { numRuns: 200 },
  );
  expect(await palace.search({ query: 'body:words', limit: 5 })).toHaveLength(1);
});

test('what was appended before the app died is found after it starts again', async () => {
  const first = openHouse();
  const id = await first.session();
  await first.palace.close();
  await first.append(id, said('the red umbrella'));
  await first.close();
  const second = openHouse(first.dataDir);
  expect((await second.palace.search({ query: 'umbrella', limit: 5 })).map((hit) => hit.text)).toEqual([
    'the red umbrella',
  ]);
});

test('a lost index.db is made again from the drawers, and so is one that is ahead of them', async () => {
  const first = openHouse();
  const id = await first.session();
  await first.append(id, said('the red umbrella'), said('the green umbrella'));
  expect(await first.palace.search({ query: 'umbrella', limit: 5 })).toHaveLength(2);
  await first.close();
  removeSqliteFile(join(first.dataDir, 'index.db'));
  const second = openHouse(first.dataDir);
  expect(await second.palace.search({ query: 'umbrella', limit: 5 })).toHaveLength(2);
  await second.data.command('palace.dropIndex', {});
  await second.append(id, said('the blue umbrella'));
  expect(await second.palace.search({ query: 'umbrella', limit: 5 })).toHaveLength(3);
});

test('an index of a newer version is made anew, and nothing of what that kept is left', async () => {
  const first = openHouse();
  await first.append(await first.session(), said('the red umbrella'));
  expect(await first.palace.search({ query: 'umbrella', limit: 5 })).toHaveLength(1);
  await first.close();
  const file = new DatabaseConstructor(join(first.dataDir, 'index.db'));
  file.exec(`UPDATE palace_index SET version = 99;
    CREATE VIRTUAL TABLE newer_words USING fts5(body); INSERT INTO newer_words VALUES ('the red umbrella');
    CREATE TABLE newer_places (body TEXT); INSERT INTO newer_places VALUES ('the red umbrella');`);
  file.close();
  const second = openHouse(first.dataDir);
  const [hit] = await second.palace.search({ query: 'umbrella', limit: 5 });
  await second.palace.structured();
  await second.palace.forget({ drawerId: hit?.id ?? '' });
  expect(filesHolding(second.dataDir, 'umbrella')).toEqual([]);
});

test('20,000 drawers are searched in milliseconds', async () => {
  const { palace, session, append } = openHouse();
  const words =
    'river stone lamp garden invoice tariff window letter bridge market winter paper engine harbour meadow'.split(
      ' ',
    );
  const id = await session('Many');
  let seed = 7;
  const next = () => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return seed >>> 0;
  };
  const sentence = () =>
    Array.from({ length: 20 }, () => `${words[next() % words.length]}${next() % 40}`).join(' ');
  for (let round = 0; round < 40; round += 1)
    await append(id, ...Array.from({ length: 500 }, () => said(sentence())));
  const indexStart = performance.now();
  await palace.flush();
  const indexMs = performance.now() - indexStart;
  const times: number[] = [];
  for (let round = 0; round < 50; round += 1) {
    const start = performance.now();
    await palace.search({ query: sentence().split(' ').slice(0, 4).join(' '), limit: 20 });
    times.push(performance.now() - start);
  }
  times.sort((left, right) => left - right);
  console.log(
    `palace: 20k drawers, index ${indexMs.toFixed(0)} ms, search p50 ${times[25]?.toFixed(1)} ms, p95 ${times[47]?.toFixed(1)} ms`,
  );
  expect((await palace.drawers({ limit: 1 })).drawers).toHaveLength(1);
}, 120_000);
