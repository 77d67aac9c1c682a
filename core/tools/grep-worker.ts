import { Worker } from 'node:worker_threads';

/** The search itself, in a thread of its own: a pattern from a model may take for ever, and only a thread can be killed. */
const source = String.raw`
const { parentPort, workerData } = require('node:worker_threads');
const pattern = new RegExp(workerData.pattern, workerData.flags);
parentPort.on('message', ({ bytes, mostHits, mostUnits }) => {
  const hits = [];
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  const lines = new TextDecoder(encoding).decode(bytes).split('\n');
  if (lines.length > 1 && lines[lines.length - 1] === '') lines.pop();
  for (let index = 0; index < lines.length && hits.length < mostHits; index += 1) {
    const line = lines[index].endsWith('\r') ? lines[index].slice(0, -1) : lines[index];
    if (pattern.test(line)) hits.push([index + 1, line.length > mostUnits ? line.slice(0, mostUnits) + '…' : line]);
  }
  parentPort.postMessage(hits);
});
`;

export type GrepHit = [line: number, text: string];

export interface GrepWorker {
  /** Rejects when the search was stopped. The bytes are given away. */
  search(bytes: Uint8Array, mostHits: number): Promise<GrepHit[]>;
  close(): Promise<void>;
}

const mostUnitsPerLine = 500;

/** Starts a thread that searches for `pattern`, a valid regular expression. One search at a time; `signal` kills it. */
export function startGrepWorker(pattern: string, signal: AbortSignal): GrepWorker {
  const worker = new Worker(source, {
    eval: true,
    workerData: { pattern, flags: '' },
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  let settle: { resolve(hits: GrepHit[]): void; reject(error: Error): void } | undefined;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    settle?.reject(error);
  };
  worker.on('message', (hits: GrepHit[]) => settle?.resolve(hits));
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the search was stopped')));
  const kill = () => {
    end(new Error('the search was stopped'));
    void worker.terminate();
  };
  if (signal.aborted) kill();
  else signal.addEventListener('abort', kill, { once: true });
  return {
    search(bytes, mostHits) {
      if (ended) return Promise.reject(ended);
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
        const copy = Uint8Array.from(bytes);
        worker.postMessage({ bytes: copy, mostHits, mostUnits: mostUnitsPerLine }, [copy.buffer]);
      });
    },
    async close() {
      signal.removeEventListener('abort', kill);
      settle = undefined;
      await worker.terminate();
    },
  };
}
