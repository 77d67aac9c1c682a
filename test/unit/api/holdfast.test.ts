import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorEnvelopeSchema } from '../../../core/api/contract.ts';
import { base, folderWith, openSession } from './desktop.ts';
import { callThenSay, type House, openHouse, sayAlways, scratchFolder, untilIdle } from './house.ts';

describe('status and settings', () => {
  it('say how the house is, and keep what was changed', async () => {
    const { typed, dataDir, api } = await openHouse();
    const status = await typed.call('getStatus');
    expect(status).toMatchObject({
      version: '0.0.0-test',
      data_dir: dataDir,
      degraded: null,
      running: 0,
      pending: 0,
    });
    expect(status.defaults).toEqual({ agent_id: expect.any(String), environment_id: expect.any(String) });
    expect(await typed.call('changeSettings', { body: { theme: 'dark' } })).toMatchObject({ theme: 'dark' });
    expect(await typed.call('getSettings')).toMatchObject({ theme: 'dark', close_behaviour: 'ask' });
    const wrong = await api(`${base}/settings`, { body: { theme: 'pink' } });
    expect(errorEnvelopeSchema.parse(wrong.body).error).toMatchObject({
      code: 'invalid_request',
      next_step: expect.any(String),
    });
    const tools = await typed.call('listTools');
    expect(tools.data.map(({ name }) => name)).toEqual(expect.arrayContaining(['read', 'write', 'run_code']));
    const set = await typed.call('setToolPolicy', {
      parameters: { name: 'write' },
      body: { policy: 'always_ask' },
    });
    expect(set).toMatchObject({ name: 'write', policy: 'always_ask' });
    expect((await typed.call('listModels')).data.length).toBeGreaterThan(0);
  });

  it('never send a key back', async () => {
    const { typed, api } = await openHouse({ steps: null });
    const body = {
      provider: 'compatible',
      model: 'm',
      base_url: 'http://127.0.0.1:9',
      api_key: 'sk-ant-very-secret',
    };
    const answer = await api(`${base}/settings/model`, { body });
    expect(answer).toMatchObject({ status: 200, body: { provider: 'compatible', has_key: true } });
    expect(JSON.stringify(answer.body)).not.toContain('very-secret');
    for (const path of ['/status', '/settings', '/models']) {
      expect(JSON.stringify((await api(base + path)).body)).not.toContain('very-secret');
    }
    expect((await typed.call('removeModelKey')).has_key).toBe(false);
  });
});

describe('the session list', () => {
  it('shows title, last words and folders, is searched by title and words, and pages', async () => {
    const house = await openSession({ steps: sayAlways('The harvest was excellent.') });
    const { typed, id, say, parameters } = house;
    await say('How was the quince harvest?');
    await untilIdle(house, id);
    const other = await typed.call('createSession', { body: { title: 'Taxes' } });
    const { data } = await typed.call('listSessions');
    expect(data.map((row) => row.title)).toEqual(['Taxes', 'How was the quince harvest?']);
    expect(data[1]).toMatchObject({
      id,
      status: 'idle',
      stop_reason: { type: 'end_turn' },
      snippet: { text: 'The harvest was excellent.' },
    });
    const found = await typed.call('listSessions', { query: { query: 'quince' } });
    expect(found.data).toMatchObject([{ id, snippet: { marks: [expect.anything()] } }]);
    expect((await typed.call('listSessions', { query: { query: 'tax' } })).data).toMatchObject([
      { id: other.id },
    ]);
    expect((await typed.call('listSessions', { query: { query: 'nowhere' } })).data).toEqual([]);
    const first = await typed.call('listSessions', { query: { limit: 1 } });
    const second = await typed.call('listSessions', { query: { limit: 1, page: first.next_page ?? '' } });
    expect([first.data[0]?.id, second.data[0]?.id, second.next_page]).toEqual([other.id, id, null]);

    expect(await typed.call('renameSession', { parameters, body: { title: 'Quinces' } })).toMatchObject({
      title: 'Quinces',
    });
    const detail = await typed.call('getSession', { parameters });
    expect(detail).toMatchObject({ agent_name: 'Holdfast', rules: [], folders: [] });
    expect(detail.usage.output_tokens).toBeGreaterThan(0);
    await typed.call('archiveSession', { parameters });
    expect((await typed.call('listSessions')).data).toHaveLength(1);
    expect((await typed.call('listSessions', { query: { archived: 'true' } })).data).toMatchObject([{ id }]);
    expect((await typed.call('unarchiveSession', { parameters })).archived_at).toBeNull();
    await typed.call('deleteSession', { parameters });
    await expect(typed.call('getSession', { parameters })).rejects.toMatchObject({
      code: 'session_not_found',
    });
  });
});

