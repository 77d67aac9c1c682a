import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HoldfastError, sha256 } from '../../base/index.ts';
import type { Mounts } from '../mounts.ts';
import { type ConfinedEnd, missingForConfinement, runConfined, stopRuntime } from './confine.ts';
import { type ConfinedProgram, confineProgram, type ProgramToConfine } from './confined-program.ts';
import { changesIn, copyOut, type FolderChanges } from './folder-copy.ts';

export interface HostCommandInput {
  command: string;
  mounts: Mounts;
  /** Absolute, in the workspace or a granted folder: what the program sees of the session's files. */
  folder: string;
  timeMs: number;
  signal: AbortSignal;
  /** How many files it may delete and change before nothing of it is kept. */
  bounds: { deletes: number; changes: number };
  onOutput(stream: 'stdout' | 'stderr', text: string): void;
}

/** How a command ended. Nothing of it is kept unless `ended` is `exit`. */
export type HostCommandResult =
  | {
      ended: 'exit';
      exitCode: number;
      /** Standard output and error in the order in which they came. */
      output: string;
      /** Absolute paths. */
      written: string[];
      removed: string[];
      /** Changes that could not be kept, and why. */
      notKept: { path: string; reason: string }[];
      /** Protected files that the program did not see. */
      leftOut: number;
    }
  | { ended: Exclude<ConfinedEnd['ended'], 'exit'> | 'too_many'; message: string };

export interface HostCommands {
  /** What the computer lacks to confine a program, found out by confining one; empty when there is nothing. Kept until asked `anew`. */
  missing(anew?: boolean): Promise<string[]>;
  /** Throws `sandbox_failed` where programs cannot be confined, and what `Mounts` throws for the folder. */
  run(input: HostCommandInput): Promise<HostCommandResult>;
  /** A program that runs on, behind the same walls. Throws `sandbox_failed` where nothing confines it. */
  confine(program: ProgramToConfine): Promise<ConfinedProgram>;
  close(): Promise<void>;
}

/** Programs of the computer, each on a copy of one folder, confined by the operating system. What it changed lands when it has ended. */
export function createHostCommands(): HostCommands {
  let known: Promise<string[]> | undefined;
  const missing = (anew = false) => {
    if (anew || known === undefined) known = findMissing();
    return known;
  };
  const requireWalls = async () => {
    const lacking = await missing();
    if (lacking.length > 0) throw new HoldfastError('sandbox_failed', lacking.join(' '));
  };
  return {
    missing,
    close: stopRuntime,
    async confine(program) {
      await requireWalls();
      return confineProgram(program);
    },
    async run(input) {
      await requireWalls();
      return inScratchFolder((scratch) => runOnCopy(scratch, input));
    },
  };
}

async function findMissing(): Promise<string[]> {
  const lacking = await missingForConfinement();
  if (lacking.length > 0) return lacking;
  try {
    const end = await inScratchFolder((folder) =>
      runConfined({
        command: 'true',
        folder,
        cwd: folder,
        timeMs: 10_000,
        signal: new AbortController().signal,
        onOutput() {},
      }),
    );
    if (end.ended === 'exit' && end.exitCode === 0) return [];
    const why = end.ended === 'exit' ? end.output.trim().slice(0, 300) : end.message;
    return [`This system does not let a program be confined: ${why}`];
  } catch (caught) {
    return [`Programs cannot be confined: ${caught instanceof Error ? caught.message : String(caught)}`];
  }
}

async function inScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'holdfast-command-')));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runOnCopy(scratch: string, input: HostCommandInput): Promise<HostCommandResult> {
  const { mounts, signal, bounds } = input;
  const place = mounts.resolve(input.folder);
  if (place.kind === 'root' || (await mounts.stat(place.path)).kind !== 'folder')
    throw new HoldfastError('path_invalid', 'it is no folder of the session', {
      reason: 'it is no folder of files',
    });
  const cwd = join(scratch, 'files');
  const copy = await copyOut(mounts, place.path, cwd, signal);
  for (const name of ['home', 'tmp']) await mkdir(join(scratch, name));
  const { command, timeMs, onOutput } = input;
  const end = await runConfined({ command, folder: scratch, cwd, timeMs, signal, onOutput });
  if (end.ended !== 'exit') return end;
  const changes = await changesIn(cwd, copy).catch((caught: unknown) => {
    if (caught instanceof HoldfastError) return caught;
    throw caught;
  });
  if (changes instanceof HoldfastError) return { ended: 'too_many', message: `${changes.message}.` };
  const changed = changes.writes.filter(({ before }) => before !== null).length;
  if (changes.removes.length > bounds.deletes || changed > bounds.changes)
    return {
      ended: 'too_many',
      message: `It deleted ${changes.removes.length} and changed ${changed} files; at most ${bounds.deletes} and ${bounds.changes} are kept unseen.`,
    };
  return { ...end, ...(await keep(mounts, place.path, changes)), leftOut: copy.leftOut };
}

/** Through the mounts, like every change: checked, with a checkpoint, and only where the file is still as it was copied. */
async function keep(mounts: Mounts, folder: string, { writes, removes }: FolderChanges) {
  const kept = {
    written: [] as string[],
    removed: [] as string[],
    notKept: [] as { path: string; reason: string }[],
  };
  const each = async (inside: string, list: string[], work: (path: string) => Promise<unknown>) => {
    const path = `${folder}/${inside}`;
    try {
      await work(path);
      list.push(path);
    } catch (caught) {
      if (!(caught instanceof HoldfastError)) throw caught;
      const reason = typeof caught.details.reason === 'string' ? caught.details.reason : caught.message;
      kept.notKept.push({ path, reason });
    }
  };
  for (const { path: inside, before } of removes)
    await each(inside, kept.removed, async (path) => {
      if (sha256((await mounts.readFile(path)).bytes).toString('hex') !== before)
        throw new HoldfastError('conflict', 'it was changed meanwhile');
      await mounts.remove(path);
    });
  for (const { path: inside, bytes, isExecutable, before } of writes)
    await each(inside, kept.written, (path) =>
      mounts.writeFile(path, bytes, { expectedSha256: before, isExecutable }),
    );
  return kept;
}
