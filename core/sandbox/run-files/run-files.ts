import { z } from 'zod';
import { createInTurn, HoldfastError } from '../../base/index.ts';
import type { HostFunction } from '../host-calls.ts';
import type { Internals } from '../internals.ts';
import type { Mounts } from '../mounts.ts';
import type { WorkspaceQuota } from '../store.ts';
import { defaultWorkspaceQuota } from '../workspace.ts';
import { FileFailure, failureOf } from './file-failure.ts';
import { findModule, type ModuleText } from './module-text.ts';
import { answerFileRequest } from './operations.ts';
import { fileRequest } from './requests.ts';
import { RunWorkspace } from './run-workspace.ts';

export interface RunFilesOptions {
  /** What the session can reach now; asked anew for every call, so that a revoked folder is gone at once. */
  mounts(): Promise<Mounts>;
  /** Asked before files land: the log has to be as far as the code is. */
  beforeLanding?(): Promise<void> | undefined;
  canRead: boolean;
  canWrite: boolean;
  now(): number;
  quota?: WorkspaceQuota;
}

/** What a run did with its files; paths are absolute. */
export interface FileSummary {
  read: number;
  written: { path: string; bytes: number }[];
  removed: string[];
}

/** What a run that is suspended takes along. */
export const keptRunFiles = z.object({
  /** What has not landed: content in base64, and names. */
  writes: z.array(z.tuple([z.string(), z.string()])),
  removes: z.array(z.string()),
  emptyFolders: z.array(z.string()),
  /** For its summary. */
  read: z.array(z.string()),
  written: z.array(z.tuple([z.string(), z.number()])),
  removed: z.array(z.string()),
});

export type KeptRunFiles = z.infer<typeof keptRunFiles>;

/** The files of one run of code. What it writes is kept here and lands in the workspace as a whole. */
export interface RunFiles {
  /** Host functions by the names that the guest's runtime knows. */
  internals: { fs: HostFunction; module: NonNullable<Internals['module']> };
  /** Lands what was written before `work`, which may look at the workspace; where it may change it, the next look is a fresh one. */
  around<T>(work: () => Promise<T>, mayChange: boolean): Promise<T>;
  /** Ends it. `isKept` lands what is left, otherwise that is dropped. Throws as `Mounts.land` does; then it is dropped, too. */
  end(isKept: boolean): Promise<void>;
  /** Ends it without landing anything: what it has is handed over. */
  suspend(): Promise<KeptRunFiles>;
  /** Takes over what a suspended run had; before the first call. */
  restore(kept: KeptRunFiles): Promise<void>;
  /** Bytes that have not landed. */
  changedBytes(): number;
  /** Nothing was written or removed. */
  isUntouched(): boolean;
  /** What landed so far. */
  summary(): FileSummary;
}

/** Makes the files of a run. Its calls are answered one after the other, in the order they came. */
export function createRunFiles(options: RunFilesOptions): RunFiles {
  const workspace = new RunWorkspace(options, options.quota ?? defaultWorkspaceQuota);
  const read = new Set<string>();
  let isOver = false;
  const inTurn = createInTurn();

  const ask = (work: () => Promise<unknown>, signal: AbortSignal): Promise<string> =>
    inTurn(async () => {
      try {
        if (isOver || signal.aborted) throw new FileFailure('ECANCELED', 'the run is over');
        return JSON.stringify({ error: null, value: (await work()) ?? null });
      } catch (caught) {
        const failed = failureOf(caught);
        if (!failed) throw caught;
        return JSON.stringify({ error: { code: failed.code, message: failed.message }, value: null });
      }
    });

  return {
    internals: {
      fs: (argsJson, signal) =>
        ask(async () => {
          const request = fileRequest.safeParse(JSON.parse(argsJson));
          if (!request.success) throw new FileFailure('EINVAL', 'invalid argument');
          const needsWriting = !['read', 'list', 'stat', 'access'].includes(request.data.op);
          if (needsWriting ? !options.canWrite : !options.canRead)
            throw new FileFailure(
              'EACCES',
              `this agent has no tool that ${needsWriting ? 'writes' : 'reads'} files`,
            );
          return answerFileRequest(request.data, {
            mounts: await options.mounts(),
            workspace,
            noteRead: read,
          });
        }, signal),
      module: (argsJson, signal) =>
        ask(async (): Promise<ModuleText> => {
          const path: unknown = JSON.parse(argsJson);
          if (typeof path !== 'string' || !options.canRead)
            throw new FileFailure('EACCES', 'this agent has no tool that reads files');
          return findModule(path, workspace);
        }, signal),
    },
    async around(work, mayChange) {
      await inTurn(() => landBefore(workspace));
      try {
        return await work();
      } finally {
        if (mayChange) workspace.isStale = true;
      }
    },
    async end(isKept) {
      isOver = true;
      await inTurn(async () => {
        if (isKept) await workspace.land();
      });
    },
    suspend() {
      isOver = true;
      return inTurn(async () => ({ ...(await workspace.suspend()), read: [...read] }));
    },
    restore: (kept) =>
      inTurn(async () => {
        for (const path of kept.read) read.add(path);
        await workspace.restore(kept);
      }),
    changedBytes: () => workspace.changedBytes,
    isUntouched: () => !workspace.hasChanged,
    summary: () => ({
      read: read.size,
      written: [...workspace.written].map(([path, bytes]) => ({ path, bytes })),
      removed: [...workspace.removed],
    }),
  };
}

async function landBefore(workspace: RunWorkspace): Promise<void> {
  try {
    await workspace.land();
  } catch (caught) {
    if (!(caught instanceof HoldfastError)) throw caught;
    const message = `not called: what the code wrote before could not be kept (${caught.message})`;
    throw new HoldfastError(caught.code, message, { ...caught.details }, { cause: caught });
  }
}
