import { describe, expect, test } from 'vitest';
import { openHands, textOf } from './support.ts';

const opened = async () => {
  const hands = await openHands();
  await hands.upload('data.csv', 'name,sum\nann,3\nbob,4\n');
  return {
    ...hands,
    say: async (name: string, input: Record<string, unknown>) => textOf(await hands.call(name, input)),
  };
};

describe('what the owner attached', () => {
  test('is read by every tool under the same path', async () => {
    const { say } = await opened();
    const path = '/mnt/session/uploads/data.csv';
    expect(await say('read', { file_path: path })).toContain('ann,3');
    expect(await say('grep', { pattern: 'bob', path: '/mnt/session/uploads' })).toBe(`${path}:3:bob,4`);
    expect(await say('glob', { pattern: '**/*.csv', path: '/mnt' })).toBe(path);
    expect(
      await say('bash', { command: `wc -l < ${path}; ls /mnt/session; cd /mnt/session/uploads && ls` }),
    ).toBe('3\noutputs\nuploads\ndata.csv');
    expect(
      await say('run_code', {
        code: `import fs from 'fs'; (await fs.readFile('${path}', 'utf8')).length + (await fs.readdir('/mnt/session')).join()`,
      }),
    ).toContain('21uploads,outputs');
  });

  test('is changed by none of them, and stays as it is', async () => {
    const { say, preview } = await opened();
    const path = '/mnt/session/uploads/data.csv';
    const other = '/mnt/session/uploads/new.txt';
    expect(await say('write', { file_path: other, content: 'x' })).toContain('an upload is for reading');
    expect(await say('edit', { file_path: path, old_string: 'ann', new_string: 'eve' })).toContain('ERROR');
    expect(await say('bash', { command: `echo x >> ${path}` })).toContain('EROFS');
    expect(await say('bash', { command: `rm -r /mnt/session/uploads` })).toMatch(/EROFS|busy|EBUSY/);
    expect(
      await say('run_code', { code: `import fs from 'fs'; await fs.writeFile('${other}', 'x')` }),
    ).toContain('EROFS');
    for (const operation of [
      { action: 'delete', path },
      { action: 'move', from: path, to: '/workspace/a' },
      { action: 'copy', from: path, to: other },
      { action: 'make_folder', path: '/mnt/session/uploads/sub' },
    ]) {
      expect(await say('manage_files', { operations: [operation] })).toContain('for reading');
      await expect(preview('manage_files', { operations: [operation] })).rejects.toMatchObject({
        code: 'read_only',
      });
    }
    await expect(preview('write', { file_path: other, content: 'x' })).rejects.toMatchObject({
      code: 'read_only',
    });
    expect(await say('glob', { pattern: '**/*', path: '/' })).toBe(path);
    expect(await say('read', { file_path: path })).toContain('ann,3');
  });

  test('is copied into the workspace to be worked on', async () => {
    const { say } = await opened();
    const path = '/mnt/session/uploads/data.csv';
    await say('manage_files', { operations: [{ action: 'copy', from: path, to: '/workspace/a.csv' }] });
    await say('bash', { command: `cp ${path} b.csv` });
    await say('run_code', { code: `import fs from 'fs'; await fs.copyFile('${path}', 'c.csv')` });
    expect(await say('bash', { command: 'cat *.csv | sort | uniq -c | head -1 | tr -d " "; ls' })).toBe(
      '3ann,3\na.csv\nb.csv\nc.csv',
    );
  });
});

describe('what the session hands over', () => {
  test('is written and read by every tool as the workspace is, without asking', async () => {
    const { say, preview } = await opened();
    const root = '/mnt/session/outputs';
    expect(await preview('write', { file_path: `${root}/report.md`, content: '# Report\n' })).toMatchObject({
      sentence: expect.stringContaining('the session’s outputs'),
      target: 'workspace',
      asksBecause: [],
    });
    await say('write', { file_path: `${root}/report.md`, content: '# Report\n' });
    await say('edit', { file_path: `${root}/report.md`, old_string: 'Report', new_string: 'Sales' });
    await say('bash', {
      command: `mkdir -p ${root}/tables && echo 1 > ${root}/tables/a.txt && mv ${root}/tables ${root}/t`,
    });
    await say('run_code', {
      code: `import fs from 'fs'; await fs.writeFile('kept.txt', 'k'); await fs.rename('kept.txt', '${root}/c.txt')`,
    });
    await say('manage_files', {
      operations: [{ action: 'move', from: `${root}/c.txt`, to: `${root}/t/c.txt` }],
    });
    expect((await say('glob', { pattern: '**/*', path: root })).split('\n').sort()).toEqual([
      `${root}/report.md`,
      `${root}/t/a.txt`,
      `${root}/t/c.txt`,
    ]);
    expect(await say('bash', { command: `cd ${root}; cat report.md t/*` })).toBe('# Sales\n1\nk');
    expect(await say('bash', { command: 'pwd; rm -r t; ls' })).toBe(`${root}\nreport.md`);
  });

  test('a command that takes it away whole removes its files, and the folder is there again', async () => {
    const { say } = await opened();
    await say('write', { file_path: '/mnt/session/outputs/a/b.txt', content: 'b' });
    await say('bash', { command: 'mv /mnt/session/outputs/a /workspace/moved; ls /mnt/session/outputs' });
    expect(await say('bash', { command: 'ls /mnt/session/outputs | wc -l; cat moved/b.txt' })).toBe('0\nb');
  });

  test('counts with the workspace, and is no way around its names', async () => {
    const { say } = await opened();
    for (const path of [
      '/mnt/session/x',
      '/mnt/session',
      '/mnt/session/outputs',
      '/mnt/session/outputs/../x',
    ])
      expect(await say('write', { file_path: path, content: 'x' })).toContain('ERROR');
  });
});
