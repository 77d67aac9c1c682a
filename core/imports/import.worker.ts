import { parentPort } from 'node:worker_threads';
import { HoldfastError } from '../base/index.ts';
import { serveReader } from './reader-thread.ts';

// The entry of the thread that reads what the owner brings along.

if (!parentPort) throw new HoldfastError('internal', 'import.worker must be started as a worker thread');
serveReader(parentPort);
