import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { createHostCommands } from '../../../core/sandbox/index.ts';
import { openHands, textOf } from './support.ts';

const commands = createHostCommands();
const missing = await commands.missing();
afterAll(() => commands.close());
const folder = '/mnt/folders/Invoices';

async function opened(options: Parameters<typeof openHands>[0] = {}) {
  const hands = await openHands({ hostCommands: { run: commands.run, isOn: () => true }, ...options });
  const run = async (command: string, more: Record<string, unknown> = {}) =>
    textOf(await hands.call('run_command', { command, folder, ...more }));
  return { ...hands, run, real: (path: string) => join(hands.root, path) };
}

test('there is no such tool unless the owner switched it on', async () => {
  const { toolset } = await openHands({ hostCommands: { run: commands.run, isOn: () => false } });
  expect(toolset.get('run_command')).toBeNull();
  expect((await openHands()).toolset.get('run_command')).toBeNull();
});

test('each command asks, with the whole of it, and the rule is for exactly this one', async () => {
  const { preview } = await opened();
  const command = `make ${'x'.repeat(5000)}\n rm -rf .`;
  expect(await preview('run_command', { command, folder })).toMatchObject({
    sentence: `Run a program of this computer in "${folder}".`,
    effect: 'local',
    facts: expect.arrayContaining([
      { label: 'Command', value: command },
      { label: 'Network', value: 'none' },
    ]),
    asksBecause: ['It runs a program of your computer.'],
    ruleOffered: { match: { arguments: { command, folder } } },
  });
  await expect(preview('run_command', { command, folder: '/etc' })).rejects.toThrow(/outside/);
});

