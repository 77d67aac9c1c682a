import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { base, desktop, openSession } from './desktop.ts';
import { sayAlways, scratchFolder, untilIdle } from './house.ts';

async function told(...messages: string[]) {
  const house = await openSession({ steps: sayAlways('Noted.') });
  for (const [at, message] of messages.entries()) {
    await house.say(message);
    await untilIdle(house, house.id, at + 1);
  }
  const drawerOf = async (words: string) => {
    const { data } = await house.typed.call('listDrawers', { query: { limit: 100 } });
    return data.find(({ text }) => text.includes(words))?.id ?? '';
  };
  return { ...house, drawerOf };
}

describe('the structure of the palace', () => {
  it('is walked: halls, names, rooms, the closet, the map, and why a drawer is where it is', async () => {
    const { typed, drawerOf } = await told('We decided to buy lamps from Klaus Weber in Vienna.');
    const [room] = (await typed.call('listRooms', { query: {} })).data;
    const parameters = { id: room?.id ?? '' };
    expect((await typed.call('listHalls', { query: {} })).data).toContainEqual({ hall: 'decisions', drawers: 1 });
    expect((await typed.call('listEntities', { query: { q: 'kla' } })).data).toEqual([
      { id: 'klaus weber', name: 'Klaus Weber', kind: 'person', mentions: 1, rooms: 1 },
    ]);
    expect((await typed.call('listDrawers', { query: { hall: 'decisions', entity: 'vienna' } })).data).toHaveLength(1);
    expect(await typed.call('walkRoom', { parameters })).toMatchObject({ drawers: 2, hallways: [], tunnels: [] });
    expect((await typed.call('getCloset', { parameters })).data).toMatchObject([
      { hall: 'decisions', from: 0, text: 'We decided to buy lamps from Klaus Weber in Vienna.' },
    ]);
    expect(await typed.call('getPalaceMap')).toMatchObject({ wings: [{ name: 'Home', drawers: 2 }], ways: [] });
    const drawer = await drawerOf('Klaus');
    expect(await typed.call('explainDrawer', { parameters: { id: drawer } })).toMatchObject({
      hall: 'decisions',
      hall_set_at: null,
      hall_reasons: [{ rule: 'deciding', words: { text: 'decided' } }, { rule: 'author:owner', words: null }],
      room_reason: { by: 'session', drawer_id: null },
      wing_reason: 'home',
      uses: [],
    });
    await expect(typed.call('walkRoom', { parameters: { id: 'room_none' } })).rejects.toMatchObject({ code: 'memory_room_not_found' });
  });

  it('has facts, as of a day, on a timeline, and contradictions that the owner settles', async () => {
    const { typed } = await told('I live in Berlin.', 'I live in Munich.');
    const facts = (await typed.call('listFacts', { query: { subject: 'owner' } })).data;
    expect(facts.map(({ object }) => object)).toEqual(['Munich', 'Berlin']);
    expect((await typed.call('listFacts', { query: { as_of: '2000-01-01T00:00:00Z' } })).data).toEqual([]);
    expect((await typed.call('getTimeline', { query: { subject: 'owner' } })).entries.map(({ kind }) => kind)).toEqual(['fact', 'fact']);
    const [found] = (await typed.call('listContradictions')).data;
    const [older, newer] = found?.facts ?? [];
    const body = { verdict: 'replaced' as const, fact: older?.id ?? '', other: newer?.id ?? '' };
    await typed.call('settleFacts', { body });
    expect((await typed.call('listContradictions')).data).toEqual([]);
    expect((await typed.call('listFacts', { query: {} })).data.find(({ id }) => id === older?.id)).toMatchObject({
      valid_to: newer?.learned_at,
      closed_by: newer?.id,
    });
    await typed.call('settleFacts', { body: { ...body, verdict: 'open' } });
    expect((await typed.call('listContradictions')).data).toHaveLength(1);
    await expect(typed.call('settleFacts', { body: { verdict: 'rejected', fact: 'fact_0_drwr_none_0_0' } })).rejects.toMatchObject({ code: 'memory_not_found' });
    await expect(typed.call('settleFacts', { body: { verdict: 'rejected', fact: 'what' } })).rejects.toMatchObject({ code: 'memory_fact_not_found' });
  });

  it('is corrected: hall, room, name of a room, wing, what a name stands for', async () => {
    const { typed, drawerOf } = await told('The lamps from Vienna are green.');
    const id = await drawerOf('lamps');
    await typed.call('setHall', { parameters: { id }, body: { hall: 'facts' } });
    const [wing] = (await typed.call('listWings')).data;
    const { room_id } = await typed.call('moveDrawers', { body: { drawer_ids: [id], to: { wing_id: wing?.id ?? '', name: 'Lamps' } } });
    expect(await typed.call('getDrawer', { parameters: { id } })).toMatchObject({ room: { id: room_id, name: 'Lamps' } });
    await typed.call('renameRoom', { parameters: { id: room_id }, body: { name: 'Lights' } });
    const { wing_id } = await typed.call('moveRoom', { parameters: { id: room_id }, body: { to: { kind: 'person', name: 'Ana' } } });
    expect(await typed.call('getDrawer', { parameters: { id } })).toMatchObject({ room: { name: 'Lights' }, wing: { id: wing_id, name: 'Ana' } });
    const session = (await typed.call('listRooms', { query: { wing: wing?.id } })).data[0]?.id ?? '';
    await typed.call('mergeRooms', { body: { room_ids: [session], into: room_id } });
    expect((await typed.call('listRooms', { query: {} })).data.map(({ name, drawers }) => [name, drawers])).toEqual([['Lights', 2]]);
    await typed.call('setEntity', { body: { id: 'vienna', kind: 'none' } });
    expect((await typed.call('listEntities', { query: {} })).data).toEqual([]);
    await expect(typed.call('renameRoom', { parameters: { id: room_id }, body: { name: ' ' } })).rejects.toMatchObject({ code: 'invalid_request' });
  });
}); // biome-ignore format: lists