describe('the transcript', () => {
  it('pages by position in both directions', async () => {
    const house = await openSession();
    const { typed, id, say, parameters } = house;
    await say('Hi');
    await untilIdle(house, id);
    const all = await typed.call('listEvents', { parameters });
    const last = all.last_seq ?? 0;
    expect(all).toMatchObject({ first_seq: 1, has_more: false, queued: [] });
    expect(all.data.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    const newest = await typed.call('listEvents', { parameters, query: { limit: 2 } });
    expect([newest.data.map(({ seq }) => seq), newest.has_more]).toEqual([[last - 1, last], true]);
    const before = await typed.call('listEvents', {
      parameters,
      query: { before_seq: last - 1, limit: 500 },
    });
    expect([before.data.at(-1)?.seq, before.has_more]).toEqual([last - 2, false]);
    const after = await typed.call('listEvents', { parameters, query: { after_seq: 1, limit: 1 } });
    expect([after.data[0]?.seq, after.has_more]).toEqual([2, true]);
  });

  it('goes back to an edited message, and retries', async () => {
    const house = await openSession({
      steps: [
        { when: { last: 'user', contains: 'second' }, reply: { blocks: [{ text: 'two' }] } },
        { when: { last: 'user' }, reply: { blocks: [{ text: 'one' }] } },
      ],
    });
    const { typed, id, say, parameters } = house;
    await say('first');
    const events = await untilIdle(house, id);
    const seq = events.findIndex((event) => event.type === 'user.message') + 1;
    await typed.call('editMessage', { parameters, body: { seq, content: 'second' } });
    const edited = await untilIdle(house, id, 2);
    expect(edited.map(({ type }) => type)).toContain('holdfast.rewound');
    expect(edited.findLast((event) => event.type === 'agent.message')).toMatchObject({
      content: [{ text: 'two' }],
    });
    await expect(
      typed.call('editMessage', { parameters, body: { seq: 1, content: 'x' } }),
    ).rejects.toMatchObject({ code: 'event_not_found' });
    await typed.call('retry', { parameters });
    await untilIdle(house, id, 3);
  });

  it('is stopped in the middle of a stream, and the turn ends', async () => {
    const slow = [
      { when: { last: 'user' as const }, reply: { blocks: [{ text: 'word '.repeat(500) }], delay_ms: 50 } },
    ];
    const house = await openSession({ steps: slow });
    const { typed, id, say, parameters, holdfast } = house;
    const started = new Promise<void>((resolve) => {
      holdfast.log.listen(id, (feed) => {
        if (feed.kind === 'live' && feed.event.type === 'event_delta') resolve();
      });
    });
    await say('Go on for ever');
    await started;
    await expect(typed.call('archiveSession', { parameters })).rejects.toMatchObject({
      code: 'session_running',
    });
    await expect(typed.call('deleteSession', { parameters })).rejects.toMatchObject({
      code: 'session_running',
    });
    await typed.call('interrupt', { parameters });
    const events = await untilIdle(house, id);
    expect(events.at(-1)).toMatchObject({ stop_reason: { type: 'end_turn' } });
    expect(events.map(({ type }) => type)).toContain('user.interrupt');
  });
});

describe('approvals', () => {
  // replacing a file cannot be undone: it takes a thought, and the file's name in the owner's words
  const write = (name: string) =>
    callThenSay('write', { file_path: `/mnt/folders/project/${name}`, content: 'new' }, 'Done.').map(
      (step) => ({
        ...step,
        reply: { blocks: [{ thinking: 'They named the file.' }, ...step.reply.blocks] },
      }),
    );

  async function untilAsked(
    house: House & { id: string; say(text: string): Promise<unknown> },
    folder: string,
  ) {
    await house.typed.call('grantFolder', {
      parameters: { id: house.id },
      body: { path: folder, access: 'read_write' },
    });
    await house.say('Write a.txt');
    await untilIdle(house, house.id);
    const { data } = await house.typed.call('listApprovals');
    const [approval] = data;
    if (approval === undefined) throw new Error('nothing was asked');
    return approval;
  }

  it('show exactly what would happen; denied with a note, nothing is written and the agent reads the note', async () => {
    const folder = folderWith({ 'a.txt': 'old' });
    const house = await openSession({ steps: write('a.txt') });
    const approval = await untilAsked(house, folder);
    expect(approval).toMatchObject({
      session_id: house.id,
      tool: 'write',
      status: 'pending',
      preview: { diff: [{ before: 'old', after: 'new' }] },
      rule_offered: { scope: 'session', text: expect.any(String) },
    });
    expect(approval.why.length).toBeGreaterThan(0);
    expect((await house.typed.call('getStatus')).pending).toBe(1);
    expect((await house.typed.call('listSessions')).data).toMatchObject([{ pending_approvals: 1 }]);
    const parameters = { id: approval.id };
    const stale = house.typed.call('answerApproval', {
      parameters,
      body: { decision: 'allow_once', input_hash: 'another' },
    });
    await expect(stale).rejects.toMatchObject({ code: 'approval_stale' });
    const body = { decision: 'deny' as const, input_hash: approval.input_hash, note: 'Not this one.' };
    const denied = await house.typed.call('answerApproval', { parameters, body });
    expect(denied).toMatchObject({
      status: 'denied',
      note: 'Not this one.',
      answered_by: expect.any(String),
    });
    await expect(house.typed.call('answerApproval', { parameters, body })).rejects.toMatchObject({
      code: 'approval_already_answered',
    });
    const events = await untilIdle(house, house.id, 2);
    expect(JSON.stringify(events.find((event) => event.type === 'agent.tool_result'))).toContain(
      'Not this one.',
    );
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('old');
  });

  it('allowed for the session make a rule that can be taken back', async () => {
    const folder = folderWith({});
    const house = await openSession({ steps: write('b.txt') });
    const approval = await untilAsked(house, folder);
    const body = { decision: 'allow_session' as const, input_hash: approval.input_hash };
    await house.typed.call('answerApproval', { parameters: { id: approval.id }, body });
    await untilIdle(house, house.id, 2);
    expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('new');
    const rules = (await house.typed.call('listRules', { query: { session_id: house.id } })).data;
    expect(rules).toMatchObject([{ text: approval.rule_offered?.text, session_id: house.id }]);
    await house.typed.call('revokeRule', { parameters: { id: rules[0]?.id ?? '' } });
    expect((await house.typed.call('listRules')).data).toEqual([]);
  });

  it('survive a restart, and are answered once', async () => {
    const folder = folderWith({});
    const dataDir = scratchFolder();
    const first = await openSession({ steps: write('c.txt'), dataDir });
    const approval = await untilAsked(first, folder);
    await first.holdfast.close();
    const again = await openHouse({ steps: write('c.txt'), dataDir });
    expect((await again.typed.call('listApprovals')).data).toEqual([approval]);
    const body = { decision: 'allow_once' as const, input_hash: approval.input_hash };
    await again.typed.call('answerApproval', { parameters: { id: approval.id }, body });
    const events = await untilIdle(again, first.id, 2);
    expect(events.filter((event) => event.type === 'agent.tool_result')).toHaveLength(1);
    expect(existsSync(join(folder, 'c.txt'))).toBe(true);
  });
});
