import type { CheckpointFile } from '../events/index.ts';
import { type Content, isSame, takeBack } from './merge.ts';
import type { StoredCheckpoint } from './store.ts';

export interface Selection {
  checkpointIds: readonly string[];
  /** Only these files, as `/mnt/folders/<name>/<path>`; all of the checkpoints' files when left out. */
  paths?: readonly string[] | undefined;
}

/** One file of a selection and its changes, newest first. */
export interface FileToUndo {
  folder: string;
  root: string;
  /** Where it is now. */
  path: string;
  /** Where it was before all of them: elsewhere when it was moved. */
  oldPath: string;
  changes: CheckpointFile[];
}

export type UndoAction =
  /** Becomes exactly what it was, where it was. */
  | 'restore'
  /** It goes: it was made by a change that is taken back. */
  | 'remove'
  /** The changes go, what was changed since stays. */
  | 'merge'
  /** It goes back to where it was; what it holds changes only where changes of it are taken back, too. */
  | 'move'
  /** Changed since in the same lines, or otherwise in the way: left alone unless the owner says otherwise. */
  | 'conflict'
  /** It already is what it was. */
  | 'same'
  /** What it held is not kept: it was too large, or it is too long ago. */
  | 'not_kept';

export type ConflictReason = 'edited' | 'made_anew' | 'removed' | 'not_text';

export interface PlannedUndo {
  action: UndoAction;
  why?: ConflictReason;
  /** What the file will hold; for a conflict what it would hold if later changes were dropped. Undefined where nothing can be done. */
  target?: Content;
}

/** The virtual path under which the agent knows a file. */
export function virtualPath(file: { folder: string; path: string }): string {
  return `/mnt/folders/${file.folder}/${file.path}`;
}

/** For each checkpoint the paths whose change was taken back, and not brought back since. */
export function takenBack(checkpoints: readonly StoredCheckpoint[]): Map<string, Set<string>> {
  const gone = new Map<string, Set<string>>();
  const byId = new Map(checkpoints.map((checkpoint) => [checkpoint.event.id, checkpoint]));
  // newest first: an undo that was itself undone takes nothing back
  for (const { event } of [...checkpoints].reverse()) {
    if (event.undoes === undefined) continue;
    const inactive = gone.get(event.id);
    for (const id of event.undoes) {
      const files = byId.get(id)?.event.changes ?? [];
      const paths = new Set(files.map(fileKey));
      const set = gone.get(id) ?? new Set();
      for (const file of event.changes ?? []) {
        const keys = [
          fileKey(file),
          ...(file.moved_from === undefined ? [] : [fileKey({ ...file, path: file.moved_from })]),
        ];
        for (const key of keys) if (paths.has(key) && !inactive?.has(fileKey(file))) set.add(key);
      }
      gone.set(id, set);
    }
  }
  return gone;
}

/** The files that a selection means, without what is taken back already; those that were last at a path before others that were there. */
export function filesToUndo(checkpoints: readonly StoredCheckpoint[], selection: Selection): FileToUndo[] {
  const gone = takenBack(checkpoints);
  const wanted = new Set(selection.checkpointIds);
  const paths = selection.paths === undefined ? null : new Set(selection.paths);
  const files: FileToUndo[] = [];
  // by where each was at the time that has been reached
  const open = new Map<string, FileToUndo>();
  for (const { event } of [...checkpoints].reverse()) {
    if (!wanted.has(event.id)) continue;
    for (const change of [...(event.changes ?? [])].reverse()) {
      const key = fileKey(change);
      if (gone.get(event.id)?.has(key) || (paths !== null && !paths.has(virtualPath(change)))) continue;
      const { folder, root, path } = change;
      let file = open.get(key);
      if (!file) {
        file = { folder, root, path, oldPath: path, changes: [] };
        files.push(file);
      }
      file.changes.push(change);
      open.delete(key);
      file.oldPath = change.moved_from ?? path;
      open.set(fileKey({ root, path: file.oldPath }), file);
    }
  }
  return files;
}

/** Identity of a file across checkpoints: the same disk path under whatever name its folder was granted. */
export function fileKey(file: { root: string; path: string }): string {
  return `${file.root}\0${file.path}`;
}

/**
 * What taking a file's changes back would make of it. `now` is what it holds, undefined where it is too large to tell; `contentOf` gives
 * what a state held, undefined where it is not kept.
 */
export async function planUndo(
  file: FileToUndo,
  now: Content | undefined,
  contentOf: (state: CheckpointFile['before']) => Promise<Content | undefined>,
): Promise<PlannedUndo> {
  const changes = file.changes.filter((change) => change.moved_from === undefined);
  const isMoved = file.oldPath !== file.path;
  const oldest = changes.at(-1);
  // a file that only went elsewhere comes back, whatever it holds
  if (!oldest) {
    if (!isMoved) return { action: 'same' };
    return now === null ? { action: 'conflict', why: 'removed' } : { action: 'move', target: now };
  }
  if (now === undefined) return { action: 'not_kept' };
  const target = await contentOf(oldest.before);
  if (target === undefined) return { action: 'not_kept' };
  let content = now;
  let isMerged = false;
  for (const change of changes) {
    const [before, after] = [await contentOf(change.before), await contentOf(change.after)];
    if (before === undefined || after === undefined) {
      // a step in the middle is lost: only a file that nobody else changed can be brought back
      return isSame(now, target) ? { action: 'same' } : { action: 'conflict', why: 'edited', target };
    }
    const step = takeBack({ before, after }, content);
    if (step.kind === 'conflict') return { action: 'conflict', why: step.why, target };
    content = step.content;
    isMerged ||= step.isMerged;
  }
  if (content === null) return now === null ? { action: 'same' } : { action: 'remove', target: null };
  if (isMoved) return { action: now === null ? 'restore' : 'move', target: content };
  if (isSame(content, now)) return { action: 'same' };
  return { action: isMerged ? 'merge' : 'restore', target: content };
}