describe('the memory on its way out', () => {
  it('is sent as Markdown or JSON lines: all of it, a wing, a room, or chosen drawers; to the owner alone', async () => {
    const house = await told('I live in Berlin.');
    const lines = async (query: string) => {
      const { body } = await house.api(`${base}/palace/export?format=jsonl&${query}`);
      return body.trim().split('\n').map((line: string) => JSON.parse(line));
    };
    const all = await lines('');
    expect(all[0]).toMatchObject({ type: 'holdfast.palace', version: 1, wing: null, room: null });
    expect(all[1]).toMatchObject({
      type: 'drawer',
      text: 'I live in Berlin.',
      author: 'owner',
      trust: 'owner',
      source: { session_id: house.id, event_type: 'user.message' },
      hall: 'facts',
      pinned_at: null,
      replaced_by: null,
      facts: [{ object: 'Berlin', valid_to: null }],
    });
    expect(all.at(-1)).toEqual({ type: 'end', drawers: 2 });
    expect(await lines('wing=wing_home')).toHaveLength(4);
    expect(await lines(`drawers=${all[1].id}`)).toHaveLength(3);
    const markdown = await house.api(`${base}/palace/export`);
    expect(markdown.headers.get('content-type')).toContain('text/markdown');
    expect(markdown.body).toContain('## Home › I live in Berlin.');
    expect(markdown.body).toContain('> I live in Berlin.');
    expect(markdown.body).toContain('*Fact: owner, lives in: Berlin (from learned ');
    expect((await house.api(`${base}/palace/export?wing=wing_none`)).body.error.code).toBe('memory_wing_not_found');
    expect((await house.api(`${base}/palace/export?format=pdf`)).status).toBe(400);
    expect((await house.api(`${base}/palace/export?drawers=${'a,'.repeat(300)}`)).status).toBe(400);
    expect((await house.client(`${base}/palace/export`)).status).toBe(403);
  });

  it('lands whole in the picked file, for its owner to read, or leaves what was there', async () => {
    const save = join(scratchFolder(), 'memory.jsonl');
    const house = await openSession({ ...desktop({ save }), steps: sayAlways('Noted.') });
    await house.say('The lamps are green.');
    await untilIdle(house, house.id);
    const pick = async () => (await house.window(`${base}/host/pick-save`, { body: { suggested_name: 'x' } })).body.pick_id;
    writeFileSync(save, 'before');
    const refused = await house.window(`${base}/palace/export`, { body: { pick_id: await pick(), format: 'jsonl', room: 'room_none' } });
    expect(refused.body.error.code).toBe('memory_room_not_found');
    expect(readFileSync(save, 'utf8')).toBe('before');
    const saved = await house.window(`${base}/palace/export`, { body: { pick_id: await pick(), format: 'jsonl' } });
    const text = readFileSync(save, 'utf8');
    expect(saved.body).toEqual({ ok: true, path: save, size_bytes: Buffer.byteLength(text) });
    expect(text).toContain('The lamps are green.');
    expect(statSync(save).mode & 0o777).toBe(0o600);
    expect(existsSync(`${save}.holdfast-part`)).toBe(false);
    expect((await house.window(`${base}/palace/export`, { body: { pick_id: 'pick_made_up', format: 'jsonl' } })).body.error.code).toBe('pick_unknown');
  });
}); // biome-ignore format: one refusal a line
