import { Worker } from 'node:worker_threads';
import type { SandboxWorkerData } from './messages.ts';
import type { PageWorkerData } from './page/messages.ts';
import type { ShellWorkerData } from './shell/messages.ts';

/**
 * Starts a thread of the sandbox, of any kind, with nothing of the host's environment. Its heap ends at `heapMb`; the stack is large
 * enough for the guest's (R5).
 */
export function startThread(
  workerPath: string | URL,
  workerData: SandboxWorkerData | ShellWorkerData | PageWorkerData,
  heapMb: number,
): Worker {
  const worker = new Worker(workerPath, {
    workerData,
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { stackSizeMb: 8, maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
  });
  // the engine prints when it aborts; nobody needs it, and unread output would pile up
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
