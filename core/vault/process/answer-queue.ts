import type { EgressAnswer } from '../egress-types.ts';
import { creditBytes, type FromVault } from './protocol.ts';

/** An answer as it arrives from the vault's process, at one end, and as it is read, at the other. */
export interface AnswerQueue {
  /** Resolves when status and headers are there. */
  head: Promise<EgressAnswer>;
  /** Settles when nothing comes any more. */
  over: Promise<void>;
  begin(message: Extract<FromVault, { kind: 'head' }>): void;
  push(bytes: Uint8Array): void;
  end(): void;
  fail(error: unknown): void;
}

/** `onRead` hears how many bytes were taken, now and then; `onCancel`, that nobody wants the rest. */
export function createAnswerQueue(onRead: (bytes: number) => void, onCancel: () => void): AnswerQueue {
  const head = deferred<EgressAnswer>();
  const over = deferred<void>();
  over.promise.catch(() => {});
  let waiting: ReturnType<typeof deferred<void>> | null = null;
  let chunks: Uint8Array[] = [];
  let read = 0;
  let isEnded = false;
  let failure: { error: unknown } | null = null;
  const wake = () => {
    waiting?.resolve();
    waiting = null;
  };

  const body = {
    async read(): Promise<Uint8Array | null> {
      for (;;) {
        const first = chunks[0];
        if (first !== undefined) {
          const all = chunks.length === 1 ? first : Buffer.concat(chunks);
          chunks = [];
          read += all.length;
          if (read >= creditBytes) {
            if (!isEnded) onRead(read);
            read = 0;
          }
          return all;
        }
        if (failure) throw failure.error;
        if (isEnded) return null;
        waiting = deferred<void>();
        await waiting.promise;
      }
    },
    cancel() {
      if (isEnded || failure) return;
      isEnded = true;
      chunks = [];
      over.resolve();
      onCancel();
      wake();
    },
  };

  return {
    head: head.promise,
    over: over.promise,
    begin({ status, statusText, headers, hasBody }) {
      head.resolve({ status, statusText, headers: new Headers(headers), body: hasBody ? body : null });
      if (!hasBody) over.resolve();
    },
    push(bytes) {
      if (isEnded) return;
      chunks.push(bytes);
      wake();
    },
    end() {
      isEnded = true;
      over.resolve();
      wake();
    },
    fail(error) {
      failure ??= { error };
      head.reject(error);
      over.resolve();
      wake();
    },
  };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
