import { HoldfastError } from '../base/index.ts';
import { type FileEntry, foldersRoot, type Mounts } from '../sandbox/index.ts';
import { placeOf } from './files.ts';

/** Neither searched nor listed: nobody asks for them, and they hold most of the files of many folders. */
const skippedFolders = ['.git', '.hg', '.svn', 'node_modules'];
const mostEntries = 100_000;

export interface Walked extends FileEntry {
  /** Path below the folder where the walk began. */
  inside: string;
}

/**
 * The files at or below a path, with absolute paths; `/mnt/folders` (and anything above it) means every granted folder. A granted
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
  const roots = mounts.resolve(foldersRoot);
  const folders = roots.kind === 'root' ? roots.children.map((name) => `${foldersRoot}/${name}`) : [];
  const all = place.path === '/' ? ['/workspace', ...folders] : folders;
  for (const folder of all) {
    try {
      yield* below(mounts, folder, place.path, signal);
    } catch (caught) {
      if (!(caught instanceof HoldfastError) || caught.code !== 'folder_missing') throw caught;
    }
  }
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
