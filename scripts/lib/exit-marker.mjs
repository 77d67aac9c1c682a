// Loaded first into a process that `launch` started: tells it the exit code when the exit handlers run, since
// Electron as Node does not always end afterwards. Workers and children must not inherit the descriptor's number.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const descriptor = Number(process.env.HOLDFAST_EXIT_FD);
delete process.env.HOLDFAST_EXIT_FD;
if (descriptor && isMainThread) process.on('exit', (code) => writeSync(descriptor, String(code)));
