import { HoldfastError } from '../../base/index.ts';
import type { FileEntry } from '../file-system.ts';
import { foldersRoot, type Mounts, plantedRoot } from '../mounts.ts';
import { outputsRoot, workspaceRoot } from '../roots.ts';
import { startThread } from '../thread.ts';
import type {
  FromShell,
  ShellAnswer,
  ShellChanges,
  ShellQuestion,
  ShellState,
  ShellWorkerData,
} from './messages.ts';
import { newState, readState, stateFile } from './state.ts';

export interface ShellInput {
  command: string;
  /** Forgets the folder and the variables that earlier commands left. */
  isFresh?: boolean;
  mounts: Mounts;
  timeMs: number;
  signal: AbortSignal;
  /** Hears the output while the command runs. */
  onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
}

type ShellStop = { ended: 'timeout' | 'aborted' | 'memory' | 'failed'; message: string };

/** How a command ended. Nothing of it is in the workspace unless `ended` is `exit`. */
export type ShellResult =
  | {
      ended: 'exit';
      exitCode: number;
      /** Of both streams: a statement's stdout and then its stderr, in the order in which statements ended. */
      output: string;
      /** Absolute paths. */
      written: string[];
      removed: string[];
      linksLeftOut: string[];
    }
  | ShellStop;

export interface Shell {
  /** Runs a command in a thread of its own, which is ended with it. Expected ends are results; rejects only for what is a bug. */
  run(input: ShellInput): Promise<ShellResult>;
}

const memoryMb = 384;
const mostFiles = 20_000;

/** The virtual shell. `workerPath` is the bundled `sandbox.worker`; nothing is started before the first command. */
export function createShell({
  workerPath,
  variables = () => ({}),
}: {
  workerPath: string | URL;
  /** What commands find set; a command's own stand before them. */
  variables?: () => Record<string, string>;
}): Shell {
  return {
    async run({ command, isFresh = false, mounts, timeMs, signal, onOutput }) {
      if (signal.aborted) return aborted;
      const before = await readState(mounts);
      const root = mounts.resolve(foldersRoot);
      const data: ShellWorkerData = {
        shell: {
          command,
          timeMs,
          state: isFresh ? newState : before,
          folders: root.kind === 'root' ? root.children : [],
          planted: hasPlanted(mounts) ? plantedRoot : null,
          variables: variables(),
          files: await ownFiles(mounts),
        },
      };
      const end = await runThread(workerPath, data, mounts, { timeMs, signal, onOutput });
      return end.ended === 'exit' ? landed(end, before, mounts) : end;
    },
  };
}

function hasPlanted(mounts: Mounts): boolean {
  const session = mounts.resolve('/mnt/session');
  return session.kind === 'root' && session.children.includes('private');
}

const aborted: ShellStop = { ended: 'aborted', message: 'The command was stopped.' };

async function ownFiles(mounts: Mounts): Promise<ShellWorkerData['shell']['files']> {
  const files: FileEntry[] = [];
  for (const root of [workspaceRoot, outputsRoot])
    for await (const entry of mounts.walk(root, { maxEntries: mostFiles * 4 }))
      if (entry.kind === 'file') files.push(entry);
  return files.map(({ path, sizeBytes, modifiedAt }) => ({ path, sizeBytes, modifiedAt }));
}

interface ThreadEnd {
  ended: 'exit';
  exitCode: number;
  output: string;
  changes: ShellChanges;
  state: ShellState;
}

function runThread(
  workerPath: string | URL,
  data: ShellWorkerData,
  mounts: Mounts,
  { timeMs, signal, onOutput }: Pick<ShellInput, 'timeMs' | 'signal'> & { onOutput: ShellInput['onOutput'] },
): Promise<ThreadEnd | ShellStop> {
  return new Promise((resolve) => {
    const worker = startThread(workerPath, data, memoryMb);
    const finish = (end: ThreadEnd | ShellStop) => {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      worker.removeAllListeners('message');
      void worker.terminate();
      resolve(end);
    };
    const stop = () => finish(aborted);
    const watchdog = setTimeout(
      () => finish({ ended: 'timeout', message: `The command ran longer than its limit of ${timeMs} ms.` }),
      timeMs,
    );
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: FromShell) => {
      if (message.type === 'end') finish({ ...message, ended: 'exit' });
      else if (message.type === 'output') onOutput?.(message.stream, message.text);
      else if (message.type === 'failed') finish({ ended: 'failed', message: message.message });
      else void answer(mounts, message.id, message).then((given) => worker.postMessage(given));
    });
    worker.on('error', (error) => {
      const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const message = error instanceof Error ? error.message : String(error);
      finish(
        isMemory
          ? { ended: 'memory', message: `The command needed more memory than its limit of ${memoryMb} MB.` }
          : { ended: 'failed', message },
      );
    });
    worker.on('exit', () => finish({ ended: 'failed', message: 'the shell ended by itself' }));
  });
}

/** Only reading, and only what the session's mounts allow now. */
async function answer(mounts: Mounts, id: number, question: ShellQuestion): Promise<ShellAnswer> {
  try {
    if (question.ask === 'stat') return { id, ok: true, value: await mounts.stat(question.path) };
    if (question.ask === 'list') return { id, ok: true, value: await mounts.list(question.path) };
    return { id, ok: true, value: (await mounts.readFile(question.path)).bytes };
  } catch (caught) {
    const code = caught instanceof HoldfastError ? caught.code : 'internal';
    return { id, ok: false, code, message: caught instanceof HoldfastError ? caught.message : 'it failed' };
  }
}

async function landed(
  { exitCode, output, changes, state }: ThreadEnd,
  before: ShellState,
  mounts: Mounts,
): Promise<ShellResult> {
  const { writes, removes, links } = changes;
  const kept = stateFile(before, state);
  const all = kept ? [...writes.filter(({ path }) => path !== kept.path), kept] : writes;
  try {
    if (all.length + removes.length > 0) await mounts.land({ writes: all, removes });
  } catch (caught) {
    if (!(caught instanceof HoldfastError)) throw caught;
    return { ended: 'failed', message: `What it changed could not be kept: ${caught.message}` };
  }
  return {
    ended: 'exit',
    exitCode,
    output,
    written: writes.map(({ path }) => path),
    removed: removes,
    linksLeftOut: links,
  };
}
