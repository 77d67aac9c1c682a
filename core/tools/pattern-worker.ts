import { Worker } from 'node:worker_threads';

/** The matching itself, in a thread of its own: a pattern from a model may take for ever, and only a thread can be killed. */
const source = String.raw`
const { parentPort, workerData } = require('node:worker_threads');
const pattern = new RegExp(workerData.pattern);
const search = (bytes, mostHits, mostUnits) => {
  const hits = [];
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  const lines = new TextDecoder(encoding).decode(bytes).split('\n');
  if (lines.length > 1 && lines[lines.length - 1] === '') lines.pop();
  for (let index = 0; index < lines.length && hits.length < mostHits; index += 1) {
    const line = lines[index].endsWith('\r') ? lines[index].slice(0, -1) : lines[index];
    if (pattern.test(line)) hits.push([index + 1, line.length > mostUnits ? line.slice(0, mostUnits) + '…' : line]);
  }
  return hits;
};
parentPort.on('message', ({ bytes, names, mostHits, mostUnits }) => {
  parentPort.postMessage(names ? names.map((name) => pattern.test(name)) : search(bytes, mostHits, mostUnits));
});
`;

export type LineHit = [line: number, text: string];

/** A thread with one regular expression. One question at a time; each rejects when the thread was stopped. */
export interface PatternWorker {
  /** The lines of a text file that match. */
  lines(bytes: Uint8Array, mostHits: number): Promise<LineHit[]>;
  /** Which of the names match, in their order. */
  names(names: readonly string[]): Promise<boolean[]>;
  close(): Promise<void>;
}

const mostUnitsPerLine = 500;

/** Starts the thread for `pattern`, a valid regular expression. `signal` kills it. */
export function startPatternWorker(pattern: string, signal: AbortSignal): PatternWorker {
  const worker = new Worker(source, {
    eval: true,
    workerData: { pattern },
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  let settle: { resolve(answer: unknown): void; reject(error: Error): void } | undefined;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    settle?.reject(error);
  };
  worker.on('message', (answer: unknown) => settle?.resolve(answer));
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the search was stopped')));
  const kill = () => {
    end(new Error('the search was stopped'));
    void worker.terminate();
  };
  if (signal.aborted) kill();
  else signal.addEventListener('abort', kill, { once: true });
  // the thread runs the source above, so the shape of its answers is known
  const ask = <T>(message: object, transfer: ArrayBuffer[]): Promise<T> => {
    if (ended) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      settle = { resolve: (answer) => resolve(answer as T), reject };
      worker.postMessage(message, transfer);
    });
  };
  return {
    lines(bytes, mostHits) {
      const copy = Uint8Array.from(bytes);
      return ask({ bytes: copy, mostHits, mostUnits: mostUnitsPerLine }, [copy.buffer]);
    },
    names: (names) => ask({ names }, []),
    async close() {
      signal.removeEventListener('abort', kill);
      settle = undefined;
      await worker.terminate();
    },
  };
}
