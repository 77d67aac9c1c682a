import type { OutputEntry, OutputStream } from './result.ts';

const flushIntervalMs = 50;
const immediateEntries = 20;
const flushBytes = 16_384;

export interface OutputBuffer {
  add(stream: OutputStream, text: string): void;
  flush(): void;
  /** Bytes of all text so far, a line end each included. */
  bytes(): number;
}

/**
 * Streams console output without drowning the main process: the first lines of every 50 ms go out at once, the rest in batches.
 * What is buffered when the worker is killed is lost; `flush` is called wherever the guest pauses.
 */
export function createOutputBuffer(send: (entries: OutputEntry[]) => void, now: () => number): OutputBuffer {
  let entries: OutputEntry[] = [];
  let bufferedBytes = 0;
  let totalBytes = 0;
  let windowStart = Number.NEGATIVE_INFINITY;
  let inWindow = 0;
  const flush = () => {
    if (entries.length === 0) return;
    send(entries);
    entries = [];
    bufferedBytes = 0;
  };
  return {
    add(stream, text) {
      const sizeBytes = Buffer.byteLength(text) + 1;
      totalBytes += sizeBytes;
      bufferedBytes += sizeBytes;
      entries.push({ stream, text });
      if (now() - windowStart >= flushIntervalMs) {
        windowStart = now();
        inWindow = 0;
      }
      inWindow += 1;
      if (inWindow <= immediateEntries || bufferedBytes >= flushBytes) flush();
    },
    flush,
    bytes: () => totalBytes,
  };
}
