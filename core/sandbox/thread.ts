import { Worker } from 'node:worker_threads';

/**
 * Starts a thread for what strangers made, of any kind, with nothing of the host's environment. Its heap ends at `heapMb`; the stack is large
 * enough for the guest's (R5).
 */
export function startThread(workerPath: string | URL, workerData: object, heapMb: number): Worker {
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
