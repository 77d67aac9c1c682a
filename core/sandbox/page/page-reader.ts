import { startThread } from '../thread.ts';
import type { FromPage, PageText, PageWorkerData } from './messages.ts';

/** How reading a document ended. */
export type PageResult =
  | ({ ok: true } & PageText)
  | { ok: false; why: 'timeout' | 'memory' | 'aborted' | 'failed'; message: string };

/** Makes documents of strangers into markdown. */
export interface PageReader {
  /** In a thread of its own, which is ended with it. What cannot be read is a result. */
  read(page: PageWorkerData['page'], signal: AbortSignal): Promise<PageResult>;
}

const memoryMb = 512;
const timeMs = 20_000;

/** `workerPath` is the bundled `sandbox.worker`; nothing is started before the first page. */
export function createPageReader({ workerPath }: { workerPath: string | URL }): PageReader {
  return {
    read: (page, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(stopped);
        const data: PageWorkerData = { page };
        const worker = startThread(workerPath, data, memoryMb);
        const finish = (result: PageResult) => {
          clearTimeout(watchdog);
          signal.removeEventListener('abort', stop);
          worker.removeAllListeners('message');
          void worker.terminate();
          resolve(result);
        };
        const stop = () => finish(stopped);
        const watchdog = setTimeout(
          () =>
            finish({ ok: false, why: 'timeout', message: `Reading it took longer than ${timeMs / 1000} s.` }),
          timeMs,
        );
        signal.addEventListener('abort', stop, { once: true });
        worker.on('message', (message: FromPage) => {
          if (message.type === 'failed')
            return finish({ ok: false, why: 'failed', message: message.message });
          const { type: _, ...text } = message;
          finish({ ok: true, ...text });
        });
        worker.on('error', (error) => {
          const isMemory =
            error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
          const message = isMemory ? `Reading it took more than ${memoryMb} MB.` : String(error);
          finish({ ok: false, why: isMemory ? 'memory' : 'failed', message });
        });
        worker.on('exit', () => finish({ ok: false, why: 'failed', message: 'the reader ended by itself' }));
      }),
  };
}

const stopped: PageResult = { ok: false, why: 'aborted', message: 'It was stopped.' };
