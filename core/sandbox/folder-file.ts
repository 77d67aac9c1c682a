import { constants, type Stats } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { HoldfastError, sha256 } from '../base/index.ts';
import type { FileContent, ReadOptions, WriteOptions } from './file-system.ts';
import { maxReadBytes } from './file-system.ts';
import { type HeldFolder, isCode, refuseAccess } from './folder-parent.ts';

const noFollow = constants.O_NOFOLLOW ?? 0;
// a pipe would block the open itself
const noWait = constants.O_NONBLOCK ?? 0;

/** Status of a name in a held folder, links not followed; undefined when there is nothing. */
export async function statusOf(parent: HeldFolder, name: string): Promise<Stats | undefined> {
  try {
    return await lstat(parent.at(name));
  } catch (caught) {
    if (isCode(caught, 'ENOENT') || isCode(caught, 'ENOTDIR')) return undefined;
    throw refuseAccess(caught);
  }
}

/** Throws unless the status is that of an ordinary file. */
export function requireFile(status: Stats | undefined): asserts status is Stats {
  if (!status) throw new HoldfastError('file_not_found', 'there is no such file');
  if (status.isSymbolicLink())
    throw new HoldfastError('path_outside', 'it is a link; links are not followed', { reason: 'link' });
  if (status.isDirectory())
    throw new HoldfastError('path_invalid', 'it is a folder', { reason: 'it is a folder' });
  if (!status.isFile())
    throw new HoldfastError('path_invalid', 'it is a device, a pipe or a socket', { reason: 'not a file' });
}

/** Opens for reading without following a link, then checks that what was opened is what was looked at. */
async function openChecked(parent: HeldFolder, name: string): Promise<{ handle: FileHandle; status: Stats }> {
  const before = await statusOf(parent, name);
  requireFile(before);
  let handle: FileHandle;
  try {
    handle = await open(parent.at(name), constants.O_RDONLY | noFollow | noWait);
  } catch (caught) {
    if (isCode(caught, 'ELOOP'))
      throw new HoldfastError('path_outside', 'it became a link', { reason: 'race' });
    if (isCode(caught, 'ENOENT')) throw new HoldfastError('file_not_found', 'it is gone');
    throw refuseAccess(caught);
  }
  try {
    const status = await handle.stat();
    const after = await statusOf(parent, name);
    await parent.recheck();
    requireFile(status);
    if (!after || after.ino !== status.ino || after.dev !== status.dev) {
      throw new HoldfastError('conflict', 'the file was replaced while it was opened', { reason: 'race' });
    }
    return { handle, status };
  } catch (caught) {
    await handle.close();
    throw caught;
  }
}

/** Reads the asked range. Throws `too_large` for a whole file above `maxReadBytes`. */
export async function readChecked(
  parent: HeldFolder,
  name: string,
  options: ReadOptions = {},
): Promise<FileContent> {
  const { handle, status } = await openChecked(parent, name);
  try {
    const offset = Math.max(0, options.offset ?? 0);
    const wanted = Math.min(options.length ?? status.size, Math.max(0, status.size - offset));
    if (wanted > maxReadBytes)
      throw new HoldfastError('too_large', `the file has ${status.size} bytes`, { sizeBytes: status.size });
    const buffer = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await handle.read(buffer, filled, wanted - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return {
      bytes: buffer.subarray(0, filled),
      sizeBytes: status.size,
      modifiedAt: Math.round(status.mtimeMs),
    };
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file in one step: a new file beside it, flushed, then renamed over it, so a crash leaves the old or the new content
 * and other hard links keep the old one. Keeps the permission bits (never setuid). `expectedSha256` is checked just before.
 */
export async function writeAtomically(
  parent: HeldFolder,
  name: string,
  bytes: Uint8Array,
  options: WriteOptions & { temporaryName: string },
): Promise<void> {
  const existing = await statusOf(parent, name);
  if (existing) requireFile(existing);
  const temporary = parent.at(options.temporaryName);
  try {
    await writeTemporary(
      temporary,
      bytes,
      existing ? existing.mode & 0o777 : options.isExecutable ? 0o755 : 0o644,
    );
    await checkExpected(parent, name, options.expectedSha256);
    await parent.recheck();
    const now = await statusOf(parent, name);
    if (now) requireFile(now);
    if (options.expectedSha256 === null) await moveNew(temporary, parent.at(name));
    else await rename(temporary, parent.at(name));
  } catch (caught) {
    await unlink(temporary).catch(() => undefined);
    throw refuseAccess(caught);
  }
  await flushFolder(parent);
}

async function writeTemporary(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const handle = await open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow,
    0o600,
  );
  try {
    await handle.writeFile(bytes);
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function checkExpected(
  parent: HeldFolder,
  name: string,
  expected: string | null | undefined,
): Promise<void> {
  if (expected === undefined) return;
  const status = await statusOf(parent, name);
  const found = status
    ? sha256((await readChecked(parent, name, { length: status.size })).bytes).toString('hex')
    : null;
  if (found !== expected)
    throw new HoldfastError('conflict', 'the file is not as it was expected', { expected, found });
}

/** Moves a file to a name that must be free. Link fails when it is taken, which rename would overwrite; not every file system can link. */
export async function moveNew(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (caught) {
    if (isCode(caught, 'EEXIST'))
      throw new HoldfastError('conflict', 'the file appeared meanwhile', { reason: 'race' });
    await rename(source, target);
    return;
  }
  await unlink(source);
}

// so that the rename itself survives a power cut; not possible on Windows
async function flushFolder(parent: HeldFolder): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(parent.self, constants.O_RDONLY);
  try {
    await handle.sync();
  } catch (caught) {
    if (!isCode(caught, 'EINVAL') && !isCode(caught, 'ENOTSUP')) throw refuseAccess(caught);
  } finally {
    await handle.close();
  }
}
