import { expect, test } from 'vitest';
import type { FactsPosition } from '../../../core/palace/structure/facts-store.ts';
import { openHouse, said } from './support.ts';

test('facts come a page at a time, each once, in the order of the whole list; also those that held on a day', async () => {
  const { palace, session, append } = openHouse();
  const id = await session('One');
  const towns = ['Berlin', 'Munich', 'Rome', 'Vienna', 'Oslo', 'Porto', 'Lisbon'];
  for (const town of towns) {
    await append(id, said(`Ana moved to ${town}. My neighbour is from ${town}. I like ${town}.`));
    await append(id, said(`Klaus Weber works at ${town} Trains.`));
  }
  const walked = async (more: object = {}) => {
    const all: string[] = [];
    let after: FactsPosition | null = null;
    for (let pages = 0; pages < 50; pages += 1) {
      const page: Awaited<ReturnType<typeof palace.factsPage>> = await palace.factsPage({ limit: 3, ...more, ...(after ? { after } : {}) });
      all.push(...page.facts.map((fact) => fact.id));
      after = page.next;
      if (!after) return all;
    }
    throw new Error('it never ends');
  };
  const whole = (await palace.facts({ limit: 500 })).map((fact) => fact.id);
  expect(whole.length).toBeGreaterThan(10);
  expect((await walked()).sort()).toEqual([...whole].sort());
  expect(new Set(await walked()).size).toBe(whole.length);
  const now = { asOf: Date.now() + 1000 };
  expect((await walked(now)).sort()).toEqual((await palace.facts({ limit: 500, ...now })).map((fact) => fact.id).sort());
  const ana = { subject: 'Ana' };
  expect((await walked(ana)).sort()).toEqual((await palace.facts({ limit: 500, ...ana })).map((fact) => fact.id).sort());
  expect((await palace.facts({ limit: 1 }))[0]?.id).toBe(whole[0]);
}); // biome-ignore format: one list a line
