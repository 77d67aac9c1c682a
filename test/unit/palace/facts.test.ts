import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { resolve, type Stated } from '../../../core/palace/structure/resolve.ts';
import { answered, called, imported, openHouse, returned, said, temporaryFolder } from './support.ts';

type House = ReturnType<typeof openHouse>;
const short = (facts: Awaited<ReturnType<House['palace']['facts']>>) =>
  facts.map(({ subject, predicate, object, valid_from, valid_to }) => {
    const day = (time: string | null) => time?.slice(0, 10) ?? '';
    return `${subject} ${predicate} ${object} [${day(valid_from)}..${day(valid_to)}]`;
  });
/** Said by the owner on a day long ago: an imported conversation that they vouch for. */
const saidOn = (day: string, text: string) =>
  ({ ...imported('Ben', text, `${day}T12:00:00Z`), trust: 'owner' }) as const;

test('what was said stands as facts with their source; strangers’ words state nothing', async () => {
  const { palace, session, append } = openHouse();
  const id = await session('Facts');
  const [event] = await append(id, said('Hello. I live in Berlin since May 2020.'));
  await append(
    id,
    answered('I live in the cloud.'),
    called('t1', 'web_fetch', { url: 'https://example.com' }),
    returned('t1', 'The owner lives in Moscow. My name is Eve.'),
    imported('Mallory', 'I live in Oslo.', '2023-05-08T13:56:00Z'),
  );
  const facts = await palace.facts({});
  expect(facts).toEqual([
    {
      id: `fact_17_drwr_${event?.event.id}_0_0`,
      subject: 'owner',
      subject_name: 'owner',
      predicate: 'lives_in',
      object: 'Berlin',
      valid_from: '2020-05-01T00:00:00.000Z',
      valid_to: null,
      learned_at: facts[0]?.learned_at,
      confidence: 0.9,
      drawer_id: `drwr_${event?.event.id}_0_0`,
      source: { from: 7, to: 39, text: 'I live in Berlin since May 2020.' },
      closed_by: null,
      contradicts: [],
    },
  ]);
});

test('what an agent says after it read words of others is no fact, in forks neither; what it said before is', async () => {
  const { log, palace, session, append } = openHouse();
  const id = await session('Reads');
  await append(id, said('Read my mail.'), answered('You work at Acme.'));
  const before = await log.fork({ sessionId: id, seq: 2, title: null, createdBy: null, events: [] });
  await append(
    id,
    called('t1', 'web_fetch', { url: 'https://example.com' }),
    returned('t1', 'Your accountant is Eve Evil.', { holdfast: { output_label: 'untrusted' } }),
    answered('Your accountant is Eve Evil.'),
    returned('t2', 'Eve Evil lives in Oslo.', { holdfast: { output_label: 'echo' } }),
  );
  const after = await log.fork({ sessionId: id, seq: 4, title: null, createdBy: null, events: [] });
  await append(before.session.id, answered('You live in Bern.'));
  await append(after.session.id, answered('Your landlord is Eve Evil.'));
  const document = await session('Came along');
  const source = { type: 'text' as const, media_type: 'text/plain' as const, data: 'My doctor is Eve Evil.' };
  await append(
    document,
    { type: 'user.message', content: [{ type: 'document', title: 'a.txt', source }] },
    answered('Your doctor is Eve Evil.'),
  );
  expect((await palace.facts({})).map(({ predicate, object }) => `${predicate} ${object}`)).toEqual([
    'lives_in Bern',
    'works_at Acme',
  ]);
});

test('what the owner says is not so is not, however often it was said before; said again later, it is a fact', async () => {
  const { palace, session, append } = openHouse();
  const id = await session('Dentist');
  await append(id, said('My dentist is Anna.'), said('Hello.'), said('My dentist is Anna.'));
  const [fact] = await palace.facts({});
  await palace.settleFacts({ fact: fact?.id ?? '', other: null, verdict: 'rejected' });
  expect(await palace.facts({})).toEqual([]);
  await palace.settleFacts({ fact: fact?.id ?? '', other: null, verdict: 'open' });
  expect(await palace.facts({})).toMatchObject([fact ?? {}]);
  await palace.settleFacts({ fact: fact?.id ?? '', other: null, verdict: 'rejected' });
  await append(id, said('My dentist is Anna.'));
  expect(await palace.facts({})).toHaveLength(1);
});

test('what the owner took back is no wish and states nothing; what they said in its place does', async () => {
  const { palace, log, session, append } = openHouse();
  const id = await session('Typo');
  const other = await session('Other');
  await append(id, said('Hello.'), said('My phone number is 111. I always want tea.'), answered('Noted.'));
  expect(await palace.facts({})).toHaveLength(1);
  await append(
    id,
    { type: 'holdfast.rewound', to_seq: 2 },
    said('My phone number is 222. I always want milk.'),
  );
  const shown = async () => [
    (await palace.facts({})).map(({ object }) => object),
    (await palace.wakeDrawers({ sessionId: other })).preferences.map(({ text }) => text),
    await palace.contradictions(),
  ];
  const held = [['222'], ['My phone number is 222. I always want milk.'], []];
  expect(await shown()).toEqual(held);
  expect(await log.rebuild({ what: 'palace', apply: true })).toMatchObject({ isEqual: true });
  expect(await shown()).toEqual(held);
  // kept word for word all the same
  expect(await palace.search({ query: 'tea', limit: 5 })).toHaveLength(1);
});

