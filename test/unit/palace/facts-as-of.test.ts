import { expect, test } from 'vitest';
import type { Fact } from '../../../core/palace/structure/types.ts';
import { imported, openHouse } from './support.ts';

const dayMs = 86_400_000;
const firstDay = Date.UTC(2020, 0, 1);
/** Said in an imported conversation that the owner vouches for. */
const saidOn = (day: number, text: string) =>
  ({ ...imported('Ben', text, new Date(firstDay + day * dayMs).toISOString()), trust: 'owner' }) as const;

type Palace = ReturnType<typeof openHouse>['palace'];

/** Every fact by its own words about when it holds. */
const holding = (facts: readonly Fact[], time: number) =>
  facts.filter(
    ({ valid_from, valid_to, learned_at }) =>
      Date.parse(valid_from ?? learned_at) <= time && (valid_to === null || time < Date.parse(valid_to)),
  );

async function expectAsOf(palace: Palace, days: readonly number[]): Promise<void> {
  const all = await palace.facts({ limit: 500 });
  const ofBen = await palace.facts({ subject: 'ben', predicate: 'lives_in' });
  for (const day of days) {
    // at noon facts begin and end
    for (const asOf of [0, dayMs / 2 - 1, dayMs / 2].map((within) => firstDay + day * dayMs + within)) {
      expect(await palace.facts({ limit: 500, asOf })).toEqual(holding(all, asOf));
      expect(await palace.facts({ subject: 'ben', predicate: 'lives_in', asOf })).toEqual(
        holding(ofBen, asOf),
      );
    }
  }
}

test('as of a day exactly those facts are found that say they held then, also after one is forgotten, settled or the structure made anew', async () => {
  const house = openHouse();
  const { palace, session, append } = house;
  const id = await session('Ben');
  const days = [3, 10, 20, 30, 40, 50, 60];
  const towns = ['Berlin', 'Munich', 'Rome', 'Vienna', 'Oslo', 'Porto', 'Lisbon'];
  for (const [at, day] of days.entries())
    await append(
      id,
      saidOn(day, `I moved to ${towns[at]}. My dog is from ${towns[at]}. I like ${towns[at]} since 2015.`),
      saidOn(day, at % 2 === 0 ? 'I work at Acme.' : 'I no longer work at Acme.'),
    );
  await append(id, saidOn(70, 'I live in Madrid.'));
  const asked = [-2000, 0, ...days, 25, 61, 70, 9000];
  await expectAsOf(palace, asked);

  const [rome] = (await palace.facts({ subject: 'ben', predicate: 'lives_in' })).filter(({ object }) => object === 'Rome');
  await palace.forget({ drawerId: rome?.drawer_id ?? '' });
  await expectAsOf(palace, asked);
  const [disputed] = await palace.contradictions();
  const [older, newer] = disputed?.facts ?? [];
  await palace.settleFacts({ fact: older?.id ?? '', other: newer?.id ?? '', verdict: 'replaced' });
  await palace.settleFacts({ fact: newer?.id ?? '', other: null, verdict: 'rejected' });
  await expectAsOf(palace, asked);

  const before = await palace.facts({ asOf: firstDay + 45 * dayMs });
  await house.data.command('palace.dropStructure', {});
  await palace.structured();
  expect(await palace.facts({ asOf: firstDay + 45 * dayMs })).toEqual(before);
  await expectAsOf(palace, asked);
}); // biome-ignore format: one place a line

test('the few facts of an early day are on the first page, whatever was learned since; of many every page is full', async () => {
  const { palace, session, append } = openHouse();
  const id = await session('Many');
  await append(id, saidOn(0, 'I live in Berlin.'), saidOn(1, 'I work at Acme.'));
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const nameOf = (number: number) =>
    `Q${letters[Math.floor(number / 676) % 26]}${letters[Math.floor(number / 26) % 26]}${letters[number % 26]}o`;
  const sentences = (from: number) =>
    Array.from({ length: 20 }, (_, at) => `${nameOf(from + at)} lives in Rome.`).join(' ');
  const messages = Array.from({ length: 260 }, (_, at) => saidOn(100 + at, sentences(20 * at)));
  await append(id, ...messages);
  await palace.structured();

  const early = await palace.factsPage({ asOf: firstDay + 2 * dayMs });
  expect(early.facts.map(({ object }) => object)).toEqual(['Acme', 'Berlin']);
  expect(early.next).toBeNull();

  // what was known then is walked for, some thousand statements a page
  const known = { asOf: firstDay + 2 * dayMs, knownAt: firstDay + 9000 * dayMs };
  const page = await palace.factsPage(known);
  expect([page.facts, page.next]).toEqual([[], expect.anything()]);
  expect(await palace.facts(known)).toEqual(early.facts);

  const late = { asOf: firstDay + 9000 * dayMs, limit: 500 };
  const sizes: number[] = [];
  for (let next: Awaited<ReturnType<Palace['factsPage']>>['next'] = null; ; ) {
    const some = await palace.factsPage({ ...late, ...(next ? { after: next } : {}) });
    sizes.push(some.facts.length);
    next = some.next;
    if (next === null) break;
  }
  expect(sizes).toEqual([...Array.from({ length: 10 }, () => 500), 202]);
});
