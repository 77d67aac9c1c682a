import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HoldfastError } from '../../base/index.ts';
import { findEmbedder } from './find.ts';
import { type EmbedderFolder, readEmbedderFolder } from './folder.ts';
import { isOfSpace, spaceDimensions, spaceName } from './space.ts';

/** Turns texts into vectors of length 1 that lie close where texts mean the like. */
export interface Embedder {
  /** Names the model and its form; vectors of different names are not compared. */
  readonly name: string;
  readonly dimensions: number;
  /** A vector for each text, in order; of an empty text zeros. Rejects when the thread cannot be started or died. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** The embedder of `folder`, or where that is left out the one that came with Holdfast. Null: there is none, or none is wanted. */
export function chosenEmbedder(folder: string | null | undefined, workersDir: string): Embedder | null {
  const chosen = folder === undefined ? findEmbedder(workersDir) : folder;
  return chosen === null
    ? null
    : openEmbedder({ folder: chosen, workerPath: join(workersDir, 'embedder.worker.js') });
}

/**
 * The embedder of a folder, in a thread that starts with the first text; null when there is none in it. `isWhole`: its vectors are wanted as
 * the model gives them, also of the encoder that comes along.
 */
export function openEmbedder({
  folder,
  ...options
}: {
  folder: string;
  workerPath: string;
  isWhole?: boolean;
}): Embedder | null {
  const found = readEmbedderFolder(folder);
  return found === null ? null : createEmbedder(found, { ...options, runtimeFolder: found.folder });
}

/** How long a thread has for the text it is at, or for its start, in milliseconds. */
const longestEndMs = 10_000;

type Answer = { id: number; vectors: Float32Array[] } | { id: number; error: string };

interface Waiting {
  resolve(vectors: Float32Array[]): void;
  reject(error: Error): void;
}

/** `runtimeFolder`: whose `node_modules` has the onnxruntime that runs the model. */
export function createEmbedder(
  { folder, name, dimensions, longest_tokens }: EmbedderFolder,
  options: { workerPath: string; runtimeFolder: string; isWhole?: boolean },
): Embedder {
  const { workerPath, runtimeFolder, isWhole = false } = options;
  const isInSpace = isOfSpace(name) && !isWhole;
  let worker: Worker | null = null;
  let isClosed = false;
  let nextId = 1;
  const waiting = new Map<number, Waiting>();

  const fail = (error: Error) => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(workerPath, {
      workerData: { folder, runtimeFolder, longestTokens: longest_tokens, dimensions, isInSpace },
    });
    started.unref();
    started.on('message', (answer: Answer) => {
      const waiter = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) started.unref();
      if ('error' in answer) waiter?.reject(new HoldfastError('internal', `the embedder: ${answer.error}`));
      else waiter?.resolve(answer.vectors);
    });
    started.on('error', (error) => fail(new HoldfastError('internal', `the embedder: ${error.message}`)));
    started.on('exit', () => {
      if (worker === started) fail(new HoldfastError('internal', 'the embedder ended'));
    });
    return started;
  };

  return {
    name: isInSpace ? spaceName : name,
    dimensions: isInSpace ? spaceDimensions : dimensions,
    embed(texts) {
      if (isClosed) return Promise.reject(new HoldfastError('internal', 'the embedder is closed'));
      worker ??= start();
      const running = worker;
      running.ref();
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        running.postMessage({ id, texts });
      });
    },
    async close() {
      isClosed = true;
      const running = worker;
      fail(new HoldfastError('internal', 'the embedder is closed'));
      if (running !== null) await end(running);
    },
  };
}

/** Lets the thread end by itself: one that is terminated inside of its native runtime takes the whole process along. */
function end(running: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => void running.terminate().then(() => resolve(), reject), longestEndMs);
    running.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    running.ref();
    running.postMessage({ stop: true });
  });
}
