import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { HoldfastError } from '../base/index.ts';

const noFollow = constants.O_NOFOLLOW ?? 0;
const folderOnly = constants.O_DIRECTORY ?? 0;

/**
 * Races: between the check of a path and its use another program may swap a folder for a link. On Linux every use goes through the
 * open handle of the checked folder, so there is no such moment (except inside the recursive removal of a folder). Elsewhere the
 * parent is checked again immediately before rename, unlink and mkdir; the instant between that check and the call remains.
 */

/** A folder inside a granted one that was opened and found to be where its path says. */
export interface HeldFolder {
  /** Names from the granted root, as the disk spells them. */
  names: string[];
  /** A path for file calls that means this very folder: on Linux through the open handle, so that no later swap of a parent matters. */
  at(name: string): string;
  self: string;
  /** Looks again that the folder is still where it was. Needed before rename, unlink and mkdir where there is no such handle. */
  recheck(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the folder `names` below `root` (a real path). Links on the way are followed only as far as they stay inside.
 * Throws `folder_missing` when the root is gone or is no longer itself, `file_not_found`, `path_outside`.
 */
export async function holdFolder(root: string, names: readonly string[]): Promise<HeldFolder> {
  await checkRoot(root);
  const wanted = join(root, ...(await spelledAsOnDisk(root, names)));
  const real = await realpath(wanted).catch((caught: unknown) => refuseMissing(caught, names));
  const inside = relative(root, real);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new HoldfastError('path_outside', 'a link leads out of the granted folder', { reason: 'link' });
  }
  const handle = await openFolder(real);
  try {
    const self = await pathOfHandle(handle, real);
    return heldFolder(handle, self, real, inside === '' ? [] : inside.split(sep));
  } catch (caught) {
    await handle?.close();
    throw caught;
  }
}

function heldFolder(handle: FileHandle | undefined, self: string, real: string, names: string[]): HeldFolder {
  const isByHandle = self !== real;
  return {
    names,
    self,
    at: (name) => join(self, name),
    async recheck() {
      if (isByHandle) return;
      const now = await realpath(real).catch(() => undefined);
      if (now !== real)
        throw new HoldfastError('path_outside', 'the folder was moved meanwhile', { reason: 'race' });
    },
    close: async () => {
      await handle?.close();
    },
  };
}

async function checkRoot(root: string): Promise<void> {
  const real = await realpath(root).catch(() => undefined);
  const status = real === root ? await lstat(root).catch(() => undefined) : undefined;
  if (!status?.isDirectory())
    throw new HoldfastError('folder_missing', 'the granted folder is not there any more');
}

// Windows cannot open folders
async function openFolder(real: string): Promise<FileHandle | undefined> {
  if (process.platform === 'win32') return undefined;
  try {
    return await open(real, constants.O_RDONLY | folderOnly | noFollow);
  } catch (caught) {
    if (isCode(caught, 'ENOTDIR'))
      throw new HoldfastError('path_invalid', 'a file is used as a folder', { reason: 'it is a file' });
    if (isCode(caught, 'ELOOP'))
      throw new HoldfastError('path_outside', 'a folder became a link', { reason: 'race' });
    throw refuseAccess(caught);
  }
}

/** On Linux the kernel tells where an open folder is, and its handle can stand for it in paths. */
async function pathOfHandle(handle: FileHandle | undefined, real: string): Promise<string> {
  if (!handle || process.platform !== 'linux') return real;
  const byHandle = `/proc/self/fd/${handle.fd}`;
  const where = await readlink(byHandle).catch(() => undefined);
  // no /proc: checks by path are what is left
  if (where === undefined) return real;
  if (where !== real)
    throw new HoldfastError('path_outside', 'the folder was swapped meanwhile', { reason: 'race' });
  return byHandle;
}

/** Finds names whose Unicode form on the disk differs from ours (macOS writes decomposed forms). */
async function spelledAsOnDisk(root: string, names: readonly string[]): Promise<string[]> {
  const spelled: string[] = [];
  for (const name of names) spelled.push(await spelledIn(join(root, ...spelled), name));
  return spelled;
}

/** The name in `folder` that is equal to `name` in Unicode NFC; `name` itself when it exists or nothing is equal. */
export async function spelledIn(folder: string, name: string): Promise<string> {
  if (isAscii(name) || (await lstat(join(folder, name)).catch(() => undefined))) return name;
  const present = await readdir(folder).catch(() => []);
  return present.find((candidate) => candidate.normalize('NFC') === name) ?? name;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

function refuseMissing(caught: unknown, names: readonly string[]): never {
  if (isCode(caught, 'ENOENT'))
    throw new HoldfastError('file_not_found', `there is no folder ${names.join('/')}`);
  if (isCode(caught, 'ENOTDIR'))
    throw new HoldfastError('path_invalid', 'a file is used as a folder', { reason: 'it is a file' });
  if (isCode(caught, 'ELOOP'))
    throw new HoldfastError('path_outside', 'a link leads to itself', { reason: 'link' });
  throw refuseAccess(caught);
}

/** What the operating system said, as one of our errors. */
export function refuseAccess(caught: unknown): unknown {
  if (isCode(caught, 'EACCES') || isCode(caught, 'EPERM'))
    return new HoldfastError('read_only', 'the operating system does not allow it', {}, { cause: caught });
  if (isCode(caught, 'EROFS'))
    return new HoldfastError('read_only', 'the disk is read-only', {}, { cause: caught });
  if (isCode(caught, 'ENOSPC') || isCode(caught, 'EDQUOT'))
    return new HoldfastError('database_full', 'the disk is full', {}, { cause: caught });
  if (isCode(caught, 'ENAMETOOLONG'))
    return new HoldfastError(
      'path_invalid',
      'the name is too long for the disk',
      { reason: 'too long' },
      { cause: caught },
    );
  return caught;
}

/** True when a caught value carries this operating system code. */
export function isCode(caught: unknown, code: string): boolean {
  return caught instanceof Error && 'code' in caught && caught.code === code;
}
