import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The bundled bench itself: `--child JOB INPUT` makes it one of its own jobs. */
const program = fileURLToPath(new URL('./harness.js', import.meta.url));
/** A job that has given its result and does not end by itself is ended. */
const graceMs = 2000;
/** A job that says nothing for so long has failed. */
const longestSilenceMs = 180_000;

export interface ChildOptions {
  env?: Record<string, string>;
  /** Words in front of the command, e.g. `strace -f`. */
  wrap?: readonly string[];
  /** Another script than the bench; gets `[input as JSON]`. */
  script?: string;
}

/** A process that runs a job and says lines of JSON. */
export interface Child {
  process: ChildProcess;
  /** The next line that `fits`; rejects when the process ends first. */
  line(fits: (line: unknown) => boolean): Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<void>;
}

/** Starts a job in a process of its own, on the same Node as this one. HOLDFAST_BENCH_PROFILES: a folder for CPU profiles of them. */
export function startChild(job: string, input: unknown, options: ChildOptions = {}): Child {
  const json = JSON.stringify(input);
  const words = options.script ? [options.script, json] : [program, '--child', job, json];
  const profiles = process.env.HOLDFAST_BENCH_PROFILES;
  const flags = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const [command = '', ...args] = [...(options.wrap ?? []), process.execPath, ...flags, ...words];
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let errors = '';
  child.stderr.on('data', (piece: Buffer) => {
    errors = (errors + piece.toString()).slice(-4000);
  });
  const seen: unknown[] = [];
  const waiting = new Set<() => void>();
  let isOver = false;
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (!text.startsWith('{')) return;
    seen.push(JSON.parse(text));
    for (const look of waiting) look();
  });
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      errors += error.message;
      resolve();
    });
    child.on('close', () => resolve());
  }).then(() => {
    isOver = true;
    for (const look of waiting) look();
  });
  return {
    process: child,
    ended,
    kill: (signal) => child.kill(signal),
    line: (fits) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`${job} said nothing for ${longestSilenceMs / 1000} s: ${errors}`));
        }, longestSilenceMs);
        const look = () => {
          const index = seen.findIndex(fits);
          if (index < 0 && !isOver) return;
          waiting.delete(look);
          clearTimeout(limit);
          if (index >= 0) resolve(seen.splice(index, 1)[0]);
          else reject(new Error(`${job} ended without an answer: ${errors}`));
        };
        waiting.add(look);
        look();
      }),
  };
}

interface Said {
  result: unknown;
}

const isResult = (line: unknown): line is Said =>
  typeof line === 'object' && line !== null && 'result' in line;

/** Runs a job to its result, in a process of its own. The caller names the result's type: both ends are this bench. */
export async function runInChild<T>(job: string, input: unknown, options: ChildOptions = {}): Promise<T> {
  const child = startChild(job, input, options);
  try {
    const said = await child.line(isResult);
    if (!isResult(said)) throw new Error(`${job} gave no result`);
    return said.result as T;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await child.ended;
    clearTimeout(timer);
  }
}
