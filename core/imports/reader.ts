import { HoldfastError } from '../base/index.ts';
import { startThread } from '../sandbox/index.ts';
import { importLimits } from './limits.ts';
import type { FromReader, MessageHashes, MessageToTake, ReadSummary, ToReader } from './messages.ts';

/**
 * One import in a thread of its own: files go in, what they hold comes out piece by piece. Nothing of it is on the disk, and with `close`
 * all of it is gone. Every promise rejects with `import_unreadable` when the thread dies.
 */
export interface ImportReader {
  /** Resolves with the file's size. Throws `too_large`. */
  addFile(path: string, group: string, pieces: AsyncIterable<Uint8Array> | Uint8Array): Promise<number>;
  read(onProgress: (done: number, total: number) => void): Promise<ReadSummary>;
  /** Of some thousand messages from a position on. */
  hashes(item: number, from: number): Promise<MessageHashes[]>;
  /** From a position on, at least one while there are any. */
  messages(item: number, from: number, mostCharacters?: number): Promise<MessageToTake[]>;
  close(): Promise<void>;
}

const batchCharacters = 200_000;

export function openReader(workerPath: string): ImportReader {
  const worker = startThread(workerPath, {}, importLimits.heapMb);
  const waiting = new Map<number, { resolve(answer: FromReader): void; reject(error: Error): void }>();
  let nextId = 1;
  let ended: HoldfastError | null = null;
  let onProgress: (done: number, total: number) => void = () => {};
  let begun: string | null = null;

  const end = (message: string) => {
    ended ??= new HoldfastError('import_unreadable', message);
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', (message: FromReader) => {
    if (message.type === 'progress') return onProgress(message.done, message.total);
    if (message.type === 'begun') {
      begun = message.file;
      return;
    }
    const waiter = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'failed') waiter?.reject(new HoldfastError('import_unreadable', message.message));
    else waiter?.resolve(message);
  });
  worker.on('error', (error) => {
    const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const where = begun === null ? '' : `, at ${begun}`;
    end(`${isMemory ? `reading it took more than ${importLimits.heapMb} MB` : error.message}${where}`);
  });
  worker.on('exit', () => end('the reader ended'));
  // an import that lies open keeps no process alive; a question that waits does
  worker.unref();

  const send = (message: ToReader, transfer: readonly ArrayBuffer[] = []) =>
    worker.postMessage(message, [...transfer]);
  const ask = async <T extends FromReader['type']>(
    type: T,
    message: (id: number) => ToReader,
  ): Promise<Extract<FromReader, { type: T }>> => {
    if (ended) throw ended;
    const id = nextId++;
    worker.ref();
    try {
      const answer = await new Promise<FromReader>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        send(message(id));
      });
      if (answer.type !== type) throw new HoldfastError('internal', `the reader answered ${answer.type}`);
      // compared above: TypeScript cannot follow the parameter
      return answer as Extract<FromReader, { type: T }>;
    } finally {
      if (waiting.size === 0) worker.unref();
    }
  };

  async function sendPieces(given: AsyncIterable<Uint8Array> | Uint8Array): Promise<number> {
    let sizeBytes = 0;
    for await (const piece of given instanceof Uint8Array ? [given] : given) {
      sizeBytes += piece.byteLength;
      if (sizeBytes > importLimits.fileBytes)
        throw new HoldfastError('too_large', `a file may have ${importLimits.fileBytes / 1024 / 1024} MB`);
      // a copy of its own that can be handed over: what came may be a view of a larger buffer
      const bytes = Uint8Array.from(piece);
      send({ type: 'piece', bytes }, [bytes.buffer]);
    }
    return sizeBytes;
  }

  return {
    async addFile(path, group, given) {
      send({ type: 'file', path, group });
      try {
        return await sendPieces(given);
      } catch (caught) {
        send({ type: 'drop' });
        throw caught;
      }
    },
    async read(listener) {
      onProgress = listener;
      return (await ask('read', (id) => ({ type: 'read', id }))).summary;
    },
    async hashes(item, from) {
      return (await ask('hashes', (id) => ({ type: 'hashes', id, item, from }))).hashes;
    },
    async messages(item, from, mostCharacters = batchCharacters) {
      const question = (id: number) => ({ type: 'messages' as const, id, item, from, mostCharacters });
      return (await ask('messages', question)).messages;
    },
    async close() {
      end('the import is closed');
      await worker.terminate();
    },
  };
}
