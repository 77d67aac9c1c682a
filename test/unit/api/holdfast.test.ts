import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints, errorEnvelopeSchema } from '../../../core/api/contract.ts';
import type { HostPort } from '../../../core/api/index.ts';
import { callThenSay, type House, openHouse, sayAlways, scratchFolder, untilIdle } from './house.ts';

const base = '/holdfast/v1';
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

async function openSession(options: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(options);
  const { id } = await house.typed.call('createSession', { body: {} });
  const say = (content: string) => house.typed.call('sendMessage', { parameters: { id }, body: { content } });
  return { ...house, id, parameters: { id }, path: `${base}/sessions/${id}`, say };
}

function folderWith(files: Record<string, string>): string {
  const folder = join(scratchFolder(), 'project');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A desktop whose owner chooses these paths. */
function desktop(chosen: { folder?: string; save?: string; open?: string }) {
  const seen: string[] = [];
  const host: HostPort = {
    pickFolder: async () => chosen.folder ?? null,
    pickSave: async () => chosen.save ?? null,
    pickOpen: async () => chosen.open ?? null,
    openExternal: async (url) => void seen.push(url),
    reveal: async (path) => void seen.push(path),
  };
  return { host, seen };
}

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

describe('questions', () => {
  it.each([
    [{ answer: 'Blue' }, 'Blue', false],
    [{ declined: true as const }, 'treat it as no', true],
  ])('are answered: %j', async (body, text, isError) => {
    const house = await openSession({
      steps: callThenSay('ask_user', { question: 'Colour?', options: ['Blue', 'Red'] }, 'Fine.'),
    });
    await house.say('Paint');
    await untilIdle(house, house.id);
    const { data } = await house.typed.call('listQuestions');
    expect(data).toMatchObject([{ question: 'Colour?', options: ['Blue', 'Red'], session_id: house.id }]);
    const parameters = { toolUseId: data[0]?.tool_use_id ?? '' };
    await house.typed.call('answerQuestion', { parameters, body });
    const events = await untilIdle(house, house.id, 2);
    const result = events.find((event) => event.type === 'user.custom_tool_result');
    expect(result).toMatchObject({ is_error: isError, content: [{ text: expect.stringContaining(text) }] });
    await expect(house.typed.call('answerQuestion', { parameters, body })).rejects.toMatchObject({
      code: 'question_not_found',
    });
  });
});

describe('files', () => {
  it('are granted by one-use pick from the window, and never by path', async () => {
    const folder = folderWith({ 'a.txt': 'x' });
    const { host, seen } = desktop({ folder });
    const { window, owner, id, path, typed } = await openSession({ host });
    expect((await window(`${path}/folders`, { body: { path: folder, access: 'read' } })).status).toBe(403);
    const pick = (await window(`${base}/host/pick-folder`, { body: {} })).body;
    expect(pick).toMatchObject({ pick_id: expect.any(String), name: 'project' });
    const body = { pick_id: pick.pick_id, access: 'read' };
    const granted = await window(`${path}/folders`, { body });
    expect(endpoints.grantFolder.response.parse(granted.body)).toMatchObject({
      name: 'project',
      access: 'read',
      missing: false,
    });
    expect((await window(`${path}/folders`, { body })).body.error.code).toBe('pick_unknown');
    expect((await owner(`${base}/host/pick-folder`, { body: {} })).status).toBe(404);
    expect((await window(`${base}/host/reveal`, { body: { path: join(folder, 'a.txt') } })).status).toBe(200);
    expect((await window(`${base}/host/reveal`, { body: { path: '/etc' } })).status).toBe(403);
    expect((await window(`${base}/host/open-external`, { body: { url: 'file:///etc/passwd' } })).status).toBe(
      400,
    );
    expect(seen).toEqual([join(folder, 'a.txt')]);
    await typed.call('revokeFolder', { parameters: { id, grantId: granted.body.grant_id } });
    expect((await typed.call('listFolders', { parameters: { id } })).data).toEqual([]);
  });

  it('are uploaded under a safe free name, attached, listed and read back', async () => {
    const house = await openSession();
    const { api, path, id, typed, parameters } = house;
    const upload = async (name: string, body: Uint8Array) =>
      (
        await api(`${path}/uploads?name=${encodeURIComponent(name)}`, {
          body,
          headers: { 'content-type': 'text/plain' },
        })
      ).body;
    const image = endpoints.upload.response.parse(await upload('../../pic.png', png));
    expect(image).toMatchObject({
      kind: 'image',
      path: '/workspace/uploads/pic.png',
      media_type: 'image/png',
      size_bytes: 16,
    });
    expect((await upload('pic.png', new Uint8Array([1]))).path).toBe('/workspace/uploads/pic (2).png');
    const note = await upload('note.txt', Buffer.from('hello'));
    expect(note.kind).toBe('file');
    const body = { content: 'Look', attachments: [image.upload_id, note.upload_id] };
    await typed.call('sendMessage', { parameters, body });
    const said = (await untilIdle(house, id)).find((event) => event.type === 'user.message');
    expect(said).toMatchObject({
      content: [
        { type: 'text', text: expect.stringContaining('/workspace/uploads/pic.png') },
        { type: 'image', source: { type: 'base64', media_type: 'image/png' } },
        { type: 'text', text: expect.stringContaining('/workspace/uploads/note.txt') },
        { type: 'text', text: 'Look' },
      ],
    });
    const file = await api(`${path}/workspace/file?path=${encodeURIComponent(note.path)}`);
    expect(file).toMatchObject({ status: 200, body: 'hello' });
    expect(file.headers.get('content-disposition')).toContain('attachment');
    await api(`${path}/workspace/file?path=/workspace/x.txt`, { body: Buffer.from('x') });
    const list = await typed.call('listWorkspace', { parameters });
    expect(list.data.map((entry) => entry.path)).toContain('/workspace/x.txt');
    expect((await api(`${path}/workspace/file?path=/etc/passwd`)).status).toBe(400);
    expect((await api(`${path}/workspace/file?path=/workspace/../../etc/passwd`)).status).toBe(400);
    await expect(
      typed.call('sendMessage', { parameters, body: { content: 'x', attachments: ['upl_bm9uZQ'] } }),
    ).rejects.toMatchObject({ code: 'file_not_found' });
  });
});

describe('the palace', () => {
  it('is browsed by wing and room, searched, and forgets for good', async () => {
    const house = await openSession({ steps: sayAlways('Noted.') });
    const { typed, id } = house;
    await house.say('The zanzibar shelf holds cardamom.');
    await untilIdle(house, id);
    const hits = (await typed.call('searchPalace', { query: { q: 'zanzibar' } })).data;
    expect(hits).toMatchObject([{ trust: 'owner', source: { session_id: id, event_type: 'user.message' } }]);
    const [hit] = hits;
    const [start = 0, end = 0] = hit?.snippet.marks[0] ?? [];
    expect(hit?.snippet.text.slice(start, end)).toBe('zanzibar');
    const wings = (await typed.call('listWings')).data;
    const rooms = (await typed.call('listRooms', { query: { wing: wings[0]?.id } })).data;
    const drawers = await typed.call('listDrawers', { query: { room: rooms[0]?.id, limit: 1 } });
    expect(drawers.next_page).toEqual(expect.any(String));
    const parameters = { id: hit?.id ?? '' };
    expect(await typed.call('getDrawer', { parameters })).toMatchObject({
      text: 'The zanzibar shelf holds cardamom.',
    });
    expect(await typed.call('forgetDrawer', { parameters })).toMatchObject({ id: parameters.id });
    expect((await typed.call('searchPalace', { query: { q: 'zanzibar' } })).data).toEqual([]);
    await expect(typed.call('getDrawer', { parameters })).rejects.toMatchObject({ code: 'memory_not_found' });
    const events = await typed.call('listEvents', { parameters: { id } });
    expect(JSON.stringify(events)).not.toContain('zanzibar');
    expect((await typed.call('verifyAudit')).ok).toBe(true);
  });
});

describe('not losing things', () => {
  it('a session is exported as Markdown and as JSONL, sent or into a picked file', async () => {
    const save = join(scratchFolder(), 'out.md');
    const house = await openSession({ ...desktop({ save }), steps: sayAlways('Use ```` with care.') });
    await house.say('Explain fences');
    await untilIdle(house, house.id);
    const markdown = await house.api(`${house.path}/export?format=markdown`);
    expect(markdown.body).toContain('Explain fences');
    expect(markdown.body).toContain('Use ```` with care.');
    const jsonl = await house.api(`${house.path}/export?format=jsonl`);
    const [head, ...lines] = jsonl.body
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line));
    const events = await house.typed.call('listEvents', { parameters: house.parameters });
    expect(head).toMatchObject({ type: 'holdfast.session', id: house.id });
    expect(lines).toEqual(events.data);
    const pick = (await house.window(`${base}/host/pick-save`, { body: { suggested_name: 'out.md' } })).body;
    const saved = await house.window(`${house.path}/export`, {
      body: { pick_id: pick.pick_id, format: 'markdown' },
    });
    expect(saved.body).toMatchObject({ path: save });
    expect(readFileSync(save, 'utf8')).toBe(markdown.body);
  });

  it('a backup is made, listed and restored', async () => {
    const { typed, window } = await openSession(desktop({}));
    const backup = await typed.call('createBackup', { body: {} });
    expect((await typed.call('listBackups')).data).toContainEqual(backup);
    await typed.call('createSession', { body: { title: 'After' } });
    expect((await typed.call('listSessions')).data).toHaveLength(2);
    const restored = await typed.call('restoreBackup', { body: { backup_id: backup.id } });
    expect(restored.previous).not.toBeNull();
    expect((await typed.call('listSessions')).data).toHaveLength(1);
    expect((await window(`${base}/backups/restore`, { body: { path: backup.path } })).status).toBe(403);
    await expect(typed.call('restoreBackup', { body: { backup_id: 'none' } })).rejects.toMatchObject({
      code: expect.any(String),
    });
  });
});