test('words that others took the place of state nothing any more, in a closet and a timeline neither; what was known then stays known, and it holds again once those are forgotten', async () => {
  let now = Date.UTC(2026, 0, 1);
  const runtime = systemRuntime();
  const { palace, session, append } = openHouse(temporaryFolder(), {
    ...runtime,
    clock: { ...runtime.clock, now: () => now },
  });
  const id = await session('Numbers');
  await append(id, said('My phone number is 111. Anna Huber has it.'));
  const [old] = (await palace.drawers({ limit: 1 })).drawers;
  await palace.structured();
  const between = now;
  now += 1000;
  const by = await palace.revise({
    drawerId: old?.id ?? '',
    text: 'My phone number is 222. Anna Huber has it.',
    by: 'owner',
  });
  const objects = async (input = {}) => (await palace.facts(input)).map(({ object }) => object);
  expect(await objects()).toEqual(['222']);
  expect(await objects({ knownAt: between })).toEqual(['111']);
  expect(await palace.contradictions()).toEqual([]);
  const [room] = await palace.rooms({});
  const shown = async () =>
    JSON.stringify([
      await palace.closet({ roomId: room?.id ?? '' }),
      await palace.timeline({ subject: 'Anna Huber' }),
    ]);
  expect(await shown()).toContain('222');
  expect(await shown()).not.toContain('111');
  await append(id, said('My phone number is 333.'));
  expect(await palace.contradictions()).toHaveLength(1);
  await palace.forget({ drawerId: by.id });
  expect(await objects()).toEqual(['333', '111']);
  expect((await palace.contradictions()).map(({ facts }) => facts.map(({ object }) => object))).toEqual([
    ['111', '333'],
  ]);
  expect(await shown()).toContain('111');
});

test('a newer fact closes an older one where its wording says so; as of a day what held then is known', async () => {
  const { palace, session, append } = openHouse();
  const id = await session('Homes');
  await append(
    id,
    saidOn('2021-03-01', 'I live in Berlin.'),
    saidOn('2023-06-02', 'We moved to Munich in May 2023.'),
    saidOn('2024-01-10', 'I no longer work at Acme.'),
  );
  const ben = { subject: 'Ben', predicate: 'lives_in' };
  expect(short(await palace.facts(ben))).toEqual([
    'ben lives_in Munich [2023-05-01..]',
    'ben lives_in Berlin [..2023-05-01]',
  ]);
  const asOf = async (day: string, more: object = {}) =>
    short(await palace.facts({ ...ben, asOf: Date.parse(day), ...more }));
  expect(await asOf('2022-01-01')).toEqual(['ben lives_in Berlin [..2023-05-01]']);
  expect(await asOf('2023-07-01')).toEqual(['ben lives_in Munich [2023-05-01..]']);
  expect(await asOf('2020-01-01')).toEqual([]);
  // by what was known in May 2023 nobody had moved yet
  expect(await asOf('2023-07-01', { knownAt: Date.parse('2023-05-30') })).toEqual([
    'ben lives_in Berlin [..]',
  ]);
  expect(await palace.contradictions()).toEqual([]);
});

test('two facts of one time are a contradiction until the owner settles it, and again when the settlement’s fact is forgotten', async () => {
  const house = openHouse();
  const { palace, session, append } = house;
  const id = await session('Jobs');
  await append(id, saidOn('2021-03-01', 'I work at Acme.'), saidOn('2022-03-01', 'I work at Globex.'));
  const [found] = await palace.contradictions();
  expect(found?.facts.map(({ object }) => object)).toEqual(['Acme', 'Globex']);
  const [older, newer] = found?.facts ?? [];
  expect([older?.contradicts, newer?.contradicts]).toEqual([[newer?.id], [older?.id]]);

  await palace.settleFacts({ fact: older?.id ?? '', other: newer?.id ?? '', verdict: 'replaced' });
  expect(await palace.contradictions()).toEqual([]);
  expect(short(await palace.facts({}))).toEqual(['ben works_at Globex [..]', 'ben works_at Acme [..2022-03-01]']);

  await palace.settleFacts({ fact: older?.id ?? '', other: newer?.id ?? '', verdict: 'both' });
  expect(short(await palace.facts({}))).toEqual(['ben works_at Globex [..]', 'ben works_at Acme [..]']);
  await palace.settleFacts({ fact: newer?.id ?? '', other: null, verdict: 'rejected' });
  expect(short(await palace.facts({}))).toEqual(['ben works_at Acme [..]']);

  // taken back one after the other, the last first
  await palace.settleFacts({ fact: newer?.id ?? '', other: null, verdict: 'open' });
  expect(short(await palace.facts({}))).toEqual(['ben works_at Globex [..]', 'ben works_at Acme [..]']);
  const between = { fact: older?.id ?? '', other: newer?.id ?? '', verdict: 'open' as const };
  await palace.settleFacts(between);
  expect(short(await palace.facts({}))).toEqual(['ben works_at Globex [..]', 'ben works_at Acme [..2022-03-01]']);
  await palace.settleFacts(between);
  expect(await palace.contradictions()).toHaveLength(1);
  await palace.settleFacts(between);
  await palace.settleFacts({ fact: newer?.id ?? '', other: null, verdict: 'rejected' });

  await palace.forget({ drawerId: older?.drawer_id ?? '' });
  expect(await palace.facts({})).toEqual([]);
  await expect(palace.settleFacts({ fact: older?.id ?? '', other: null, verdict: 'rejected' })).rejects.toMatchObject({ code: 'memory_not_found' });
}); // biome-ignore format: lists

