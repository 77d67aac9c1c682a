import { Worker } from 'node:worker_threads';
import { HoldfastError, toHoldfastError } from '../base/index.ts';
import { type FromWorker, fromPlainError, type ToWorker, type WorkerOptions } from './protocol.ts';
import type { Degraded } from './server.ts';
import type { StorageTrouble } from './storage.ts';
import type { Note } from './tx.ts';

/** One data worker as this thread sees it. */
export interface DataWorker {
  call(name: string, input: unknown): Promise<unknown>;
  degraded(): Degraded | null;
  storage(): StorageTrouble | null;
  /** Waits for what was sent, then closes the files and ends the thread. */
  close(): Promise<void>;
  /** Ends the thread at once, whatever it is doing; calls under way reject. Resolves when it is gone. For reading workers only. */
  kill(): Promise<void>;
  /** True once it answers no more. */
  isGone(): boolean;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts a thread over the data and resolves when it has the files open. With `after` it loads its code at once, opens the files when
 * that has resolved, and ends when that rejects.
 */
export function startDataWorker(
  workerPath: string,
  options: Extract<WorkerOptions, { mode: 'read' | 'write' }>,
  notify: (notes: Note[]) => void,
  after?: Promise<unknown>,
): Promise<DataWorker> {
  return new Promise((resolveStart, rejectStart) => {
    const workerData: WorkerOptions = { ...options, waits: after !== undefined };
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
      async kill() {
        if (!ended) end(new HoldfastError('internal', 'the data worker was stopped'));
        await worker.terminate();
      },
      isGone: () => ended !== null,
    };

    after?.then(
      () => send({ kind: 'open' }),
      (reason: unknown) => {
        end(toHoldfastError(reason, 'open the data'));
        void worker.terminate();
      },
    );

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
