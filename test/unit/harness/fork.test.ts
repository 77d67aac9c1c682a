import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type House, onResult, openHouse, temporaryFolder } from './support.ts';

interface Forked {
  id: string;
  forked_from: { session_id: string; seq: number };
  workspace: 'exact' | 'current';
  offered_folders: { grant_id: string; path: string; access: string }[];
}

/** Writes what it is told to a file, and tells what a file says. */
const steps = [
  ...['one', 'two', 'three'].map((word) => ({
    when: { last: 'user', contains: `write ${word}` },
    reply: {
      blocks: [{ tool_use: { name: 'write', input: { file_path: '/workspace/a.txt', content: word } } }],
    },
  })),
  {
    when: { last: 'user', contains: 'clear' },
    reply: {
      blocks: [
        {
          tool_use: {
            name: 'run_code',
            input: { code: "await tools.write({ file_path: '/workspace/b.txt', content: 'b' });" },
          },
        },
      ],
    },
  },
  {
    when: { last: 'user', contains: 'report' },
    reply: {
      blocks: [
        { tool_use: { name: 'write', input: { file_path: '/mnt/folders/Papers/r.md', content: 'x' } } },
      ],
    },
  },
  { when: { last: 'user', contains: 'what' }, reply: { blocks: [{ text: 'I know {{name}}.' }] } },
  { when: { last: 'user' }, reply: { blocks: [{ text: 'Noted.' }] } },
  onResult('Written.'),
];
const captures = { name: { from: 'user', matches: 'my name is (\\w+)' } };

async function open(dataDir?: string): Promise<House> {
  const { parseRehearsalScript } = await import('../../../core/model/index.ts');
  const script = parseRehearsalScript({ name: 'fork', captures, steps }, 'fork');
  return openHouse([], { model: { provider: 'rehearsal', script }, ...(dataDir ? { dataDir } : {}) });
}
async function say(house: House, id: string, text: string, turn: number): Promise<number> {
  await house.say(id, text);
  await house.idle(id, 'end_turn', turn);
  return (await house.holdfast.log.getSession({ sessionId: id })).lastSeq;
}
const fork = (house: House, id: string, seq: number) =>
  house.post(`/holdfast/v1/sessions/${id}/fork`, { seq }) as Promise<Forked>;
async function file(house: House, id: string, path = '/workspace/a.txt'): Promise<string | null> {
  const url = `http://holdfast/holdfast/v1/sessions/${id}/workspace/file?path=${path}`;
  const response = await house.holdfast.fetch(new Request(url), { kind: 'in_process' });
  return response.ok ? response.text() : null;
}
const audit = (house: House) =>
  house.post('/holdfast/v1/audit/verify') as Promise<{ ok: boolean; chains: unknown[] }>;

