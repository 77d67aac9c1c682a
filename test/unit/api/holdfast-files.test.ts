import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../core/api/contract.ts';
import { base, desktop, folderWith, openSession, png } from './desktop.ts';
import { callThenSay, sayAlways, scratchFolder, untilIdle } from './house.ts';

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
      path: '/mnt/session/uploads/pic.png',
      media_type: 'image/png',
      size_bytes: 16,
    });
    expect((await upload('pic.png', new Uint8Array([1]))).path).toBe('/mnt/session/uploads/pic (2).png');
    const note = await upload('note.txt', Buffer.from('hello'));
    expect(note.kind).toBe('file');
    const body = { content: 'Look', attachments: [image.upload_id, note.upload_id] };
    await typed.call('sendMessage', { parameters, body });
    const said = (await untilIdle(house, id)).find((event) => event.type === 'user.message');
    expect(said).toMatchObject({
      content: [
        { type: 'text', text: expect.stringContaining('/mnt/session/uploads/pic.png') },
        { type: 'image', source: { type: 'base64', media_type: 'image/png' } },
        { type: 'text', text: expect.stringContaining('/mnt/session/uploads/note.txt') },
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
