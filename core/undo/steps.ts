import { HoldfastError, sha256 } from '../base/index.ts';
import type { CheckpointFile } from '../events/index.ts';
import type { FileSystem } from '../sandbox/index.ts';
import { type Content, isSame } from './merge.ts';
import { placeAfter, type UndoFile } from './plan-files.ts';
import { contentNow, missingFolders } from './recorder.ts';
import type { KeptContent } from './store.ts';

/** One thing that is done to the disk. */
export type UndoStep = { file: UndoFile } & (
  | { kind: 'remove'; path: string }
  | { kind: 'move'; from: string; to: string }
  | { kind: 'write'; path: string; content: Uint8Array }
);

/** Whether a plan does something to a file without a choice of the owner's. */
export function isDone({ action }: Pick<UndoFile, 'action'>): boolean {
  return action === 'restore' || action === 'remove' || action === 'merge' || action === 'move';
}

/** The steps of an undo, in an order in which no file is in another's way: what goes, what goes back, what is written. */
export function stepsOf(files: readonly UndoFile[]): UndoStep[] {
  const removes = files
    .filter(({ target, now }) => target === null && now !== null)
    .map((file): UndoStep => ({ file, kind: 'remove', path: file.path }));
  const writes = files.flatMap((file): UndoStep[] => {
    const { target, now } = file;
    if (target === null || target === undefined || (now !== undefined && isSame(target, now))) return [];
    return [{ file, kind: 'write', path: placeAfter(file), content: target }];
  });
  return [...removes, ...movesOf(files.filter(({ action }) => action === 'move')), ...writes];
}

function movesOf(files: readonly UndoFile[]): UndoStep[] {
  const waiting = new Map(files.map((file) => [`${file.root}\0${file.path}`, file]));
  const steps: UndoStep[] = [];
  const last: UndoStep[] = [];
  while (waiting.size > 0) {
    const free = [...waiting].find(([, file]) => !waiting.has(`${file.root}\0${file.oldPath}`));
    const [key, file] = free ?? [...waiting][0] ?? [];
    if (key === undefined || file === undefined) break;
    waiting.delete(key);
    if (free) {
      steps.push({ file, kind: 'move', from: file.path, to: file.oldPath });
      continue;
    }
    // they change places: one steps aside
    const aside = `${file.path}.holdfast-${steps.length}`;
    steps.push({ file, kind: 'move', from: file.path, to: aside });
    last.push({ file, kind: 'move', from: aside, to: file.oldPath });
  }
  return [...steps, ...last];
}

/** What a checkpoint says of the steps, and the contents that it keeps. */
export async function changesOf(
  steps: readonly UndoStep[],
  openRoot: (root: string) => FileSystem,
): Promise<{ changes: CheckpointFile[]; contents: KeptContent[] }> {
  const contents: KeptContent[] = [];
  const changes: CheckpointFile[] = [];
  const stateOf = (content: Content | undefined): CheckpointFile['before'] => {
    if (content === null) return null;
    if (content === undefined) return { sha256: null, size: 0 };
    const hash = sha256(content).toString('hex');
    contents.push({ sha256: hash, bytes: content });
    return { sha256: hash, size: content.byteLength };
  };
  for (const step of steps) {
    const { folder, root, now, isExecutable } = step.file;
    const path = step.kind === 'move' ? step.to : step.path;
    const made = step.kind === 'remove' ? [] : await missingFolders(openRoot(root), path);
    const base = { folder, root, path, ...(made.length > 0 ? { made_folders: made } : {}) };
    if (step.kind === 'move') {
      const size = now?.byteLength ?? 0;
      changes.push({ ...base, moved_from: step.from, before: null, after: { sha256: null, size } });
    } else if (step.kind === 'remove') changes.push({ ...base, before: stateOf(now), after: null });
    else {
      const after = stateOf(step.content);
      const program = after && isExecutable ? { executable: true as const } : {};
      changes.push({ ...base, before: stateOf(now), after: after && { ...after, ...program } });
    }
  }
  return { changes, contents };
}

/** Does one step. Throws `conflict` where the file is no longer what the plan saw. */
export async function take(step: UndoStep, fileSystem: FileSystem): Promise<void> {
  const { file } = step;
  const expectedSha256 = file.now ? sha256(file.now).toString('hex') : null;
  switch (step.kind) {
    case 'move':
      return fileSystem.move(step.from, step.to);
    case 'write':
      await fileSystem.writeFile(step.path, step.content, {
        expectedSha256,
        isExecutable: file.isExecutable,
      });
      return;
    case 'remove': {
      const now = await contentNow(fileSystem, step.path);
      if ((now.state?.sha256 ?? null) !== expectedSha256)
        throw new HoldfastError('conflict', 'the file is not as it was expected');
      if (now.state !== null) await fileSystem.remove(step.path);
      return;
    }
    default:
      return step satisfies never;
  }
}
