import type { Clock } from '../base/index.ts';
import { ModelError } from './model-error.ts';
import type { Fetch } from './types.ts';
import { createWatch, type Watch } from './watch.ts';

export interface ModelLimits {
  /** Longest wait for the response's headers. Local models read the whole prompt before they answer. */
  connectMs: number;
  /** Longest silence within a response. */
  idleMs: number;
  /** Largest response; a runaway endpoint must not fill the memory. */
  responseBytes: number;
}

export const defaultModelLimits: ModelLimits = {
  connectMs: 280_000,
  idleMs: 120_000,
  responseBytes: 64 * 1024 * 1024,
};

/**
 * A fetch that gives up on an endpoint which does not answer, falls silent or never ends: it rejects, or its body
 * fails, with a `ModelError`. The body is passed on chunk by chunk as it comes, and its connection is closed when
 * the reader cancels.
 */
export function watchedFetch(send: Fetch, limits: ModelLimits, clock: Clock): Fetch {
  return async (input, init) => {
    const stop = new AbortController();
    const signal = init?.signal ? AbortSignal.any([init.signal, stop.signal]) : stop.signal;
    // never the words "timed out": on them the SDK throws the cause away
    const connecting = createWatch(clock, limits.connectMs, () => {
      stop.abort(new ModelError('model_network', `No answer within ${limits.connectMs / 1000} s.`));
    });
    connecting.begin();
    try {
      const response = await send(input, { ...init, signal });
      if (!response.body) return response;
      const reading = createWatch(clock, limits.idleMs, () => {
        stop.abort(new ModelError('model_network', `The answer stopped for ${limits.idleMs / 1000} s.`));
      });
      return new Response(watchedBody(response.body, stop, reading, limits.responseBytes), {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      });
    } catch (error) {
      throw stop.signal.aborted ? stop.signal.reason : error;
    } finally {
      connecting.end();
    }
  };
}

function watchedBody(
  body: ReadableStream<Uint8Array>,
  stop: AbortController,
  watch: Watch,
  maxBytes: number,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let received = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        watch.begin();
        const { done, value } = await reader.read();
        watch.pause();
        if (done) {
          watch.end();
          controller.close();
          return;
        }
        received += value.byteLength;
        if (received > maxBytes) {
          stop.abort(
            new ModelError('model_server', `The answer is larger than ${maxBytes} bytes.`, {
              isRetryable: false,
            }),
          );
        }
        stop.signal.throwIfAborted();
        controller.enqueue(value);
      } catch (error) {
        watch.end();
        controller.error(stop.signal.aborted ? stop.signal.reason : error);
      }
    },
    cancel(reason) {
      watch.end();
      return reader.cancel(reason);
    },
  });
}
