import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewEvent } from '../../../core/events/index.ts';
import { hallNames } from '../../../core/palace/structure/types.ts';
import { called, openHouse, returned, said } from './support.ts';

type House = ReturnType<typeof openHouse>;

const sentences = [
  'I live in Berlin.', 'I moved to Munich in May 2023.', 'I live in Rome.', 'Ana works at Siemens.', 'Ana works at Bosch now.',
  'We decided to buy lamps from Klaus Weber.', 'The lamps in the hall are broken.', 'I prefer green lamps in the hall.',
  'You should ask Klaus Weber about the broken lamps.', 'I no longer live in Berlin.', 'The train from Vienna was late, said Klaus.',
]; // biome-ignore format: a list
const roomNames = ['Lamps', 'Homes', 'People'];

const place = fc.nat(40);
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), session: fc.nat(2), which: fc.nat(sentences.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('note' as const), session: fc.nat(2), which: fc.nat(sentences.length - 1), room: fc.nat(2) }) },
  fc.record({ do: fc.constant('grant' as const), session: fc.nat(2) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hall' as const), drawer: place, hall: fc.constantFrom(...hallNames) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), drawer: place, room: fc.nat(2) }) },
  fc.record({ do: fc.constant('merge' as const), room: place, into: place }),
  fc.record({ do: fc.constant('rename' as const), room: place, name: fc.nat(2) }),
  fc.record({ do: fc.constant('rehouse' as const), room: place }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), which: place, verdict: fc.constantFrom('replaced' as const, 'both' as const, 'rejected' as const) }) },
  fc.record({ do: fc.constant('name' as const), which: place, kind: fc.constantFrom('person' as const, 'none' as const) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('forget' as const), drawer: place }) },
  fc.record({ do: fc.constant('pin' as const), drawer: place, is: fc.boolean() }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('revise' as const), drawer: place, which: fc.nat(sentences.length - 1) }) },
  fc.record({ do: fc.constant('diary' as const), session: fc.nat(2), which: fc.nat(sentences.length - 1) }),
  fc.record({ do: fc.constant('put aside' as const), session: fc.nat(2), which: fc.nat(sentences.length - 1) }),
  fc.record({ do: fc.constant('settle note' as const), which: place, decision: fc.constantFrom('released' as const, 'dropped' as const) }),
  fc.record({ do: fc.constant('retain' as const), drawer: place, whose: fc.constantFrom('all' as const, 'agent' as const, 'untrusted' as const) }),
); // biome-ignore format: one act a line
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

const drawersOf = async ({ palace }: House) => (await palace.drawers({ limit: 200 })).drawers;
const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
let calls = 0;

