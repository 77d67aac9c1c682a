import { HoldfastError } from '../base/index.ts';
import { type Bound, bindCommands, bindQueries, type DataPort, type Content as Staged } from '../db/index.ts';
import type { CheckpointFile } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import type { FileSystem } from '../sandbox/index.ts';
import type { Content } from './merge.ts';
import { fileKey, filesToUndo, type Selection, takenBack, virtualPath } from './plan.ts';
import { planFiles, planId, type UndoFile, wordsOf } from './plan-files.ts';
import type { RecordChange } from './recorder.ts';
import { changesOf, isDone, stepsOf, take } from './steps.ts';
import type { KeptContent, StoredCheckpoint, UndoStore } from './store.ts';

/** A checkpoint with what became of it. */
export interface Checkpoint extends StoredCheckpoint {
  /** Virtual paths whose change was taken back. */
  takenBack: string[];
  /** Virtual paths whose content before the change is not kept. */
  notKept: string[];
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
  log: Pick<Log, 'append'>;
  /** The folder at a root that was granted once, for the owner's own undo; the grant may have ended. */
  openRoot(root: string): FileSystem;
}

/** Makes undo over the data port. */
export function createUndo({ data, log, openRoot }: UndoPorts): Undo {
  const store: Bound<UndoStore['commands']> & Bound<UndoStore['queries']> = {
    ...bindCommands<UndoStore['commands']>(data, 'undo', ['record']),
    ...bindQueries<UndoStore['queries']>(data, 'undo', ['listCheckpoints', 'keptHashes', 'keptContent']),
  };

  /** Commits a checkpoint with what is kept for it. */
  async function record(
    input: Omit<Parameters<typeof store.record>[0], 'contents'>,
    contents: readonly KeptContent[],
  ) {
    const staged: Staged[] = [];
    try {
      for (const { bytes } of contents) staged.push(await data.blobs.stage(bytes));
      return await store.record({ ...input, contents: staged });
    } finally {
      await data.blobs.discard(staged);
    }
  }

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
      const kept = await store.keptContent({ sessionId, sha256: state.sha256 });
      if (kept === null) return undefined;
      return kept.blob ? data.blobs.read(kept.blob) : kept.bytes;
    };

  async function plan(sessionId: string, selection: Selection): Promise<UndoPlan> {
    const checkpoints = await store.listCheckpoints({ sessionId });
    const known = new Set(checkpoints.map(({ event }) => event.id));
    const strange = selection.checkpointIds.find((id) => !known.has(id));
    if (strange !== undefined)
      throw new HoldfastError('invalid_request', `there is no checkpoint ${strange}`);
    const files = await planFiles(filesToUndo(checkpoints, selection), {
      openRoot,
      contentOf: contentIn(sessionId),
    });
    return { id: planId(files), files };
  }

  async function apply(request: UndoRequest): Promise<UndoResult> {
    const { sessionId, choices = {} } = request;
    const planned = await plan(sessionId, request);
    if (planned.id !== request.planId)
      throw new HoldfastError('conflict', 'files changed since this undo was shown');
    const chosen: UndoFile[] = [];
    const left: UndoResult['left'] = [];
    for (const file of planned.files) {
      if (
        isDone(file) ||
        (file.action === 'conflict' && choices[file.virtualPath] === 'restore' && file.target !== undefined)
      )
        chosen.push(file);
      else if (file.action !== 'same')
        left.push({ path: file.virtualPath, why: file.problem ?? file.action });
    }
    const steps = stepsOf(chosen);
    if (steps.length === 0) return { checkpointId: null, done: [], left };
    const { changes, contents } = await changesOf(steps, openRoot);
    const event = {
      type: 'holdfast.checkpoint' as const,
      undoes: [...request.checkpointIds],
      by: request.by,
      changes,
    };
    const stored = await record({ sessionId, event }, contents);
    const failed = new Map<UndoFile, string>();
    for (const step of steps) {
      if (failed.has(step.file)) continue;
      await take(step, openRoot(step.file.root)).catch((caught: unknown) => {
        failed.set(step.file, wordsOf(caught));
      });
    }
    for (const [file, why] of failed) left.push({ path: file.virtualPath, why });
    const done = chosen.filter((file) => !failed.has(file));
    await removeMadeFolders(done);
    return { checkpointId: stored.event.id, done: done.map((file) => file.virtualPath), left };
  }

  // folders that a change had to make go with the last file in them; one that is not empty stays
  async function removeMadeFolders(done: readonly UndoFile[]): Promise<void> {
    const made = done.flatMap(({ root, madeFolders }) => madeFolders.map((path) => ({ root, path })));
    for (const { root, path } of made.sort((left, right) => right.path.length - left.path.length))
      await openRoot(root)
        .remove(path)
        .catch(() => undefined);
  }

  return {
    recorder: ({ sessionId, toolUseId, tool }) => {
      return async (changes, contents, change) => {
        const made = { type: 'holdfast.checkpoint' as const, tool_use_id: toolUseId, tool, changes };
        const { event } = await record({ sessionId, event: made }, contents);
        try {
          return await change();
        } catch (caught) {
          await log.append({ sessionId, events: [{ type: 'holdfast.checkpoint_void', event_id: event.id }] });
          throw caught;
        }
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
