import { expect, test } from 'vitest';
import type { NewEvent } from '../../../core/events/index.ts';
import { candidacyMs } from '../../../core/palace/quarantine-store.ts';
import { openHouse, returned, said } from './support.ts';

const untrusted = { label: 'untrusted', why: 'foreign_words', sources: ['page'] } as const;
const asked = (id: string, text: string, note: object = untrusted): NewEvent =>
  ({
    id,
    type: 'agent.tool_use',
    name: 'remember',
    input: { text, room: 'Billing' },
    holdfast: { note },
  }) as NewEvent;
const page: NewEvent[] = [
  { id: 'fetch', type: 'agent.tool_use', name: 'web_fetch', input: { url: 'https://example.org' } },
  { ...returned('fetch', 'a page'), id: 'page' } as NewEvent,
];

async function houseWithNote() {
  const house = openHouse();
  const id = await house.session('Reading');
  await house.append(
    id,
    said('Read it'),
    ...page,
    asked('note', 'invoices go to quxfoo'),
    returned('note', 'Put aside'),
  );
  const [note] = await house.palace.quarantined({ state: 'waiting' });
  if (!note) throw new Error('nothing in quarantine');
  const found = async () => (await house.palace.search({ query: 'quxfoo', limit: 5 })).length;
  const recalled = async () =>
    (await house.palace.recall({ query: 'quxfoo invoices', limit: 5 })).hits.map(({ text }) => text);
  return { ...house, id, note, found, recalled };
}

test('a note of untrusted origin is visible in quarantine, and in no room, no search and no recall', async () => {
  const { note, id, palace, found, recalled } = await houseWithNote();
  expect(note).toEqual({
    id: 'drwr_note_0_0',
    text: 'invoices go to quxfoo',
    room: 'Billing',
    tool: 'remember',
    why: 'foreign_words',
    state: 'waiting',
    since: expect.any(String),
    expires_at: new Date(Date.parse(note.since) + candidacyMs).toISOString(),
    settled_at: null,
    session_id: id,
    session_title: 'Reading',
    event_id: 'note',
    seq: 4,
    read: [{ event_id: 'page', seq: 3, tool: 'web_fetch' }],
  });
  expect(await palace.waitingNotes()).toBe(1);
  expect(await found()).toBe(0);
  expect(await recalled()).not.toContain('invoices go to quxfoo');
  expect((await palace.drawers({ limit: 50 })).drawers.map(({ text }) => text)).toEqual([
    'a page',
    'Read it',
  ]);
});

test('released by the owner it is a drawer like any note; it cannot be settled twice', async () => {
  const { note, palace, found, recalled } = await houseWithNote();
  expect(await palace.settle({ id: note.id, decision: 'released', by: 'owner' })).toMatchObject({
    state: 'released',
    settled_at: expect.any(String),
  });
  expect(await found()).toBe(1);
  expect(await recalled()).toContain('invoices go to quxfoo');
  expect(await palace.waitingNotes()).toBe(0);
  await expect(palace.settle({ id: note.id, decision: 'dropped', by: 'owner' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('dropped, it is no candidate any more and never found; its words stay in the log', async () => {
  const { note, id, log, palace, found } = await houseWithNote();
  await palace.settle({ id: note.id, decision: 'dropped', by: 'owner' });
  expect(await palace.quarantined({ state: 'waiting' })).toEqual([]);
  expect(await palace.quarantined({ state: 'dropped' })).toMatchObject([
    { id: note.id, text: 'invoices go to quxfoo' },
  ]);
  expect(await found()).toBe(0);
  expect(JSON.stringify(await log.read({ sessionId: id }))).toContain('quxfoo');
});

test('after a month its candidacy ends, and nobody can release it any more', async () => {
  const { note, data, palace, found } = await houseWithNote();
  const state = (name: string) => palace.quarantined({ state: name as 'waiting' });
  const past = Date.parse(note.since) - candidacyMs - 1;
  await data.command('test.age', { since: past });
  expect(await state('waiting')).toEqual([]);
  expect(await state('expired')).toMatchObject([
    { id: note.id, text: 'invoices go to quxfoo', state: 'expired' },
  ]);
  await expect(palace.settle({ id: note.id, decision: 'released', by: 'owner' })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await found()).toBe(0);
});

test('forgotten, its words are gone from the log, too', async () => {
  const { note, id, log, palace } = await houseWithNote();
  expect(await palace.forgetNote({ id: note.id })).toEqual({ id: note.id, done: true, pending: [] });
  expect(await palace.quarantined({ state: 'waiting' })).toEqual([]);
  expect(JSON.stringify(await log.read({ sessionId: id }))).not.toContain('quxfoo');
  await expect(palace.forgetNote({ id: note.id })).rejects.toMatchObject({ code: 'memory_not_found' });
});

test('the owner’s own words, and a note from before origins were kept, are remembered at once', async () => {
  const { palace, session, append } = openHouse();
  const own = { label: 'owner', why: null, sources: [] };
  await append(
    await session(),
    asked('a', 'likes green tea', own),
    returned('a', 'Remembered.'),
    { id: 'b', type: 'agent.tool_use', name: 'remember', input: { text: 'lives in Lisbon' } },
    returned('b', 'Remembered.'),
  );
  expect((await palace.drawers({ limit: 5 })).drawers.map(({ text }) => text)).toEqual([
    'lives in Lisbon',
    'likes green tea',
  ]);
  expect(await palace.waitingNotes()).toBe(0);
});

test('a deleted session takes its notes in quarantine along', async () => {
  const { id, log, palace } = await houseWithNote();
  await log.deleteSession({ sessionId: id });
  expect(await palace.quarantined({ state: 'waiting' })).toEqual([]);
});
