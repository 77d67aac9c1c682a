import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../core/api/contract.ts';
import { desktop, folderWith, openSession } from '../api/desktop.ts';
import { type Step, untilIdle } from '../api/house.ts';

type Call = { name: string; input: Record<string, unknown> };

/** A session whose agent makes the calls of `turns`, message by message, with everything in the folder allowed. */
async function working(files: Record<string, string>, turns: Call[][]) {
  const folder = folderWith(files);
  const steps: Step[] = turns.map((calls, index) => ({
    when: { last: 'user', contains: `turn ${index + 1}.` },
    reply: { blocks: calls.map((call) => ({ tool_use: call })) },
  }));
  steps.push({ when: { last: 'tool_result' }, reply: { blocks: [{ text: 'Done.' }] } });
  const { host } = desktop({ folder });
  const house = await openSession({ host, steps });
  for (const name of ['write', 'edit', 'manage_files'])
    await house.typed
      .call('setToolPolicy', { parameters: { name }, body: { policy: 'always_allow' } })
      .catch(() => {});
  const { typed, parameters, id } = house;
  await typed.call('grantFolder', { parameters, body: { path: folder, access: 'read_write' } });
  const allow = async () => {
    for (;;) {
      const pending = await typed.call('listApprovals', { query: { status: 'pending' } });
      const [first] = pending.data;
      if (!first) return;
      await typed.call('answerApproval', {
        parameters: { id: first.id },
        body: { decision: 'allow_once', input_hash: first.input_hash },
      });
    }
  };
  let rests = 0;
  const turn = async (number: number) => {
    await house.say(`turn ${number}.`);
    for (;;) {
      rests += 1;
      const events = await untilIdle(house, id, rests);
      const last = events.findLast((event) => event.type === 'session.status_idle');
      if (last?.type === 'session.status_idle' && last.stop_reason.type === 'end_turn') return;
      await allow();
    }
  };
  const at = (path: string) => join(folder, path);
  const list = async () =>
    endpoints.listCheckpoints.response.parse(await typed.call('listCheckpoints', { parameters })).data;
  const plan = (checkpoint_ids: string[], paths?: string[]) =>
    typed.call('planUndo', { parameters, body: { checkpoint_ids, ...(paths ? { paths } : {}) } });
  const undo = async (
    checkpoint_ids: string[],
    more: { paths?: string[]; choices?: Record<string, 'restore' | 'keep'> } = {},
  ) => {
    const { plan_id } = await plan(checkpoint_ids, more.paths);
    return typed.call('undo', { parameters, body: { checkpoint_ids, plan_id, ...more } });
  };
  const put = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  return {
    ...house,
    folder,
    turn,
    list,
    plan,
    undo,
    put,
    text: (path: string) => readFileSync(at(path), 'utf8'),
    isThere: (path: string) => existsSync(at(path)),
    at,
    path: (path: string) => `/mnt/folders/project/${path}`,
  };
}

const write = (path: string, content: string): Call => ({
  name: 'write',
  input: { file_path: `/mnt/folders/project/${path}`, content },
});
const edit = (path: string, old_string: string, new_string: string): Call => ({
  name: 'edit',
  input: { file_path: `/mnt/folders/project/${path}`, old_string, new_string },
});
const ids = (list: { id: string }[]) => list.map(({ id }) => id);
const poem = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n';

