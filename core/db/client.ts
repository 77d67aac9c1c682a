import { Worker } from 'node:worker_threads';
import { HoldfastError } from '../base/index.ts';
import type { DataPort } from './port.ts';
import { type FromWorker, fromPlainError, type ToWorker, type WorkerOptions } from './protocol.ts';
import type { Degraded } from './server.ts';
import type { StorageTrouble } from './storage.ts';
import type { Note } from './tx.ts';

export interface DataClient extends DataPort {
  /** Why the data is read-only, or null. */
  degraded(): Degraded | null;
  /** Why nothing can be written at the moment, or null; passes by itself. Changes are told as notes of the topic `status`. */
  storage(): StorageTrouble | null;
  /** Waits for what was sent, then closes both files and lets go of the data folder. */
  close(): Promise<void>;
}

/**
 * Starts the writing worker, then the reading one, on `dataDir`. Rejects with `database_locked` when another process has the
 * folder. A damaged or newer file is opened read-only: see `degraded()`.
 */
export async function startDataClient(options: { workerPath: string; dataDir: string }): Promise<DataClient> {
  const listeners = new Set<(note: Note) => void>();
  const notify = (notes: Note[]) => {
    for (const note of notes) for (const listener of listeners) listener(note);
  };
  const writer = await startWorker(options.workerPath, { dataDir: options.dataDir, mode: 'write' }, notify);
  let reader: DataWorker;
  try {
    reader = await startWorker(options.workerPath, { dataDir: options.dataDir, mode: 'read' }, notify);
  } catch (caught) {
    await writer.close();
    throw caught;
  }
  return {
    command: (name, input) => writer.call(name, input),
    query: (name, input) => reader.call(name, input),
    onNote(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    degraded: () => writer.degraded(),
    storage: () => writer.storage(),
    async close() {
      await reader.close();
      await writer.close();
    },
  };
}

interface DataWorker {
  call(name: string, input: unknown): Promise<unknown>;
  degraded(): Degraded | null;
  storage(): StorageTrouble | null;
  close(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

function startWorker(
  workerPath: string,
  workerData: Extract<WorkerOptions, { mode: 'read' | 'write' }>,
  notify: (notes: Note[]) => void,
): Promise<DataWorker> {
  return new Promise((resolveStart, rejectStart) => {
    const worker = new Worker(workerPath, { workerData });
    const waiting = new Map<number, Waiting>();
    let nextId = 1;
    let degraded: Degraded | null = null;
    let storage: StorageTrouble | null = null;
    let ended: HoldfastError | null = null;
    let onClosed = () => {};
    const send = (message: ToWorker) => worker.postMessage(message);

    const end = (error: HoldfastError) => {
      ended = error;
      for (const waiter of waiting.values()) waiter.reject(error);
      waiting.clear();
      onClosed();
      rejectStart(error);
    };

    const dataWorker: DataWorker = {
      call(name, input) {
        if (ended) return Promise.reject(ended);
        const id = nextId++;
        return new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject });
          send({ kind: 'call', id, name, input });
        });
      },
      degraded: () => degraded,
      storage: () => storage,
      close() {
        if (ended) return Promise.resolve();
        return new Promise((resolve) => {
          onClosed = resolve;
          send({ kind: 'close' });
        });
      },
    };

    worker.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'ready':
          degraded = message.degraded;
          return resolveStart(dataWorker);
        case 'failed':
          return end(fromPlainError(message.error));
        case 'restored':
          return end(new HoldfastError('internal', 'a data worker answered as if it restored'));
        case 'closed':
          return end(new HoldfastError('internal', 'the data is closed'));
        case 'value':
        case 'error': {
          degraded = message.degraded;
          const isNews = storage?.code !== message.storage?.code;
          storage = message.storage;
          if (isNews) notify([{ topic: 'status', data: {} }]);
          const waiter = waiting.get(message.id);
          waiting.delete(message.id);
          if (message.kind === 'error') return waiter?.reject(fromPlainError(message.error));
          notify(message.notes);
          return waiter?.resolve(message.value);
        }
      }
    });
    worker.on('error', (error) =>
      end(new HoldfastError('internal', `data worker: ${error.message}`, {}, { cause: error })),
    );
    worker.on('exit', () => {
      if (!ended) end(new HoldfastError('internal', 'the data worker ended unexpectedly'));
    });
  });
}
