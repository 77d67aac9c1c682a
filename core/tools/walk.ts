import { HoldfastError } from '../base/index.ts';
import type { FileEntry, Mounts } from '../sandbox/index.ts';
import { placeOf } from './files.ts';

/** Neither searched nor listed: nobody asks for them, and they hold most of the files of many folders. */
const skippedFolders = ['.git', '.hg', '.svn', 'node_modules'];
const mostEntries = 100_000;

export interface Walked extends FileEntry {
  /** Path below the folder where the walk began. */
  inside: string;
}

/**
 * The files at or below a path, with absolute paths; `/mnt/folders` means every granted folder, `/` everything. A granted
 * folder that is gone is left out when more than one is walked. Ends after 100,000 entries.
 */
export async function* filesBelow(mounts: Mounts, path: string, signal: AbortSignal): AsyncGenerator<Walked> {
  const place = placeOf(mounts, path);
  if (place.kind !== 'root') {
    const entry = await mounts.stat(path);
    if (entry.kind === 'file') yield { ...entry, path: place.path, inside: entry.name };
    else yield* below(mounts, place.path, place.path, signal);
    return;
  }
  for (const folder of rootsBelow(mounts, place.path)) {
    try {
      yield* below(mounts, folder, place.path, signal);
    } catch (caught) {
      if (!(caught instanceof HoldfastError) || caught.code !== 'folder_missing') throw caught;
    }
  }
}

/** Everything that can be walked at or below a fixed folder. */
function rootsBelow(mounts: Mounts, path: string): string[] {
  const place = mounts.resolve(path);
  if (place.kind !== 'root') return [place.path];
  return place.children.flatMap((name) => rootsBelow(mounts, path === '/' ? `/${name}` : `${path}/${name}`));
}

async function* below(
  mounts: Mounts,
  folder: string,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<Walked> {
  const prefix = from === '/' ? 1 : from.length + 1;
  const walk = mounts.walk(folder, { maxEntries: mostEntries, skipNames: skippedFolders, signal });
  for await (const entry of walk)
    if (entry.kind === 'file') yield { ...entry, inside: entry.path.slice(prefix) };
}