test('what a forgotten drawer had closed stands open again', async () => {
  const { palace, session, append } = openHouse();
  const id = await session('Homes');
  await append(id, saidOn('2021-03-01', 'I live in Berlin.'), saidOn('2023-06-02', 'I moved to Munich.'));
  const [munich] = await palace.facts({ subject: 'ben' });
  await palace.forget({ drawerId: munich?.drawer_id ?? '' });
  expect(short(await palace.facts({}))).toEqual(['ben lives_in Berlin [..]']);
});

test('a timeline has a subject’s facts and the drawers that name it, in time', async () => {
  const { palace, session, append } = openHouse();
  const id = await session('Ana');
  await append(
    id,
    saidOn('2021-03-01', 'I met Ana in Kiel.'),
    saidOn('2022-03-01', 'Ana works at Siemens since 2020.'),
    saidOn('2023-03-01', 'Dinner with Ana was nice.'),
  );
  const { subject, entries } = await palace.timeline({ subject: 'Ana' });
  const line = (entry: (typeof entries)[number]) => entry.kind === 'fact' ? entry.fact.object : entry.drawer.text;
  expect([subject, ...entries.map((entry) => `${entry.at.slice(0, 10)} ${line(entry)}`)]).toEqual([
    'ana',
    '2020-01-01 Siemens',
    '2021-03-01 I met Ana in Kiel.',
    '2023-03-01 Dinner with Ana was nice.',
  ]);
  const later = await palace.timeline({ subject: 'Ana', from: Date.parse('2022-01-01') });
  expect(later.entries.map(line)).toEqual(['Dinner with Ana was nice.']);
}); // biome-ignore format: lists

const day = fc.integer({ min: 0, max: 40 });
const stated = fc.record({
  objectKey: fc.constantFrom('berlin', 'munich', 'rome'),
  mode: fc.constantFrom('states' as const, 'changes' as const, 'ends' as const),
  validFrom: fc.option(day),
  learnedAt: day,
});
const group = fc.array(stated, { maxLength: 12 }).map((list) =>
  list
    .sort((one, two) => one.learnedAt - two.learnedAt)
    .map(
      (one, at): Stated => ({
        ...one,
        id: `f${at}`,
        validTo: null,
        validFrom: one.mode === 'ends' ? null : one.validFrom,
      }),
    ),
);

test('at any time one object holds, unless the facts that overlap are told as a contradiction', () => {
  fc.assert(
    fc.property(group, day, (statements, time) => {
      const facts = resolve(statements, { isFunctional: true, settlements: [] }).filter(
        ({ repeats }) => repeats === null,
      );
      const byId = new Map(statements.map((one) => [one.id, one]));
      const holding = facts.filter(({ id, validFrom, validTo }) => {
        const from = validFrom ?? byId.get(id)?.learnedAt ?? 0;
        return byId.get(id)?.mode !== 'ends' && from <= time && (validTo === null || time < validTo);
      });
      for (const one of holding)
        for (const two of holding)
          if (byId.get(one.id)?.objectKey !== byId.get(two.id)?.objectKey)
            expect(one.contradicts).toContain(two.id);
    }),
  );
});

test('what nobody had said yet changes nothing of what was known then', () => {
  fc.assert(
    fc.property(group, fc.nat(12), (statements, count) => {
      const known = statements.slice(0, count);
      const whole = (list: readonly Stated[]) => resolve(list, { isFunctional: true, settlements: [] });
      expect(whole(known)).toEqual(whole([...known]));
      // forgetting the last ones is the same as never having heard them
      expect(whole(statements.filter((_, at) => at < count))).toEqual(whole(known));
      for (const fact of whole(statements))
        for (const other of fact.contradicts)
          expect(whole(statements).find(({ id }) => id === other)?.contradicts).toContain(fact.id);
    }),
  );
});
