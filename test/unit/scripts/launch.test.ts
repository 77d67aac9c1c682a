import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { launch } from '../../../scripts/lib/runtime.mjs';
import { temporaryFolder } from './support/folder.ts';

const marker = pathToFileURL(inRoot('scripts', 'lib', 'exit-marker.mjs')).href;
const env = { ...process.env, HOLDFAST_EXIT_FD: '3' };

function start(code: string, options = {}) {
  const cwd = temporaryFolder();
  return launch(process.execPath, ['--import', marker, '-e', code], {
    cwd,
    env,
    stdio: 'ignore',
    ...options,
  });
}

test('the exit code of a program comes back', async () => {
  expect(await start('process.exitCode = 7')).toBe(7);
});

test('a program that hangs after its exit handlers ran counts as ended with its code', async () => {
  expect(await start("process.on('exit', () => { for (;;); }); process.exit(4)")).toBe(4);
});

test('a program that runs longer than it may is killed', async () => {
  expect(await start('setInterval(() => {}, 1000)', { timeoutMs: 500 })).toBe(137);
});

test('the mark is not handed on to children', async () => {
  const code = 'process.exit(process.env.HOLDFAST_EXIT_FD === undefined ? 0 : 1)';
  expect(await start(code)).toBe(0);
});

test('a program that is not there is an error', async () => {
  await expect(launch(join(temporaryFolder(), 'nothing'), [], { env })).rejects.toThrow(/ENOENT/);
});
