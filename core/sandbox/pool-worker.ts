import { setTimeout as delay } from 'node:timers/promises';
import type { GivenParts } from './engine-parts.ts';
import type { FromWorker, SandboxWorkerData, ToWorker } from './messages.ts';
import { createOutbox } from './outbox.ts';
import { startThread } from './thread.ts';

const startGraceMs = 2_000;
const heapMb = 256;

/** One sandbox thread as the main process sees it. */
export interface PoolWorker {
  readonly memoryBytes: number;
  /** True once the thread is gone, whoever ended it. */
  isGone(): boolean;
  /** High-water mark of its memory. */
  peakMemoryBytes(): number;
  send(message: ToWorker): void;
  /** Sets who is told of messages and of an unexpected end. */
  listen(listener: PoolWorkerListener | undefined): void;
  /** Ends the thread at once, whatever it is doing (R4). Resolves when it is gone. */
  terminate(): Promise<void>;
  /** Resolves when the engine stands, rejects when the thread died before. */
  readonly ready: Promise<void>;
}

export interface PoolWorkerListener {
  onMessage(message: FromWorker): void;
  onDeath(detail: string): void;
}

/**
 * Starts a sandbox thread with its own engine, memory and a stack large enough for the guest's (R1, R3, R5). `parts` may come
 * while it starts; when they do not, it never gets ready.
 */
export function startPoolWorker(
  workerPath: string | URL,
  code: Omit<SandboxWorkerData, 'gauge'>,
  parts: Promise<GivenParts>,
): PoolWorker {
  const { memoryBytes } = code;
  const gauge = new SharedArrayBuffer(4);
  const worker = startThread(workerPath, { ...code, gauge }, heapMb);
  let listener: PoolWorkerListener | undefined;
  let hasGone = false;
  let hasExited = false;
  let lastError = 'it ended by itself';
  let madeImage: GivenParts['done'] = () => {};
  const outbox = createOutbox<ToWorker>((messages) => worker.postMessage(messages));
  const ready = new Promise<void>((resolve, reject) => {
    parts.then(({ wasmModule, image, done }) => {
      madeImage = done;
      if (hasExited) done(undefined);
      else outbox.add({ type: 'engine', wasmModule, image });
    }, reject);
    worker.on('message', (messages: FromWorker[]) => {
      for (const message of messages) {
        if (message.type !== 'ready') listener?.onMessage(message);
        else {
          madeImage(message.image);
          resolve();
        }
      }
    });
    worker.on('error', (error) => {
      lastError = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      hasGone = true;
      hasExited = true;
      // others may wait for the image
      madeImage(undefined);
      reject(new Error(lastError));
      listener?.onDeath(lastError);
    });
  });
  // whoever waits for it sees the failure; a spare nobody waits for must not end the process
  ready.catch(() => {});
  worker.unref();
  return {
    memoryBytes,
    isGone: () => hasGone,
    peakMemoryBytes: () => Atomics.load(new Int32Array(gauge), 0) * 65_536,
    send: (message) => outbox.add(message),
    listen(next) {
      listener = next;
      // a run keeps the process alive, an idle sandbox does not
      if (next) worker.ref();
      else worker.unref();
    },
    async terminate() {
      hasGone = true;
      listener = undefined;
      // Electron complains on the terminal when a thread is ended inside its own start; that takes milliseconds
      await Promise.race([ready.catch(() => {}), delay(startGraceMs, undefined, { ref: false })]);
      await worker.terminate();
    },
    ready,
  };
}
