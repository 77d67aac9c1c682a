import { expect, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import type { House } from '../harness/support.ts';
import { openHouse, temporaryFolder } from '../harness/support.ts';

const dayMs = 24 * 3_600_000;
const script = [{ when: {}, reply: { blocks: [{ text: 'Noted.' }] } }];

/** A house whose owner's clock is so many days ahead of what was said in it. */
async function houseAhead(days: number, dataDir = temporaryFolder()) {
  const runtime = systemRuntime();
  const now = () => Date.now() + days * dayMs;
  return openHouse(script, { dataDir, runtime: { ...runtime, clock: { ...runtime.clock, now } } });
}

/** Resolves when the wing's rule has been carried out. */
async function carriedOut(house: House): Promise<unknown> {
  for (;;) {
    let heard = () => {};
    const changed = new Promise<void>((resolve) => (heard = resolve));
    const stop = house.holdfast.onChange(({ topic }) => topic === 'palace' && heard());
    const { data } = (await house.get('/holdfast/v1/palace/retention')) as {
      data: { last_run: unknown; is_running: boolean }[];
    };
    if (data[0]?.last_run && !data[0].is_running) {
      stop();
      return data[0];
    }
    await changed;
    stop();
  }
}
const wing = '/holdfast/v1/palace/wings/wing_home/retention';
const left = async (house: House) =>
  (await house.holdfast.palace.drawers({ limit: 50 })).drawers.map(({ text }) => text).reverse();

async function said(house: House, text: string) {
  const id = await house.session();
  await house.say(id, text);
  await house.idle(id);
  return id;
}

test('a rule is previewed, set, in the profile’s chain, carried out in the background, shown, and removed', async () => {
  const house = await houseAhead(10);
  const id = await said(house, 'I live in Berlin.');
  expect(await house.get('/holdfast/v1/palace/retention')).toEqual({ data: [] });
  expect(await house.get(`${wing}/preview?days=30&whose=all`)).toMatchObject({
    drawers: 2,
    due: 0,
    oldest: null,
  });
  expect(await house.get(`${wing}/preview?days=5&whose=agent`)).toMatchObject({
    drawers: 2,
    due: 1,
    first: [{ text: 'Noted.' }],
  });
  const rule = { days: 5, whose: 'agent' };
  await expect(house.post(wing, { ...rule, seen: 0 })).rejects.toThrow('conflict');
  expect(await left(house)).toEqual(['I live in Berlin.', 'Noted.']);
  expect(await house.post(wing, { ...rule, seen: 1 })).toMatchObject({
    wing: { id: 'wing_home', name: 'Home', kind: 'home' },
    ...rule,
    set_by: expect.any(String),
  });
  expect(await carriedOut(house)).toMatchObject({ last_run: { forgotten: 1, pending: [] } });
  expect(await house.get(`${wing}/preview?days=5&whose=agent`)).toMatchObject({ drawers: 1, due: 0 });
  expect(await left(house)).toEqual(['I live in Berlin.']);
  const events = await house.events(id);
  expect(events.filter(({ type }) => type === 'holdfast.forgotten')).toHaveLength(1);
  const audit = (await house.post('/holdfast/v1/audit/verify', {})) as { ok: boolean };
  expect(audit.ok).toBe(true);
  await house.holdfast.fetch(new Request(`http://holdfast${wing}`, { method: 'DELETE' }), {
    kind: 'in_process',
  });
  expect(await house.get('/holdfast/v1/palace/retention')).toEqual({ data: [] });
  for (const wrong of [{ ...rule, seen: 1, days: 0 }, { ...rule, seen: 1, whose: 'mine' }, { ...rule }])
    await expect(house.post(wing, wrong)).rejects.toThrow('invalid_request');
  await expect(
    house.post('/holdfast/v1/palace/wings/wing_none/retention', { ...rule, seen: 1 }),
  ).rejects.toThrow('memory_wing_not_found');
  expect(house.errors).toEqual([]);
});

test('at each start what has become too old goes, and what has not stays', async () => {
  const dataDir = temporaryFolder();
  const first = await houseAhead(0, dataDir);
  await said(first, 'I live in Berlin.');
  await first.post(wing, { days: 30, whose: 'all', seen: 0 });
  expect(await carriedOut(first)).toMatchObject({ last_run: { forgotten: 0 } });
  await first.close();
  const early = await houseAhead(29, dataDir);
  expect(await carriedOut(early)).toMatchObject({ last_run: { forgotten: 0 } });
  expect(await left(early)).toEqual(['I live in Berlin.', 'Noted.']);
  await early.close();
  const late = await houseAhead(31, dataDir);
  expect(await carriedOut(late)).toMatchObject({ last_run: { forgotten: 2 } });
  expect(await left(late)).toEqual([]);
  expect(late.errors).toEqual([]);
});

test('a list of rules says what holds and what was done, and counts no drawers', async () => {
  const house = await houseAhead(10);
  await said(house, 'I live in Berlin.');
  await house.post(wing, { days: 30, whose: 'all', seen: 0 });
  await carriedOut(house);
  expect(await house.get('/holdfast/v1/palace/retention')).toEqual({
    data: [
      {
        wing: { id: 'wing_home', name: 'Home', kind: 'home' },
        days: 30,
        whose: 'all',
        set_at: expect.any(String),
        set_by: expect.any(String),
        last_run: { at: expect.any(String), forgotten: 0, pending: [] },
        held_since: null,
        is_running: false,
      },
    ],
  });
});

test('a clock that leapt lets nothing go: not at a start, not when it leaps again, until the owner has seen what goes', async () => {
  const dataDir = temporaryFolder();
  const first = await houseAhead(0, dataDir);
  await said(first, 'I live in Berlin.');
  await first.post(wing, { days: 10, whose: 'all', seen: 0 });
  await carriedOut(first);
  await first.close();
  const held = (house: House) => house.get('/holdfast/v1/palace/retention') as Promise<{ data: [Rule] }>;
  type Rule = { held_since: string | null; last_run: unknown };
  // something new is said, too: that must not make the leap believable
  for (const days of [64 * 365, 64 * 365 + 1]) {
    const leapt = await houseAhead(days, dataDir);
    const { data } = await held(leapt);
    expect(data[0]).toMatchObject({ last_run: null, held_since: expect.any(String) });
    expect(await left(leapt)).toContain('I live in Berlin.');
    const id = await leapt.session();
    await leapt.say(id, 'What day is it?');
    await leapt.idle(id);
    await leapt.close();
  }
  const back = await houseAhead(1, dataDir);
  expect(await carriedOut(back)).toMatchObject({ held_since: null, last_run: { forgotten: 0 } });
  expect(await left(back)).toContain('I live in Berlin.');
  await back.close();
  const away = await houseAhead(12, dataDir);
  const [rule] = (await held(away)).data;
  const { due } = (await away.get(`${wing}/preview?days=10&whose=all`)) as { due: number };
  expect(rule).toMatchObject({ last_run: null, held_since: expect.any(String) });
  await away.post(wing, { days: 10, whose: 'all', seen: due });
  expect(await carriedOut(away)).toMatchObject({ held_since: null, last_run: { forgotten: due } });
  expect(await left(away)).not.toContain('I live in Berlin.');
});

test('of two changes at once each sees what the other did', async () => {
  const house = await houseAhead(0);
  await said(house, 'I live in Berlin.');
  await house.post(wing, { days: 30, whose: 'all', seen: 0 });
  const remove = () =>
    house.holdfast.fetch(new Request(`http://holdfast${wing}`, { method: 'DELETE' }), {
      kind: 'in_process',
    });
  const answers = await Promise.all([remove(), remove()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
});
