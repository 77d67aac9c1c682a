import { afterAll, inject } from 'vitest';
import {
  createSandboxPool,
  type HostFunctions,
  type RunInput,
  type RunResult,
  type SandboxPool,
  type SandboxPoolOptions,
} from '../../../core/sandbox/index.ts';

const pools: SandboxPool[] = [];
afterAll(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

/** A pool over the bundled worker, closed when the file's tests are over. */
export function openPool(options: Partial<SandboxPoolOptions> = {}): SandboxPool {
  const engine = process.env.HOLDFAST_ENGINE === 'quickjs-wasi' ? 'quickjs-wasi' : 'quickjs-emscripten';
  const pool = createSandboxPool({ workerPath: inject('workers').sandbox, engine, ...options });
  pools.push(pool);
  return pool;
}

/** Runs code with everything else at its default. */
export function runCode(pool: SandboxPool, code: string, input: Partial<RunInput> = {}): Promise<RunResult> {
  return pool.run({
    taskId: 'task-1',
    code,
    language: 'javascript',
    hostFunctions: {},
    signal: new AbortController().signal,
    ...input,
  });
}

/** The value of a run that must have succeeded. */
export async function runForValue(
  pool: SandboxPool,
  code: string,
  input: Partial<RunInput> = {},
): Promise<unknown> {
  const result = await runCode(pool, code, input);
  if (!result.ok) throw new Error(`${result.reason}: ${result.message}\n${result.stack ?? ''}`);
  return result.value;
}

/** Answers with what it was given. */
export const echo: HostFunctions = { echo: async (json) => json };

/** What a machine that is busy with other tests may add to a deadline; the figures themselves are the bench's business. */
export const busyMachineMs = 1000;
