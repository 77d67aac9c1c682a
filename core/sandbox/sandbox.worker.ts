import { parentPort, workerData } from 'node:worker_threads';
import { HoldfastError } from '../base/index.ts';
import { serveCode } from './code-thread.ts';
import type { SandboxWorkerData } from './messages.ts';
import type { PageWorkerData } from './page/messages.ts';
import type { ShellWorkerData } from './shell/messages.ts';

// The entry of a sandbox's thread, of any kind. Shell and pages load what they need; the engine for code, which starts most often, is small and here.

const port = parentPort;
if (!port) throw new HoldfastError('internal', 'sandbox.worker must be started as a worker thread');

const data: SandboxWorkerData | ShellWorkerData | PageWorkerData = workerData;
if ('shell' in data) await (await import('./shell/shell-thread.ts')).serveShell(port, data);
else if ('page' in data) await (await import('./page/page-thread.ts')).servePage(port, data);
else await serveCode(port, data);