async function perform(house: House, sessions: readonly string[], given: Act): Promise<void> {
  const { palace, append } = house;
  const words = (which: number) => sentences[which] ?? '';
  const session = 'session' in given ? (sessions[given.session] ?? '') : '';
  const room = async (index: number) => at(await palace.rooms({}), index)?.id;
  const drawer = 'drawer' in given ? at(await drawersOf(house), given.drawer)?.id : undefined;
  switch (given.do) {
    case 'say':
      return void (await append(session, said(words(given.which))));
    case 'note': {
      calls += 1;
      const input = { text: words(given.which), room: roomNames[given.room] };
      return void (await append(session, called(`t${calls}`, 'remember', input), returned(`t${calls}`, 'Remembered.')));
    }
    case 'grant':
      return void (await append(session, { type: 'holdfast.folder_granted', grant_id: `g${session}`, name: 'shop', path: '/tmp/shop', access: 'read' }));
    case 'hall':
      return drawer ? palace.setHall({ drawerId: drawer, hall: given.hall }) : undefined;
    case 'move':
      if (drawer) {
        const { wing } = await palace.drawer({ drawerId: drawer });
        await palace.moveDrawers({ drawerIds: [drawer], to: { wingId: wing.id, name: roomNames[given.room] ?? '' } });
      }
      return;
    case 'merge': {
      const [one, into] = [await room(given.room), await room(given.into)];
      return one && into ? palace.mergeRooms({ roomIds: [one], intoId: into }) : undefined;
    }
    case 'rename': {
      const id = await room(given.room);
      if (!id) return;
      return palace.renameRoom({ roomId: id, name: roomNames[given.name] ?? '' }).catch((caught: { code?: string }) => {
        expect(caught.code).toBe('memory_room_name_taken');
      });
    }
    case 'rehouse': {
      const id = await room(given.room);
      if (!id) return;
      return void (await palace.moveRoom({ roomId: id, to: { kind: 'person', name: 'Ana' } }).catch((caught: { code?: string }) => {
        expect(caught.code).toBe('memory_room_name_taken');
      }));
    }
    case 'settle': {
      const facts = (await palace.facts({})).filter(({ contradicts }) => contradicts.length > 0);
      const one = at(facts, given.which);
      if (!one) return;
      return palace.settleFacts({ fact: one.id, other: given.verdict === 'rejected' ? null : (one.contradicts[0] ?? null), verdict: given.verdict });
    }
    case 'name': {
      const one = at(await palace.entities({}), given.which);
      return one ? palace.setEntity({ id: one.id, kind: given.kind }) : undefined;
    }
    case 'forget':
      if (drawer) await palace.forget({ drawerId: drawer });
      return;
    case 'pin':
      if (drawer) await palace.pin({ drawerId: drawer, isPinned: given.is, by: 'owner' }).catch(isRefused);
      return;
    case 'revise':
      if (drawer) await palace.revise({ drawerId: drawer, text: words(given.which), by: 'owner' }).catch(isRefused);
      return;
    case 'diary': {
      calls += 1;
      return void (await append(session, called(`t${calls}`, 'remember', { text: words(given.which), diary: true }), returned(`t${calls}`, 'Remembered.')));
    }
    case 'put aside': {
      calls += 1;
      const note = { label: 'untrusted', why: 'foreign_words', sources: [] };
      const call = { ...called(`t${calls}`, 'remember', { text: words(given.which) }), holdfast: { note } } as NewEvent;
      return void (await append(session, call, returned(`t${calls}`, 'Put aside.')));
    }
    case 'settle note': {
      const note = at(await palace.quarantined({ state: 'waiting' }), given.which);
      return note ? void (await palace.settle({ id: note.id, decision: given.decision, by: 'owner' })) : undefined;
    }
    case 'retain': {
      // older than the middle of what was said
      const [found] = drawer ? (await drawersOf(house)).filter(({ id }) => id === drawer) : [];
      if (!found) return;
      await palace.forgetOld({ wingId: found.wing.id, whose: given.whose, before: Date.parse(found.created_at) }, async () => true);
    }
  }
} // biome-ignore format: one act after the other

function isRefused(caught: { code?: string }): void {
  expect(['invalid_request', 'conflict']).toContain(caught.code);
}

/** Everything the structure answers, and what the owner decided. */
async function answers(house: House): Promise<unknown> {
  const { palace } = house;
  await palace.structured();
  const rooms = (await palace.rooms({})).sort((one, two) => (one.id < two.id ? -1 : 1));
  const drawers = (await drawersOf(house)).sort((one, two) => (one.id < two.id ? -1 : 1));
  return {
    rooms: rooms.map(({ id, name, wing_id, drawers: count }) => ({ id, name, wing_id, count })),
    drawers: await Promise.all(drawers.map(async ({ id, room }) => ({ id, room, why: await palace.explain({ drawerId: id }) }))),
    walks: await Promise.all(rooms.map(({ id }) => palace.walk({ room: id }))),
    closets: await Promise.all(rooms.map(({ id }) => palace.closet({ roomId: id }))),
    entities: await palace.entities({}),
    facts: await palace.facts({}),
    contradictions: await palace.contradictions(),
    halls: await palace.halls({}),
    pins: await palace.pins(),
    histories: await Promise.all(drawers.map(({ id }) => palace.drawerHistory({ drawerId: id }))),
    notes: await Promise.all((['waiting', 'released', 'dropped'] as const).map((state) => palace.quarantined({ state }))),
  };
} // biome-ignore format: a list of questions

test('the structure made anew, alone or with the whole palace from the log, gives the same answers, corrections included', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 25 }), async (acts) => {
      const house = openHouse();
      const sessions = [await house.session('One'), await house.session('Two'), await house.session('Three')];
      for (const given of acts) await perform(house, sessions, given);
      const before = await answers(house);
      await house.data.command('palace.dropStructure', {});
      expect(await answers(house)).toEqual(before);
      const report = await house.log.rebuild({ what: 'palace', apply: true });
      expect(report.tables.filter(({ missing, extra }) => missing + extra > 0)).toEqual([]);
      expect(await answers(house)).toEqual(before);
      await house.close();
    }),
    // the same lives each time; others with HOLDFAST_SEED
    { numRuns: 25, seed: Number(process.env.HOLDFAST_SEED ?? -1127326042) },
  );
}, 300_000);
