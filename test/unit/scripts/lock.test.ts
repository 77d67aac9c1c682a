import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { withLock } from '../../../scripts/lib/lock.mjs';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { temporaryFolder } from './support/folder.ts';

const lockUrl = pathToFileURL(inRoot('scripts', 'lib', 'lock.mjs')).href;

/** A process that adds one to the number in a file, reading and writing apart, so that two at once would lose one. */
function adder(lock: string, file: string): Promise<number | null> {
  const code = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(lockUrl)};
    await withLock(${JSON.stringify(lock)}, async () => {
      const count = Number(readFileSync(${JSON.stringify(file)}, 'utf8'));
      await sleep(20);
      writeFileSync(${JSON.stringify(file)}, String(count + 1));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
}

test('processes that start at once work one after the other, also behind the lock of a dead one', async () => {
  const folder = temporaryFolder();
  const [lock, file] = [join(folder, 'setup.lock'), join(folder, 'count')];
  writeFileSync(file, '0');
  mkdirSync(lock);
  // the number of a process that lives, and the start of one that does not
  writeFileSync(join(lock, `${process.pid}-1-dead`), '');
  const codes = await Promise.all(Array.from({ length: 6 }, () => adder(lock, file)));
  expect({ codes, count: readFileSync(file, 'utf8'), left: readdirSync(folder) }).toEqual({
    codes: [0, 0, 0, 0, 0, 0],
    count: '6',
    left: ['count'],
  });
});

test('work that fails lets go of the lock; the lock file of an earlier version is no obstacle', async () => {
  const lock = join(temporaryFolder(), 'lock');
  writeFileSync(lock, '1');
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
  expect(await withLock(lock, async () => 'done')).toBe('done');
});
