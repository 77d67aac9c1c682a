import { HoldfastError, sha256 } from '../base/index.ts';
import { type Bound, bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import type { CheckpointFile } from '../events/index.ts';
import type { FileSystem } from '../sandbox/index.ts';
import type { Content } from './merge.ts';
import {
  type FileToUndo,
  fileKey,
  filesToUndo,
  type PlannedUndo,
  planUndo,
  type Selection,
  takenBack,
  virtualPath,
} from './plan.ts';
import { contentNow, type RecordChange } from './recorder.ts';
import type { KeptContent, StoredCheckpoint, UndoStore } from './store.ts';

/** A checkpoint with what became of it. */
export interface Checkpoint extends StoredCheckpoint {
  /** Virtual paths whose change was taken back. */
  takenBack: string[];
  /** Virtual paths whose content before the change is not kept. */
  notKept: string[];
}

/** What an undo would do to one file. */
export interface UndoFile extends PlannedUndo {
  folder: string;
  root: string;
  /** Inside the folder. */
  path: string;
  virtualPath: string;
  now: Content | undefined;
  /** In words, where the file cannot be reached. */
  problem?: string;
}

export interface UndoPlan {
  /** Changes whenever a file, or what would become of it, does. */
  id: string;
  files: UndoFile[];
}

export interface UndoRequest extends Selection {
  sessionId: string;
  planId: string;
  /** For conflicts: `restore` drops what was changed since (it is kept, and can be brought back); they are left alone otherwise. */
  choices?: Readonly<Record<string, 'restore' | 'keep'>> | undefined;
  by: string;
}

export interface UndoResult {
  /** Null where nothing had to change. */
  checkpointId: string | null;
  done: string[];
  /** Files that were left as they are, and why. */
  left: { path: string; why: string }[];
}

export interface Undo {
  /** Records the changes of one call. */
  recorder(call: { sessionId: string; toolUseId: string; tool: string }): RecordChange;
  /** Oldest first. */
  list(sessionId: string): Promise<Checkpoint[]>;
  /**
   * What a checkpoint's change made of a file; a content is undefined where it is not kept. Throws `not_found` for a file that is none of
   * its own.
   */
  diffOf(
    sessionId: string,
    checkpointId: string,
    path: string,
  ): Promise<{ before: Content | undefined; after: Content | undefined }>;
  /** What taking these changes back would do. Looks at the disk, changes nothing. */
  plan(sessionId: string, selection: Selection): Promise<UndoPlan>;
  /**
   * Takes changes back, as planned. The undo is a checkpoint of its own, which can be taken back. Throws `conflict` when something changed
   * since the plan was made; `invalid_request` for checkpoints that are not there.
   */
  apply(request: UndoRequest): Promise<UndoResult>;
}

export interface UndoPorts {
  data: DataPort;
  /** The folder at a root that was granted once, for the owner's own undo; the grant may have ended. */
  openRoot(root: string): FileSystem;
}

/** Makes undo over the data port. */
export function createUndo({ data, openRoot }: UndoPorts): Undo {
  const store: Bound<UndoStore['commands']> & Bound<UndoStore['queries']> = {
    ...bindCommands<UndoStore['commands']>(data, 'undo', ['record']),
    ...bindQueries<UndoStore['queries']>(data, 'undo', ['listCheckpoints', 'keptHashes', 'keptContent']),
  };

  async function list(sessionId: string): Promise<Checkpoint[]> {
    const [checkpoints, kept] = await Promise.all([
      store.listCheckpoints({ sessionId }),
      store.keptHashes({ sessionId }),
    ]);
    const hashes = new Set(kept);
    const gone = takenBack(checkpoints);
    return checkpoints.map((checkpoint) => {
      const { event } = checkpoint;
      const undone = gone.get(event.id);
      return {
        ...checkpoint,
        takenBack: (event.changes ?? []).filter((file) => undone?.has(fileKey(file))).map(virtualPath),
        notKept: (event.changes ?? [])
          .filter(({ before }) => before !== null && (before.sha256 === null || !hashes.has(before.sha256)))
          .map(virtualPath),
      };
    });
  }

  const contentIn =
    (sessionId: string) =>
    async (state: CheckpointFile['before']): Promise<Content | undefined> => {
      if (state === null) return null;
      if (state.sha256 === null) return undefined;
      return (await store.keptContent({ sessionId, sha256: state.sha256 })) ?? undefined;
    };

  async function plan(sessionId: string, selection: Selection): Promise<UndoPlan> {
    const checkpoints = await store.listCheckpoints({ sessionId });
    const known = new Set(checkpoints.map(({ event }) => event.id));
    const strange = selection.checkpointIds.find((id) => !known.has(id));
    if (strange !== undefined)
      throw new HoldfastError('invalid_request', `there is no checkpoint ${strange}`);
    const contentOf = contentIn(sessionId);
    const files: UndoFile[] = [];
    for (const file of filesToUndo(checkpoints, selection))
      files.push(await planFile(file, openRoot(file.root), contentOf));
    return { id: planId(files), files };
  }

  async function apply(request: UndoRequest): Promise<UndoResult> {
    const { sessionId, choices = {} } = request;
    const planned = await plan(sessionId, request);
    if (planned.id !== request.planId)
      throw new HoldfastError('conflict', 'files changed since this undo was shown');
    const chosen: { file: UndoFile; target: Content }[] = [];
    const left: UndoResult['left'] = [];
    for (const file of planned.files) {
      const mayAct =
        file.action === 'restore' ||
        file.action === 'remove' ||
        file.action === 'merge' ||
        (file.action === 'conflict' && choices[file.virtualPath] === 'restore');
      if (mayAct && file.target !== undefined) chosen.push({ file, target: file.target });
      else if (file.action !== 'same')
        left.push({ path: file.virtualPath, why: file.problem ?? file.action });
    }
    if (chosen.length === 0) return { checkpointId: null, done: [], left };
    const changes = chosen.map(({ file, target }) => changeOf(file, target));
    const stored = await store.record({
      sessionId,
      event: {
        type: 'holdfast.checkpoint',
        undoes: [...request.checkpointIds],
        by: request.by,
        changes: changes.map(({ change }) => change),
      },
      contents: changes.flatMap(({ contents }) => contents),
    });
    const done: string[] = [];
    for (const { file, target } of chosen) {
      const problem = await put(openRoot(file.root), file, target).then(
        () => null,
        (caught: unknown) => wordsOf(caught),
      );
      if (problem === null) done.push(file.virtualPath);
      else left.push({ path: file.virtualPath, why: problem });
    }
    await removeMadeFolders(request, done);
    return { checkpointId: stored.event.id, done, left };
  }

  // folders that a change had to make go with the last file in them
  async function removeMadeFolders(request: UndoRequest, done: readonly string[]): Promise<void> {
    const wanted = new Set(request.checkpointIds);
    const checkpoints = await store.listCheckpoints({ sessionId: request.sessionId });
    const made = new Map<string, { root: string; path: string }>();
    for (const { event } of checkpoints) {
      if (!wanted.has(event.id)) continue;
      for (const file of event.changes ?? []) {
        if (!done.includes(virtualPath(file))) continue;
        for (const path of file.made_folders ?? [])
          made.set(`${file.root}\0${path}`, { root: file.root, path });
      }
    }
    const deepestFirst = [...made.values()].sort((left, right) => right.path.length - left.path.length);
    for (const { root, path } of deepestFirst) {
      // one that is not empty stays
      await openRoot(root)
        .remove(path)
        .catch(() => undefined);
    }
  }

  return {
    recorder: ({ sessionId, toolUseId, tool }) => {
      return async (files, contents) => {
        await store.record({
          sessionId,
          event: { type: 'holdfast.checkpoint', tool_use_id: toolUseId, tool, changes: files },
          contents,
        });
      };
    },
    list,
    async diffOf(sessionId, checkpointId, path) {
      const checkpoints = await store.listCheckpoints({ sessionId });
      const checkpoint = checkpoints.find(({ event }) => event.id === checkpointId);
      const file = checkpoint?.event.changes?.find((change) => virtualPath(change) === path);
      if (!file) throw new HoldfastError('not_found', `${checkpointId} did not change ${path}`);
      const contentOf = contentIn(sessionId);
      return { before: await contentOf(file.before), after: await contentOf(file.after) };
    },
    plan,
    apply,
  };
}

async function planFile(
  file: FileToUndo,
  fileSystem: FileSystem,
  contentOf: Parameters<typeof planUndo>[2],
): Promise<UndoFile> {
  const known = { folder: file.folder, root: file.root, path: file.path, virtualPath: virtualPath(file) };
  try {
    const found = await contentNow(fileSystem, file.path);
    const now = found.state === null ? null : (found.bytes ?? undefined);
    return { ...known, now, ...(await planUndo(file, now, contentOf)) };
  } catch (caught) {
    return { ...known, now: undefined, action: 'not_kept', problem: wordsOf(caught) };
  }
}

function planId(files: readonly UndoFile[]): string {
  const hashOf = (content: Content | undefined) =>
    content === undefined ? 'unknown' : content === null ? null : sha256(content).toString('hex');
  const facts = files.map((file) => [
    file.root,
    file.path,
    file.action,
    hashOf(file.now),
    hashOf(file.target),
  ]);
  return sha256(JSON.stringify(facts)).toString('hex');
}

function changeOf(file: UndoFile, target: Content): { change: CheckpointFile; contents: KeptContent[] } {
  const contents: KeptContent[] = [];
  const stateOf = (content: Content | undefined): CheckpointFile['before'] => {
    if (content === null || content === undefined) return null;
    const hash = sha256(content).toString('hex');
    contents.push({ sha256: hash, bytes: content });
    return { sha256: hash, size: content.byteLength };
  };
  const { folder, root, path } = file;
  return { change: { folder, root, path, before: stateOf(file.now), after: stateOf(target) }, contents };
}

async function put(fileSystem: FileSystem, file: UndoFile, target: Content): Promise<void> {
  const expectedSha256 = file.now ? sha256(file.now).toString('hex') : null;
  if (target !== null) {
    await fileSystem.writeFile(file.path, target, { expectedSha256 });
    return;
  }
  const now = await contentNow(fileSystem, file.path);
  if ((now.state?.sha256 ?? null) !== expectedSha256)
    throw new HoldfastError('conflict', 'the file is not as it was expected');
  if (now.state !== null) await fileSystem.remove(file.path);
}

function wordsOf(caught: unknown): string {
  if (caught instanceof HoldfastError) return caught.code;
  throw caught;
}