describe('taking changes back', () => {
  it('restores exactly what was there, removes what was made with its folders, and can itself be taken back', async () => {
    const house = await working({ 'a.txt': 'old\r\n' }, [
      [write('a.txt', 'new'), write('deep/er/b.txt', 'made')],
    ]);
    await house.turn(1);
    expect([house.text('a.txt'), house.text('deep/er/b.txt')]).toEqual(['new', 'made']);
    const before = await house.list();
    expect(before.flatMap(({ files }) => files)).toMatchObject([
      { path: house.path('a.txt'), kind: 'changed', size_before: 5, size_after: 3, state: 'in_place' },
      { path: house.path('deep/er/b.txt'), kind: 'made', size_before: null, state: 'in_place' },
    ]);
    const shown = await house.plan(ids(before));
    expect(shown.files).toMatchObject([
      { action: 'restore', diff: { before: 'new', after: 'old\r\n' } },
      { action: 'remove', diff: { before: 'made', after: null } },
    ]);
    const undone = await house.undo(ids(before));
    expect(undone).toMatchObject({ done: [house.path('a.txt'), house.path('deep/er/b.txt')], left: [] });
    expect(house.text('a.txt')).toBe('old\r\n');
    expect([house.isThere('deep'), house.isThere('deep/er/b.txt')]).toEqual([false, false]);
    const after = await house.list();
    expect(after.slice(0, 2).flatMap(({ files }) => files.map(({ state }) => state))).toEqual([
      'taken_back',
      'taken_back',
    ]);
    expect((await house.undo([undone.checkpoint_id ?? ''])).left).toEqual([]);
    expect([house.text('a.txt'), house.text('deep/er/b.txt')]).toEqual(['new', 'made']);
    expect((await house.list())[0]?.files[0]?.state).toBe('in_place');
  });

  it('keeps what the owner changed since in other lines', async () => {
    const house = await working({ 'poem.txt': poem }, [[edit('poem.txt', 'two', 'TWO')]]);
    await house.turn(1);
    house.put('poem.txt', house.text('poem.txt').replace('six', 'six, by me'));
    const list = await house.list();
    expect((await house.plan(ids(list))).files).toMatchObject([{ action: 'merge' }]);
    await house.undo(ids(list));
    expect(house.text('poem.txt')).toBe(poem.replace('six', 'six, by me'));
  });

  it('leaves a conflict alone unless the owner chooses, and even then loses nothing', async () => {
    const house = await working({ 'poem.txt': poem }, [[edit('poem.txt', 'two', 'TWO')]]);
    await house.turn(1);
    house.put('poem.txt', poem.replace('two', 'mine'));
    const list = await house.list();
    expect((await house.plan(ids(list))).files).toMatchObject([
      { action: 'conflict', why: 'edited', diff: { after: poem } },
    ]);
    expect(await house.undo(ids(list))).toMatchObject({
      checkpoint_id: null,
      done: [],
      left: [{ why: 'conflict' }],
    });
    expect(house.text('poem.txt')).toContain('mine');
    const chosen = await house.undo(ids(list), { choices: { [house.path('poem.txt')]: 'restore' } });
    expect(house.text('poem.txt')).toBe(poem);
    await house.undo([chosen.checkpoint_id ?? '']);
    expect(house.text('poem.txt')).toContain('mine');
  });

  it('takes one turn, one file or the whole session', async () => {
    const house = await working({ 'a.txt': '1\n', 'b.txt': '1\n' }, [
      [write('a.txt', '2\n'), write('b.txt', '2\n')],
      [write('a.txt', '3\n')],
    ]);
    await house.turn(1);
    await house.turn(2);
    const list = await house.list();
    expect(new Set(list.map(({ turn_id }) => turn_id)).size).toBe(2);
    await house.undo(ids(list), { paths: [house.path('b.txt')] });
    expect([house.text('a.txt'), house.text('b.txt')]).toEqual(['3\n', '1\n']);
    const last = list.at(-1);
    await house.undo([last?.id ?? '']);
    expect(house.text('a.txt')).toBe('2\n');
    await house.undo(ids(list));
    expect([house.text('a.txt'), house.text('b.txt')]).toEqual(['1\n', '1\n']);
    // nothing is left to take back
    expect((await house.plan(ids(list))).files).toEqual([]);
  });

  it('is refused when something changed since it was shown', async () => {
    const house = await working({ 'a.txt': 'old' }, [[write('a.txt', 'new')]]);
    await house.turn(1);
    const list = await house.list();
    const { plan_id } = await house.plan(ids(list));
    house.put('a.txt', 'saved meanwhile');
    await expect(
      house.typed.call('undo', {
        parameters: house.parameters,
        body: { checkpoint_ids: ids(list), plan_id },
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(house.text('a.txt')).toBe('saved meanwhile');
    await expect(house.plan(['sevt_none'])).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('is the owner’s alone, tells the agent, and is in the transcript', async () => {
    const house = await working({ 'a.txt': 'old' }, [[write('a.txt', 'new')]]);
    await house.turn(1);
    const list = await house.list();
    const { plan_id } = await house.plan(ids(list));
    const body = { checkpoint_ids: ids(list), plan_id };
    expect(
      (await house.client(`/holdfast/v1/sessions/${house.id}/undo`, { body })).status,
    ).toBeGreaterThanOrEqual(403);
    await house.undo(ids(list));
    const events = (await house.holdfast.log.read({ sessionId: house.id, afterSeq: 0, limit: 500 })).map(
      ({ event }) => event,
    );
    expect(events.findLast(({ type }) => type === 'holdfast.checkpoint')).toMatchObject({
      undoes: ids(list),
      changes: [{ path: 'a.txt' }],
    });
  });

  it('says when the folder is gone, and brings back a file that the owner removed if they wish', async () => {
    const house = await working({ 'a.txt': 'old' }, [[write('a.txt', 'new')]]);
    await house.turn(1);
    const list = await house.list();
    rmSync(house.at('a.txt'));
    expect((await house.plan(ids(list))).files).toMatchObject([{ action: 'conflict', why: 'removed' }]);
    await house.undo(ids(list), { choices: { [house.path('a.txt')]: 'restore' } });
    expect(house.text('a.txt')).toBe('old');
    rmSync(house.folder, { recursive: true });
    expect((await house.plan([(await house.list()).at(-1)?.id ?? ''])).files).toMatchObject([
      { action: 'not_kept', problem: 'folder_missing' },
    ]);
  });

  it('shows each change, and keeps a program a program', async () => {
    const house = await working({ 'run.sh': 'echo 1\n' }, [[write('run.sh', 'echo 2\n')]]);
    chmodSync(house.at('run.sh'), 0o755);
    await house.turn(1);
    const [checkpoint] = await house.list();
    const parameters = { id: house.id, checkpointId: checkpoint?.id ?? '' };
    const query = { path: house.path('run.sh') };
    expect(await house.typed.call('getCheckpointDiff', { parameters, query })).toMatchObject({
      before: 'echo 1\n',
      after: 'echo 2\n',
      is_text: true,
    });
    await house.undo([checkpoint?.id ?? '']);
    expect(statSync(house.at('run.sh')).mode & 0o777).toBe(0o755);
    await expect(
      house.typed.call('getCheckpointDiff', { parameters, query: { path: '/mnt/folders/project/other' } }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lists and reads what the session reaches', async () => {
    const house = await working({ 'a.txt': 'text', 'b.bin': '\0\u0001' }, []);
    const { typed, parameters } = house;
    const names = async (path: string) =>
      (await typed.call('listFiles', { parameters, query: { path } })).data.map(({ path: each }) => each);
    expect(await names('/')).toEqual(['/workspace', '/mnt']);
    expect(await names('/mnt/folders')).toEqual(['/mnt/folders/project']);
    expect(await names('/mnt/folders/project')).toEqual([house.path('a.txt'), house.path('b.bin')]);
    expect(await typed.call('readFile', { parameters, query: { path: house.path('a.txt') } })).toMatchObject({
      text: 'text',
      is_cut: false,
    });
    expect(await typed.call('readFile', { parameters, query: { path: house.path('b.bin') } })).toMatchObject({
      text: null,
    });
    await expect(
      typed.call('readFile', { parameters, query: { path: '/etc/passwd' } }),
    ).rejects.toMatchObject({
      code: 'path_outside',
    });
  });

  it('moves, copies and deletes by a list, and brings all of it back, whatever the owner wrote into it since', async () => {
    const at = (path: string) => `/mnt/folders/project/${path}`;
    const operations = [
      { action: 'make_folder', path: at('2026') },
      { action: 'move', from: at('a.txt'), to: at('2026/first.txt') },
      { action: 'move', from: at('old'), to: at('2026/older') },
      { action: 'copy', from: at('2026/first.txt'), to: at('copy.txt') },
      { action: 'delete', path: at('b.txt') },
    ];
    const house = await working({ 'a.txt': 'A', 'b.txt': 'B' }, [
      [write('old/deep/c.txt', 'C')],
      [{ name: 'manage_files', input: { operations } }],
    ]);
    await house.turn(1);
    await house.turn(2);
    expect(['2026/first.txt', '2026/older/deep/c.txt', 'copy.txt'].map(house.text)).toEqual(['A', 'C', 'A']);
    expect(['a.txt', 'old', 'b.txt'].map(house.isThere)).toEqual([false, false, false]);
    house.put('2026/first.txt', 'A, and mine');
    const list = (await house.list()).slice(1);
    expect(list.flatMap(({ files }) => files.map(({ kind }) => kind)).sort()).toEqual([
      'made',
      'moved',
      'moved',
      'removed',
    ]);
    const undone = await house.undo(ids(list));
    expect(undone.left).toEqual([]);
    expect(['a.txt', 'b.txt', 'old/deep/c.txt'].map(house.text)).toEqual(['A, and mine', 'B', 'C']);
    expect(['2026/older', 'copy.txt'].map(house.isThere)).toEqual([false, false]);
    expect((await house.list()).slice(1, -1).flatMap(({ files }) => files.map(({ state }) => state))).toEqual(
      Array(4).fill('taken_back'),
    );
    await house.undo([undone.checkpoint_id ?? '']);
    expect(['2026/first.txt', '2026/older/deep/c.txt', 'copy.txt'].map(house.text)).toEqual([
      'A, and mine',
      'C',
      'A',
    ]);
    // the whole session, over the move of a file that it had made before
    await house.undo(ids((await house.list()).filter(({ by }) => by === 'agent')));
    expect(['a.txt', 'b.txt'].map(house.text)).toEqual(['A, and mine', 'B']);
    expect(['old', '2026/older', 'copy.txt'].map(house.isThere)).toEqual([false, false, false]);
  });
});

describe('many files at once', () => {
  const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`f${index}.txt`, 'x']));
  const removing = (count: number) => ({
    operations: Array.from({ length: count }, (_, index) => ({
      action: 'delete',
      path: `/mnt/folders/project/f${index}.txt`,
    })),
  });

  it('ask although the owner always allows the tool, with the list; within the bound they do not', async () => {
    const house = await working(many, [
      [{ name: 'manage_files', input: removing(20) }],
      [{ name: 'manage_files', input: { operations: [{ action: 'delete', path: '/mnt/folders/project' }] } }],
    ]);
    await house.turn(1);
    expect((await house.typed.call('listApprovals', { query: { status: 'any' } })).data).toEqual([]);
    for (let index = 0; index < 20; index += 1) house.put(`f${index}.txt`, 'x');
    await house.say('turn 2.');
    await untilIdle(house, house.id, 2);
    // the folder itself is no file of it
    expect(house.isThere('f3.txt')).toBe(true);
  });

  it('stop at a dialog with every file named', async () => {
    const house = await working(many, [[{ name: 'manage_files', input: removing(25) }]]);
    await house.say('turn 1.');
    await untilIdle(house, house.id);
    const { data } = await house.typed.call('listApprovals', { query: { status: 'pending' } });
    expect(data).toMatchObject([
      {
        tool: 'manage_files',
        preview: {
          sentence: 'Delete 25 files (25 bytes) in your folder "project". You can undo it later.',
          reversible: true,
        },
      },
    ]);
    expect(JSON.stringify(data[0])).toContain('It would delete 25 files at once; more than 20 always asks.');
    expect(data[0]?.preview.facts.filter(({ label }) => label === 'Delete')).toHaveLength(25);
    expect(house.isThere('f24.txt')).toBe(true);
  });

  it('are counted before anything happens, and what cannot be done is not begun', async () => {
    const house = await working({ 'a.txt': 'A', 'b.txt': 'B' }, [
      [
        {
          name: 'manage_files',
          input: {
            operations: [
              { action: 'delete', path: '/mnt/folders/project/a.txt' },
              { action: 'move', from: '/mnt/folders/project/a.txt', to: '/mnt/folders/project/c.txt' },
            ],
          },
        },
        {
          name: 'manage_files',
          input: {
            operations: [
              { action: 'move', from: '/mnt/folders/project/a.txt', to: '/mnt/folders/project/b.txt' },
            ],
          },
        },
      ],
    ]);
    await house.turn(1);
    const results = (await house.holdfast.log.read({ sessionId: house.id, afterSeq: 0, limit: 500 })).flatMap(
      ({ event }) => (event.type === 'agent.tool_result' ? [JSON.stringify(event.content)] : []),
    );
    expect(results[0]).toContain('There is nothing at');
    expect(results[1]).toContain('nothing is overwritten');
    expect([house.text('a.txt'), house.text('b.txt')]).toEqual(['A', 'B']);
  });
});
