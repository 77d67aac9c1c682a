import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

/**
 * Runs `work` while no other process of this checkout does the same: two terminals may start at once. The lock is a
 * folder that holds one file, named after its owner; one whose owner is gone is taken over.
 *
 * A folder with its file in it comes into being by one rename, which fails where a folder that is not empty stands. An
 * owner's name is never used twice, so clearing away a dead one's file can never hit the lock of whoever came next.
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  const owner = `${process.pid}-${startOf(process.pid)}-${randomBytes(6).toString('hex')}`;
  let told = false;
  while (!take(path, owner)) {
    if (!told) say('Another run is at work here; waiting for it.');
    told = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(join(path, owner), { force: true });
    removeEmpty(path);
  }
}

function take(path, owner) {
  const prepared = `${path}.${owner}`;
  mkdirSync(prepared);
  writeFileSync(join(prepared, owner), '');
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      renameSync(prepared, path);
      return true;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR'].includes(error.code)) throw error;
    }
    clearAway(path);
  }
  rmSync(prepared, { recursive: true });
  return false;
}

function clearAway(path) {
  try {
    for (const name of readdirSync(path)) if (!lives(name)) rmSync(join(path, name), { force: true });
    removeEmpty(path);
  } catch (error) {
    // a file: the lock of an earlier version of this script, whose run is over
    if (error.code === 'ENOTDIR') rmSync(path, { force: true });
    else if (error.code !== 'ENOENT') throw error;
  }
}

function removeEmpty(path) {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM', 'EBUSY', 'ENOENT'].includes(error.code)) throw error;
  }
}

function lives(owner) {
  const [pid, start] = owner.split('-');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  // its number may have gone to another process since
  return startOf(pid) === start;
}

/** When a process started, in the kernel's own count; empty where nobody can say. */
function startOf(pid) {
  if (process.platform !== 'linux') return '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
