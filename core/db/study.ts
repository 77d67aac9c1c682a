import { HoldfastError } from '../base/index.ts';
import type { DataWorker } from './data-worker.ts';
import type { DataPort } from './port.ts';

/** How often a study is begun when its thread dies under it. */
const mostAttempts = 2;

/** One thread for long computations over the data; there is none until it is needed. */
export interface StudyRoom {
  study: DataPort['study'];
  /** Ends the thread; what it was doing rejects. */
  close(): Promise<void>;
}

/** `start` opens a reading data worker. */
export function createStudyRoom(start: () => Promise<DataWorker>): StudyRoom {
  let current: Promise<DataWorker> | null = null;
  let isClosed = false;
  // threads that were ended because somebody gave up: whoever waited behind them has lost nothing
  const given = new WeakSet<DataWorker>();
  let ending: Promise<void> = Promise.resolve();

  const open = (): Promise<DataWorker> => {
    if (current) return current;
    const opening = start();
    current = opening;
    opening.catch(() => {
      if (current === opening) current = null;
    });
    return opening;
  };

  const forget = (worker: DataWorker, opened: Promise<DataWorker>) => {
    if (worker.isGone() && current === opened) current = null;
  };

  return {
    async study(name, input, signal) {
      for (let attempt = 1; ; ) {
        if (isClosed) throw new HoldfastError('internal', 'the data is closed');
        signal?.throwIfAborted();
        const opened = open();
        const worker = await opened;
        try {
          return await unlessAborted(worker.call(name, input), signal);
        } catch (caught) {
          if (signal?.aborted) {
            given.add(worker);
            ending = worker.kill();
            forget(worker, opened);
            throw signal.reason;
          }
          forget(worker, opened);
          if (!worker.isGone() || isClosed) throw caught;
          if (!given.has(worker)) attempt += 1;
          if (attempt > mostAttempts) throw caught;
        }
      }
    },
    async close() {
      isClosed = true;
      const opened = current;
      current = null;
      await ending;
      const worker = await opened?.catch(() => null);
      await worker?.kill();
    },
  };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    // the one that lost the race may still reject
    work.catch(() => {});
    aborted.catch(() => {});
  }
}
