import { HoldfastError, sha256 } from '../base/index.ts';
import type { CheckpointFile } from '../events/index.ts';
import type { FileSystem } from '../sandbox/index.ts';
import type { Content } from './merge.ts';
import { type FileToUndo, fileKey, type PlannedUndo, planUndo, virtualPath } from './plan.ts';
import { contentNow } from './recorder.ts';

/** What an undo would do to one file. */
export interface UndoFile extends PlannedUndo {
  folder: string;
  root: string;
  /** Inside the folder, now and before. */
  path: string;
  oldPath: string;
  virtualPath: string;
  /** What it holds now; undefined where that is too large to tell. */
  now: Content | undefined;
  /** It was a program before, where it has to be made anew. */
  isExecutable: boolean;
  /** Folders inside `root` that its changes had to make. */
  madeFolders: readonly string[];
  /** The code of what is in the way, where the file cannot be reached. */
  problem?: string;
}

export interface PlanPorts {
  openRoot(root: string): FileSystem;
  /** What a state held; undefined where it is not kept. */
  contentOf(state: CheckpointFile['before']): Promise<Content | undefined>;
}

/** Looks at the disk and says what would become of each file, in order of path. `files` as `filesToUndo` gives them. */
export async function planFiles(files: readonly FileToUndo[], ports: PlanPorts): Promise<UndoFile[]> {
  // several may have been at one path, one after the other: what lies there now is the newest
  const newest = new Map<string, FileToUndo>();
  for (const file of files) if (!newest.has(fileKey(file))) newest.set(fileKey(file), file);
  const planned = new Map<FileToUndo, UndoFile>();
  for (const file of files)
    planned.set(file, await planFile(file, newest.get(fileKey(file)) === file, ports));
  await settle(planned, newest, ports);
  return [...planned.values()].sort((left, right) => (left.virtualPath < right.virtualPath ? -1 : 1));
}

async function planFile(file: FileToUndo, isThere: boolean, ports: PlanPorts): Promise<UndoFile> {
  const { folder, root, path, oldPath, changes } = file;
  const known = {
    folder,
    root,
    path,
    oldPath,
    virtualPath: virtualPath(file),
    isExecutable: changes.at(-1)?.before?.executable === true,
    madeFolders: changes.flatMap((change) => change.made_folders ?? []),
  };
  try {
    const found = isThere ? await contentNow(ports.openRoot(root), path) : null;
    const now = found === null || found.state === null ? null : (found.bytes ?? undefined);
    return { ...known, now, ...(await planUndo(file, now, ports.contentOf)) };
  } catch (caught) {
    return { ...known, now: undefined, action: 'not_kept', problem: wordsOf(caught) };
  }
}

/** Where a file is put that is not there yet, the place must be free, or become free in the same undo. */
async function settle(
  planned: ReadonlyMap<FileToUndo, UndoFile>,
  newest: ReadonlyMap<string, FileToUndo>,
  ports: PlanPorts,
): Promise<void> {
  let isSettled = false;
  while (!isSettled) {
    isSettled = true;
    for (const [file, undo] of planned) {
      const isPut = undo.action === 'move' || (undo.action === 'restore' && undo.now === null);
      if (!isPut) continue;
      const at = placeAfter(undo);
      const owner = newest.get(fileKey({ root: undo.root, path: at }));
      const blocking = owner === undefined || owner === file ? undefined : planned.get(owner);
      if (blocking?.action === 'remove' || blocking?.action === 'move') continue;
      if ((await contentNow(ports.openRoot(undo.root), at)).state === null) continue;
      undo.action = 'conflict';
      undo.why = 'made_anew';
      delete undo.target;
      isSettled = false;
    }
  }
}

/** Where a file will be: where it was before, when it is moved back or made anew. */
export function placeAfter(file: Pick<UndoFile, 'action' | 'now' | 'path' | 'oldPath'>): string {
  return file.action === 'move' || file.now === null ? file.oldPath : file.path;
}

/** Stands for a plan: changes whenever a file, or what would become of it, does. */
export function planId(files: readonly UndoFile[]): string {
  const hashOf = (content: Content | undefined) =>
    content === undefined ? 'unknown' : content === null ? null : sha256(content).toString('hex');
  const facts = files.map((file) => [
    file.root,
    file.path,
    file.oldPath,
    file.action,
    hashOf(file.now),
    hashOf(file.target),
  ]);
  return sha256(JSON.stringify(facts)).toString('hex');
}

/** The stable code of a refusal; anything else is thrown on. */
export function wordsOf(caught: unknown): string {
  if (caught instanceof HoldfastError) return caught.code;
  throw caught;
}
