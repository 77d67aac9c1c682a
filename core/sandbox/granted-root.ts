import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { HoldfastError } from '../base/index.ts';
import { protectedKind } from './protected-paths.ts';

/**
 * The real path to keep for a folder the owner chose. Throws `folder_missing` when there is none, `folder_refused` when it is the
 * root of a disk, inside a forbidden folder, or itself protected.
 */
export async function resolveGrantedRoot(path: string, forbidden: readonly string[] = []): Promise<string> {
  const root = await realpath(path).catch(() => undefined);
  const status = root === undefined ? undefined : await stat(root).catch(() => undefined);
  if (root === undefined || !status?.isDirectory())
    throw new HoldfastError('folder_missing', 'there is no such folder');
  if (join(root, '..') === root)
    throw new HoldfastError('folder_refused', 'a whole disk cannot be granted', { reason: 'disk' });
  if (forbidden.some((folder) => isInside(folder, root))) {
    throw new HoldfastError('folder_refused', 'this folder belongs to Holdfast itself', {
      reason: 'own data',
    });
  }
  const kind = protectedKind(namesOf(root), 'write');
  if (kind) throw new HoldfastError('folder_refused', 'this folder is protected', { reason: kind });
  return root;
}

/** The names that a path on disk consists of. */
export function namesOf(path: string): string[] {
  return path.split(sep).filter((name) => name !== '');
}

/** True when `path` is `folder` or lies below it, also on disks that ignore case. */
export function isInside(folder: string, path: string): boolean {
  const inside = relative(folder.normalize('NFC').toLowerCase(), path.normalize('NFC').toLowerCase());
  return inside === '' || !(inside === '..' || inside.startsWith(`..${sep}`) || /^[a-z]:/i.test(inside));
}
