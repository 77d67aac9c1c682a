import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaceByBackup } from '../../../core/db/maintenance.ts';
import { onMessage, onResult, openHouse, temporaryFolder } from '../harness/support.ts';
import { filesHolding } from './files-on-disk.ts';

const word = 'quxzephyrine';
const control = 'blorvantide';
const backupFiles = (dataDir: string) => readdirSync(join(dataDir, 'backups')).sort();
const script = [{ when: {}, reply: { blocks: [{ text: 'Noted.' }] } }];

async function houseWithBackup() {
  const house = await openHouse(script);
  const id = await house.session();
  await house.say(id, `my word is ${word}`);
  await house.idle(id);
  await house.say(id, `the control is ${control}`);
  await house.idle(id, 'end_turn', 2);
  const backup = (await house.post('/holdfast/v1/backups', {})) as { id: string; path: string };
  const forget = async () => {
    const [hit] = await house.holdfast.palace.search({ query: word, limit: 1 });
    return house.holdfast.palace.forget({ drawerId: hit?.id ?? '' });
  };
  const find = (query: string) => house.holdfast.palace.search({ query, limit: 5 });
  return { house, id, backup, forget, find };
}

describe('forgetting', () => {
  test('reaches every retained backup; the control that lies beside the words stays', async () => {
    const { house, backup, forget } = await houseWithBackup();
    expect(readFileSync(backup.path).includes(word)).toBe(true);
    const before = backupFiles(house.dataDir);
    expect(await forget()).toMatchObject({ done: true, pending: [] });
    expect(filesHolding(house.dataDir, word)).toEqual([]);
    expect(readFileSync(backup.path).includes(control)).toBe(true);
    expect(backupFiles(house.dataDir)).toEqual(before);
    expect(house.errors).toEqual([]);
  });

  test('is foreseen: what goes along, the backups, and the models that were sent the words', async () => {
    const { house, backup, find } = await houseWithBackup();
    const [hit] = await find(word);
    expect(await house.get(`/holdfast/v1/palace/drawers/${hit?.id}/forgetting`)).toEqual({
      id: hit?.id,
      drawers: 1,
      recall_results: 0,
      summaries: 0,
      is_in_title: true,
      backups: [backup.id],
      sent_to: [{ model: expect.any(String), at: expect.any(String) }],
      exports: [],
    });
  });

  test('is foreseen for forks, too: only what was asked with the words in view counts', async () => {
    const house = await openHouse([onMessage('look', 'recall', { query: word }), ...script]);
    const { log, palace } = house.holdfast;
    const id = await house.session();
    // said, and no model was asked there since
    const content = [{ type: 'text' as const, text: `my word is ${word}` }];
    await house.say(id, 'Hello.');
    await house.idle(id);
    const [message] = await log.append({ sessionId: id, events: [{ type: 'user.message', content }] });
    await palace.flush();
    const [hit] = await palace.search({ query: word, limit: 1 });
    const sentTo = async (): Promise<unknown[]> => {
      const path = `/holdfast/v1/palace/drawers/${hit?.id}/forgetting`;
      return ((await house.get(path)) as { sent_to: unknown[] }).sent_to;
    };
    expect(await sentTo()).toEqual([]);
    const seq = message?.seq ?? 0;
    const fork = (from: string, at: number) =>
      house.holdfast.harness.fork({ sessionId: from, seq: at, title: null, createdBy: null });
    const ask = async (session: string) => {
      const answers = async () =>
        (await house.events(session)).filter(({ type }) => type === 'agent.message').length;
      const before = await answers();
      await house.say(session, 'And now?');
      await expect.poll(answers).toBe(before + 1);
    };
    // one that was forked before they were said has never had them
    await ask((await fork(id, seq - 1)).session.id);
    expect(await sentTo()).toEqual([]);
    const first = (await fork(id, seq)).session.id;
    await ask((await fork(first, seq)).session.id);
    expect(await sentTo()).toHaveLength(1);
  });

  test('is foreseen for a session that recalled the words', async () => {
    const house = await openHouse([onMessage('look', 'recall', { query: word }), ...script]);
    const { log, palace } = house.holdfast;
    const id = await house.session();
    const content = [{ type: 'text' as const, text: `my word is ${word}` }];
    await log.append({ sessionId: id, events: [{ type: 'user.message', content }] });
    await palace.flush();
    const [hit] = await palace.search({ query: word, limit: 1 });
    const other = await house.session();
    await house.say(other, 'look');
    await house.idle(other);
    expect(await house.get(`/holdfast/v1/palace/drawers/${hit?.id}/forgetting`)).toMatchObject({
      recall_results: 1,
      sent_to: [{ model: expect.any(String) }],
    });
  });

  test('holds when a copy of a backup is restored that was kept elsewhere, and the log says whose wish it was', async () => {
    const { house, id, backup, forget, find } = await houseWithBackup();
    const elsewhere = join(temporaryFolder(), 'kept.db');
    copyFileSync(backup.path, elsewhere);
    await forget();
    await house.post('/holdfast/v1/backups/restore', { path: elsewhere });
    expect(await find(word)).toEqual([]);
    expect(await find(control)).toHaveLength(1);
    expect(filesHolding(house.dataDir, word)).toEqual([]);
    expect(await house.holdfast.log.verifyChain({ sessionId: id })).toMatchObject({
      ok: true,
      forgottenParts: 1,
      problems: [],
    });
    expect(house.errors).toEqual([]);
  });

  test('names the files that were saved; a name made of the words goes, from backups and from what is restored, too', async () => {
    const { house, id, find, forget } = await houseWithBackup();
    const [kept] = await find(control);
    const saveFile = async (path: string) => {
      const request = new Request(`http://holdfast.local/holdfast/v1${path}`);
      await (await house.holdfast.fetch(request, { kind: 'in_process' })).text();
    };
    const saved = async () =>
      (
        (await house.get(`/holdfast/v1/palace/drawers/${kept?.id}/forgetting`)) as {
          exports: { name: string | null }[];
        }
      ).exports;
    await saveFile('/palace/export?format=jsonl&name=all.jsonl');
    await saveFile(`/sessions/${id}/export`);
    expect(await saved()).toEqual([
      { name: `my word is ${word}.md`, what: 'session', at: expect.any(String) },
      { name: 'all.jsonl', what: 'palace', at: expect.any(String) },
    ]);
    const backup = (await house.post('/holdfast/v1/backups', {})) as { path: string };
    const elsewhere = join(temporaryFolder(), 'kept.db');
    copyFileSync(backup.path, elsewhere);
    await forget();
    expect((await saved()).map(({ name }) => name)).toEqual([null, 'all.jsonl']);
    expect(filesHolding(house.dataDir, word)).toEqual([]);
    await house.post('/holdfast/v1/backups/restore', { path: elsewhere });
    expect((await saved()).map(({ name }) => name)).toEqual([null, 'all.jsonl']);
    expect(filesHolding(house.dataDir, word)).toEqual([]);
  });

  test('reaches what is in a backup alone: answers of sessions that are deleted, and names of rooms', async () => {
    const { house, find } = await houseWithBackup();
    const room = `Affair of ${word}`;
    const { log, palace } = house.holdfast;
    const note = {
      type: 'agent.tool_use' as const,
      name: 'remember',
      input: { text: `the code is ${word}`, room },
    };
    const result = { type: 'agent.tool_result' as const, tool_use_id: 'note' };
    const first = await house.session();
    await log.append({
      sessionId: first,
      events: [
        { ...note, id: 'note' },
        { ...result, content: [] },
      ],
    });
    const drawerId = (await find('code'))[0]?.id ?? '';
    const second = await house.session();
    const details = { drawers: [drawerId] };
    const content = [{ type: 'text' as const, text: `the code is ${word}` }];
    await log.append({
      sessionId: second,
      events: [
        { type: 'agent.tool_use', id: 'asks', name: 'recall', input: {} },
        { ...result, tool_use_id: 'asks', content, holdfast: { details } },
      ],
    });
    const backup = (await house.post('/holdfast/v1/backups', {})) as { path: string };
    await log.deleteSession({ sessionId: second });
    for (const { id } of await find(word)) await palace.forget({ drawerId: id });
    expect(readFileSync(backup.path).includes(word)).toBe(false);
    await house.post('/holdfast/v1/backups/restore', { path: backup.path });
    expect(filesHolding(house.dataDir, word)).toEqual([]);
    expect((await palace.rooms({})).map(({ name }) => name)).not.toContain(room);
    expect(await log.verifyChain({ sessionId: second })).toMatchObject({ ok: true, forgottenParts: 1 });
  });

  test('holds when the file itself is ruined: a later backup knows what was forgotten, too', async () => {
    const { house, backup, forget } = await houseWithBackup();
    const elsewhere = join(temporaryFolder(), 'kept.db');
    copyFileSync(backup.path, elsewhere);
    await forget();
    await house.post('/holdfast/v1/backups', {});
    await house.close();
    writeFileSync(join(house.dataDir, 'holdfast.db'), 'ruined');
    replaceByBackup({ dataDir: house.dataDir, path: elsewhere, now: Date.now() });
    expect(filesHolding(house.dataDir, word)).toEqual([]);
    expect(filesHolding(house.dataDir, control)).toContain('holdfast.db');
  });

  test('says which backup could not be changed, and does the others', async () => {
    const { house, backup, forget } = await houseWithBackup();
    writeFileSync(join(house.dataDir, 'backups', 'broken.db'), `no database, but ${word}`);
    expect(await forget()).toMatchObject({ done: false, pending: ['broken.db'] });
    expect(readFileSync(backup.path).includes(word)).toBe(false);
  });

  test('takes along the file that held the whole of a long output', async () => {
    const code = `return '${word} '.repeat(12_000)`;
    const house = await openHouse([onMessage('work', 'run_code', { code }), onResult('Done.')]);
    const id = await house.session();
    await house.say(id, 'work');
    await house.idle(id);
    const events = await house.events(id);
    const held = events.filter((event) => JSON.stringify(event).includes(word));
    expect(held.map(({ type }) => type)).toEqual(['agent.tool_use', 'agent.tool_result']);
    const files = await house.get(`/holdfast/v1/sessions/${id}/workspace`);
    expect(JSON.stringify(files)).toContain('.outputs');
    const backup = (await house.post('/holdfast/v1/backups', {})) as { path: string };
    const elsewhere = join(temporaryFolder(), 'kept.db');
    copyFileSync(backup.path, elsewhere);
    expect(readFileSync(elsewhere).includes(`${word} ${word}`)).toBe(true);
    for (const { id: eventId } of held) await house.holdfast.log.forget({ eventId });
    // whatever else is forgotten: then the backups are looked through
    await house.say(id, 'a lamp by the river');
    await house.idle(id, 'end_turn', 2);
    const [lamp] = await house.holdfast.palace.search({ query: 'lamp', limit: 1 });
    await house.holdfast.palace.forget({ drawerId: lamp?.id ?? '' });
    expect(readFileSync(backup.path).includes(word)).toBe(false);
    await house.post('/holdfast/v1/backups/restore', { path: elsewhere });
    expect(JSON.stringify(await house.get(`/holdfast/v1/sessions/${id}/workspace`))).not.toContain(
      '.outputs',
    );
    await house.holdfast.palace.flush();
    await house.close();
    expect(filesHolding(house.dataDir, word)).toEqual([]);
  });
});