describe('a fork', () => {
  test('begins with its parent’s log, copies none of it, and goes its own way', async () => {
    const house = await open();
    const parent = await house.session();
    const seq = await say(house, parent, 'my name is Ada', 1);
    await say(house, parent, 'my name is Bob', 2);
    const forked = await fork(house, parent, seq);
    expect(forked).toMatchObject({
      forked_from: { session_id: parent, seq },
      workspace: 'exact',
      offered_folders: [],
    });

    const shared = await house.holdfast.log.read({ sessionId: forked.id, beforeSeq: seq + 1 });
    expect(shared).toEqual(await house.holdfast.log.read({ sessionId: parent, beforeSeq: seq + 1 }));
    const [first] = await house.holdfast.log.read({ sessionId: forked.id, afterSeq: seq, limit: 1 });
    expect(first).toMatchObject({
      seq: seq + 1,
      event: { type: 'holdfast.forked', session_id: parent, seq },
    });

    await house.say(forked.id, 'what do you know?');
    const answer = await house.until(
      forked.id,
      (event) => event.type === 'agent.message' && JSON.stringify(event).includes('I know'),
    );
    expect(answer.event).toMatchObject({ content: [{ text: 'I know Ada.' }] });
    await house.idle(forked.id, 'end_turn', 3);
    expect((await house.events(parent)).some((event) => JSON.stringify(event).includes('I know'))).toBe(
      false,
    );
    const all = await house.holdfast.log.read({ sessionId: forked.id });
    expect(all.map((stored) => stored.seq)).toEqual(all.map((_, index) => index + 1));
    const newest = await house.holdfast.log.read({ sessionId: forked.id, order: 'desc', limit: all.length });
    expect(newest.reverse()).toEqual(all);
    expect(await house.get(`/holdfast/v1/sessions/${parent}`)).toMatchObject({
      forks: [{ id: forked.id, seq }],
    });
    expect(await house.get(`/holdfast/v1/sessions/${forked.id}`)).toMatchObject({
      forks: [],
      forked_from: { session_id: parent, seq },
    });
    expect(await audit(house)).toMatchObject({ ok: true });
    expect(house.errors).toEqual([]);
  });

  test('of a fork, at any position, after a restart', async () => {
    const house = await open();
    const parent = await house.session();
    const first = await say(house, parent, 'my name is Ada', 1);
    const child = await fork(house, parent, first);
    await house.until(child.id, (event) => event.type === 'holdfast.forked');
    await say(house, child.id, 'write one', 3);
    const grandchild = await fork(
      house,
      child.id,
      (await house.holdfast.log.getSession({ sessionId: child.id })).lastSeq,
    );
    const early = await fork(house, grandchild.id, 2);
    await house.close();
    const second = await open(house.dataDir);
    const read = (sessionId: string, beforeSeq: number) => second.holdfast.log.read({ sessionId, beforeSeq });
    expect(await read(early.id, 3)).toEqual(await read(parent, 3));
    expect(await read(grandchild.id, first + 1)).toEqual(await read(parent, first + 1));
    expect(await file(second, grandchild.id)).toBe('one');
    expect(await file(second, early.id)).toBe(null);
    expect(await audit(second)).toMatchObject({ ok: true });
    const [own] = await read(parent, 2);
    const found = await second.holdfast.log.getEvent({ eventId: own?.event.id ?? '', sessionId: early.id });
    expect(found).toMatchObject({ seq: 1, sessionId: parent });
    await expect(fork(second, parent, 10_000)).rejects.toThrow('event_not_found');
  });

  test('has the workspace as it was at its event', async () => {
    const house = await open();
    const id = await house.session();
    const one = await say(house, id, 'write one', 1);
    const two = await say(house, id, 'write two', 2);
    await say(house, id, 'clear', 3);
    const head = await say(house, id, 'write three', 4);
    const at = async (seq: number) => {
      const forked = await fork(house, id, seq);
      return [
        forked.workspace,
        await file(house, forked.id),
        await file(house, forked.id, '/workspace/b.txt'),
      ];
    };
    expect(await at(1)).toEqual(['exact', null, null]);
    expect(await at(one)).toEqual(['exact', 'one', null]);
    expect(await at(two)).toEqual(['exact', 'two', null]);
    expect(await at(head)).toEqual(['exact', 'three', 'b']);
    // its files are its own
    const forked = await fork(house, id, one);
    await say(house, forked.id, 'write two', 3);
    expect([await file(house, forked.id), await file(house, id)]).toEqual(['two', 'three']);
  });

  test('at a call that waits: the call is over in the fork, and still waits in the parent', async () => {
    const house = await open();
    const papers = join(temporaryFolder(), 'Papers');
    mkdirSync(papers);
    const id = await house.session([{ path: papers, access: 'read_write' }]);
    await house.say(id, 'write the report');
    await house.idle(id, 'requires_action');
    const { lastSeq } = await house.holdfast.log.getSession({ sessionId: id });
    const forked = await fork(house, id, lastSeq);
    const { data } = (await house.get('/holdfast/v1/approvals?status=pending')) as {
      data: { id: string; session_id: string; input_hash: string }[];
    };
    expect(data).toMatchObject([{ session_id: id }]);
    const answer = { decision: 'allow_once', input_hash: data[0]?.input_hash };
    await house.post(`/holdfast/v1/approvals/${data[0]?.id}`, answer);
    await house.idle(id);
    await house.say(forked.id, 'go on');
    await house.until(forked.id, (event) => event.type === 'agent.message');
    expect(house.errors).toEqual([]);

    // folders are offered, not inherited
    expect(await house.get(`/holdfast/v1/sessions/${forked.id}/folders`)).toEqual({ data: [] });
    expect(forked.offered_folders).toMatchObject([{ path: papers, access: 'read_write' }]);
    const offer = { grant_id: forked.offered_folders[0]?.grant_id, access: 'read' };
    await house.post(`/holdfast/v1/sessions/${forked.id}/folders`, offer);
    expect(await house.get(`/holdfast/v1/sessions/${forked.id}`)).toMatchObject({
      folders: [{ path: papers, access: 'read' }],
      offered_folders: [],
    });
    await expect(
      house.post(`/holdfast/v1/sessions/${forked.id}/folders`, { grant_id: 'other', access: 'read' }),
    ).rejects.toThrow('404');
  });

  test('what is forgotten in the parent is forgotten in it; the parent is not deleted under it', async () => {
    const house = await open();
    const parent = await house.session();
    const seq = await say(house, parent, 'my name is Ada', 1);
    const forked = await fork(house, parent, seq);
    const message = (await house.events(parent)).find((event) => event.type === 'user.message');
    await house.holdfast.log.forget({ eventId: message?.id ?? '' });
    expect(JSON.stringify(await house.events(forked.id))).not.toContain('Ada');
    expect((await house.events(forked.id)).at(-1)).toMatchObject({
      type: 'holdfast.forgotten',
      event_id: message?.id,
    });
    expect(await audit(house)).toMatchObject({ ok: true });
    const remove = (id: string) =>
      house.holdfast.fetch(new Request(`http://holdfast/v1/sessions/${id}`, { method: 'DELETE' }), {
        kind: 'in_process',
      });
    expect((await remove(parent)).status).toBe(409);
    expect((await remove(forked.id)).status).toBe(200);
    expect((await remove(parent)).status).toBe(200);
  });
});