// where nothing confines a program the tool is absent, which the first test shows
describe.skipIf(missing.length > 0)('a program of the computer', () => {
  test('works on the folder, and what it changed is there afterwards', async () => {
    const { put, run, real } = await opened();
    put('a.txt', 'alpha\n');
    put('old.txt', 'old');
    put('tool.sh', '#!/bin/sh\necho tool');
    const answer = await run(
      'cat a.txt; mkdir -p sub; tr a-z A-Z < a.txt > sub/b.txt; rm old.txt; echo no >&2; chmod +x tool.sh; exit 3',
    );
    expect(answer).toContain('alpha\nno\n[exit code 3]');
    expect(answer).toContain(`[written: ${folder}/sub/b.txt]`);
    expect(answer).toContain(`[deleted: ${folder}/old.txt]`);
    expect(readFileSync(real('sub/b.txt'), 'utf8')).toBe('ALPHA\n');
    expect(existsSync(real('old.txt'))).toBe(false);
  });

  test('makes programs of new files, and works in the workspace too', async () => {
    const { call, run, real } = await opened();
    await run("printf '#!/bin/sh\\necho made' > new.sh; chmod +x new.sh; ./new.sh");
    expect(statSync(real('new.sh')).mode & 0o111).not.toBe(0);
    expect(await run('echo here > w.txt; pwd', { folder: '/workspace' })).toContain(
      '[written: /workspace/w.txt]',
    );
    expect(textOf(await call('read', { file_path: 'w.txt' }))).toBe('here\n');
  });

  test('sees nothing else of the computer: no other file, no variable, no process', async () => {
    const { put, run, root } = await opened();
    const outside = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast outside ')));
    const inHome = join(homedir(), `.holdfast-test-${process.pid}`);
    onTestFinished(() => {
      for (const path of [outside, inHome]) rmSync(path, { recursive: true, force: true });
      delete process.env.HOLDFAST_TEST_SECRET;
    });
    writeFileSync(join(outside, 'secret.txt'), 'TOPSECRET');
    writeFileSync(inHome, 'TOPSECRET');
    process.env.HOLDFAST_TEST_SECRET = 'TOPSECRET';
    put('a.txt', 'mine');
    const looks = [
      `cat '${outside}/secret.txt'`, `cat '${inHome}'`, `ls '${root}'`, 'env', 'cat /proc/*/environ | tr "\\0" "\\n"', 'cat /etc/shadow /etc/ssh/*', 'ls -R /root /home /var /work /run 2>/dev/null | head -50',
      `echo x > '${outside}/new'`, `echo x > /usr/new`, 'echo x > /etc/new', `kill -9 ${process.pid}`,
    ]; // biome-ignore format: a list
    const answer = await run(`${looks.join('; ')}; echo end`);
    // two pipes: what went wrong may be read after the last word
    expect(answer).toMatch(/^end$/m);
    expect(answer).not.toContain('TOPSECRET');
    expect(answer).not.toContain('root:x:');
    expect(existsSync(join(outside, 'new')) || existsSync('/usr/new') || existsSync('/etc/new')).toBe(false);
    expect(await run(`cat '${root}/a.txt'`)).toContain('No such file');
  });

  test('has no network, not even to this computer', async () => {
    const { run } = await opened();
    let calls = 0;
    const server = createServer((socket) => {
      calls += 1;
      socket.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(
      await run(
        `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} && echo connected'; echo "[$HTTP_PROXY$ALL_PROXY]"`,
      ),
    ).toContain('[]');
    expect(calls).toBe(0);
  });

  test('protected files are not in the copy, cannot be made, and links are nothing', async () => {
    const { put, run, real } = await opened();
    put('.env', 'TOKEN=TOPSECRET');
    put('.git/config', 'url = https://user:TOPSECRET@example.com');
    const answer = await run(
      'cat .env .git/config; ls -A; echo X=1 > .npmrc; mkdir -p .git/hooks; echo evil > .git/hooks/pre-commit; ln -s /etc/passwd link; echo ok > fine.txt',
    );
    expect(answer).not.toContain('TOPSECRET');
    expect(answer).toContain('protected file');
    expect(readFileSync(real('.env'), 'utf8')).toBe('TOKEN=TOPSECRET');
    for (const name of ['.npmrc', '.git/hooks/pre-commit', 'link'])
      expect(existsSync(real(name))).toBe(false);
    expect(readFileSync(real('fine.txt'), 'utf8')).toBe('ok\n');
  });

  test('killed by its time or stopped, nothing of it is kept and nothing goes on', async () => {
    const { put, run, real, controller, output } = await opened();
    put('a.txt', 'before');
    const command = 'echo after > a.txt; (while :; do sleep 0.05; done) & echo started; sleep 60';
    expect(await run(command, { timeout_ms: 1500 })).toMatch(/^ERROR: Killed: the command took too long/);
    const stopped = run(command);
    await expect.poll(() => output.filter((line) => line.includes('started')).length).toBe(2);
    controller.abort();
    expect(await stopped).toMatch(/^ERROR: Stopped by the owner/);
    expect(readFileSync(real('a.txt'), 'utf8')).toBe('before');
  });

  test('a file that the owner changed meanwhile stays theirs', async () => {
    const { put, run, real, output } = await opened();
    put('a.txt', 'before');
    put('gate', '');
    const running = run('echo started; sleep 1; echo after > a.txt; echo new > b.txt');
    await expect.poll(() => output.some((line) => line.includes('started'))).toBe(true);
    put('a.txt', 'of the owner');
    expect(await running).toContain(`[not kept: ${folder}/a.txt`);
    expect(readFileSync(real('a.txt'), 'utf8')).toBe('of the owner');
    expect(readFileSync(real('b.txt'), 'utf8')).toBe('new\n');
  });

  test('more deleted than a call may delete unseen: nothing of it is kept', async () => {
    const { put, run, real } = await opened();
    for (let index = 0; index < 25; index += 1) put(`f${index}`, 'x');
    expect(await run('rm f*; echo bye')).toMatch(/^ERROR: .*deleted 25.*Nothing of it was kept/s);
    expect(existsSync(real('f3'))).toBe(true);
  });

  test('in a folder granted for reading it can only look', async () => {
    const { put, run, real } = await opened({ access: 'read' });
    put('a.txt', 'mine');
    expect(await run('cat a.txt; echo x > a.txt; echo y > b.txt')).toMatch(
      /mine[\s\S]*not kept: .*a\.txt.*b\.txt/,
    );
    expect(readFileSync(real('a.txt'), 'utf8')).toBe('mine');
    expect(existsSync(real('b.txt'))).toBe(false);
  });

  test('a flood of output and a huge file end as errors', async () => {
    const { run } = await opened();
    expect(await run('yes', { timeout_ms: 30_000 })).toMatch(/^ERROR: Killed: too much output/);
    expect(await run('head -c 70000000 /dev/zero > big; echo done')).toMatch(
      /^ERROR: .*more than may be kept/,
    );
  });
});
