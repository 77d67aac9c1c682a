import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { HoldfastError } from '../base/index.ts';
import type { EgressLimits } from './limits.ts';

/** The body of an answer, unpacked, read at the reader's pace. */
export interface AnswerBody {
  /** All that has come since, at least a byte; null at the end. Rejects when the network or a limit breaks it off. */
  read(): Promise<Uint8Array | null>;
  /** Closes the connection. */
  cancel(): void;
}

/** Times its size on the wire beyond which unpacked content is a bomb; small answers may be anything. */
const largestRatio = 200;
const freeBytes = 8 * 1024 * 1024;
const unpackers: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Reads on what a dialled request answers. Takes `content-encoding` and `content-length` out of `headers` where it unpacks. */
export function readAnswer(
  wire: Readable,
  headers: Headers,
  limits: EgressLimits,
  over: () => void,
): AnswerBody {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  const unpacker = Object.hasOwn(unpackers, encoding) ? unpackers[encoding]?.() : undefined;
  let wireBytes = 0;
  let bytes = 0;
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    over();
  };
  wire.once('close', end);
  if (unpacker) {
    for (const name of ['content-encoding', 'content-length']) headers.delete(name);
    wire.on('data', (chunk: Buffer) => {
      wireBytes += chunk.length;
    });
    // what fails shows on the unpacker, which is what is read
    pipeline(wire, unpacker, () => {});
  }
  const source: Readable = unpacker ?? wire;
  // errors come while nobody reads, too
  const failures: unknown[] = [];
  source.once('error', (error) => failures.push(error));
  let wake = () => {};
  for (const event of ['readable', 'end', 'close']) source.on(event, () => wake());
  const fail = (error: HoldfastError) => {
    source.destroy(error);
    wire.destroy();
    throw error;
  };
  return {
    async read() {
      for (;;) {
        if (failures.length > 0) throw failures[0];
        const chunk: Buffer | null = source.read();
        if (chunk !== null) {
          bytes += chunk.length;
          if (bytes > limits.responseBytes)
            fail(
              new HoldfastError(
                'egress_response_too_large',
                `The answer is larger than ${limits.responseBytes} bytes.`,
              ),
            );
          if (unpacker && bytes > freeBytes && bytes > wireBytes * largestRatio)
            fail(
              new HoldfastError('egress_response_too_large', 'The answer unpacks to far more than was sent.'),
            );
          return chunk;
        }
        if (source.readableEnded || source.destroyed) {
          if (failures.length > 0) throw failures[0];
          if (!source.readableEnded) throw new TypeError('the answer was cut off');
          return null;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    cancel() {
      source.destroy();
      wire.destroy();
      end();
    },
  };
}
