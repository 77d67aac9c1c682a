import { HoldfastError } from '../base/index.ts';
import type { FileEntry, Mounts } from '../sandbox/index.ts';
import { keptBytesPerChange, largestKeptFile, mostFilesAtOnce } from '../undo/index.ts';
import { placeOf } from './files.ts';
import { quoted } from './wording.ts';

export type Operation =
  | { action: 'move'; from: string; to: string }
  | { action: 'copy'; from: string; to: string }
  | { action: 'delete'; path: string }
  | { action: 'make_folder'; path: string };

/** What a list of operations would do, counted before anything is done. */
export interface Plan {
  /** Every path of the owner's folders that it touches. */
  paths: string[];
  /** Names of the granted folders among them. */
  folders: string[];
  moved: number;
  copied: number;
  deleted: number;
  deletedBytes: number;
  foldersMade: number;
  /** Of the owner's folders. */
  deletedOutside: number;
  changedOutside: number;
  /** Deleted files of the owner's that no checkpoint keeps. */
  cannotBeUndone: number;
}

/**
 * Looks at every operation in order, as if those before it had been done. Throws HoldfastError where one could not be done: nothing there,
 * the new path taken, a folder for reading only, too many files.
 */
export async function planOperations(mounts: Mounts, operations: readonly Operation[]): Promise<Plan> {
  const plan: Plan = {
    paths: [], folders: [], moved: 0, copied: 0, deleted: 0, deletedBytes: 0, foldersMade: 0, deletedOutside: 0,
    changedOutside: 0, cannotBeUndone: 0,
  }; // biome-ignore format: a list of zeros
  const world = imagine(mounts);
  const folders = new Set<string>();
  const touch = (path: string) => {
    const place = placeOf(mounts, path);
    if (place.kind === 'root' || place.inside === '')
      throw new HoldfastError('path_invalid', 'a fixed folder', { reason: 'it is a fixed folder' });
    if (place.kind === 'uploads')
      throw new HoldfastError('read_only', 'an upload', { reason: 'an upload is for reading' });
    if (place.kind === 'folder') {
      if (place.fileSystem.access === 'read')
        throw new HoldfastError('read_only', 'granted for reading only');
      folders.add(place.folder);
      plan.paths.push(place.path);
    }
    return place;
  };
  for (const each of operations) {
    if (each.action === 'make_folder') {
      world.make(touch(each.path).path, []);
      plan.foldersMade += 1;
      continue;
    }
    const source =
      each.action === 'copy' ? placeOf(mounts, each.from) : touch('path' in each ? each.path : each.from);
    const files = await world.take(source.path, each.action !== 'copy');
    if (files.length > mostFilesAtOnce)
      throw new HoldfastError(
        'invalid_request',
        `${quoted(source.path)} holds more than ${mostFilesAtOnce} files`,
      );
    if (each.action === 'delete') {
      countDeleted(plan, files, source.kind === 'folder');
      continue;
    }
    const target = touch(each.to);
    if (await world.isTaken(target.path))
      throw new HoldfastError(
        'invalid_request',
        `There is something at ${quoted(target.path)} already: nothing is overwritten.`,
      );
    world.make(target.path, files);
    if (each.action === 'move') plan.moved += files.length;
    else plan.copied += files.length;
    if (source.kind === 'folder' || target.kind === 'folder') plan.changedOutside += files.length;
  }
  plan.folders = [...folders];
  return plan;
}

function countDeleted(plan: Plan, files: readonly FileEntry[], isOutside: boolean): void {
  let room = keptBytesPerChange;
  for (const file of files) {
    plan.deleted += 1;
    plan.deletedBytes += file.sizeBytes;
    if (!isOutside) continue;
    plan.deletedOutside += 1;
    if (file.sizeBytes > Math.min(room, largestKeptFile)) plan.cannotBeUndone += 1;
    else room -= file.sizeBytes;
  }
}

/** The files as they would be after the operations so far. */
function imagine(mounts: Mounts) {
  const made = new Map<string, readonly FileEntry[]>();
  const gone = new Set<string>();
  const isBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
  const isGone = (path: string) => [...gone].some((folder) => isBelow(path, folder));

  async function onDisk(path: string): Promise<FileEntry | null> {
    if (isGone(path)) return null;
    return mounts.stat(path).catch((caught: unknown) => {
      if (caught instanceof HoldfastError && caught.code === 'file_not_found') return null;
      throw caught;
    });
  }

  return {
    async isTaken(path: string): Promise<boolean> {
      if ([...made.keys()].some((other) => isBelow(other, path))) return true;
      return (await onDisk(path)) !== null;
    },
    make(path: string, files: readonly FileEntry[]): void {
      made.set(path, files);
    },
    /** The files at or below a path. Throws `file_not_found`. */
    async take(path: string, isRemoved: boolean): Promise<FileEntry[]> {
      const imagined = [...made.entries()].filter(([other]) => isBelow(other, path));
      const entry = await onDisk(path);
      if (entry === null && imagined.length === 0)
        throw new HoldfastError('invalid_request', `There is nothing at ${quoted(path)}.`);
      const files = imagined.flatMap(([, list]) => list);
      if (entry?.kind === 'folder') {
        for await (const below of mounts.walk(path, { maxEntries: mostFilesAtOnce * 2 }))
          if (below.kind !== 'folder' && !isGone(below.path)) files.push(below);
      } else if (entry) files.push(entry);
      if (isRemoved) {
        gone.add(path);
        for (const [other] of imagined) made.delete(other);
      }
      return files;
    },
  };
}
