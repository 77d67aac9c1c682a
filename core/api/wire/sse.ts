import { background, type Clock, type Logger } from '../../base/index.ts';

/** Writes one frame. `event` must equal the data's type: SDKs drop frames without an `event:` line. */
export type SendFrame = (event: string, data: unknown) => void;

export interface SseOptions {
  clock: Clock;
  logger: Logger;
  /** Ends the stream when the server closes. */
  closing: AbortSignal;
  pingMs: number;
}

/**
 * An event stream. `produce` sends until it returns, throws or `signal` aborts (client gone, server closing).
 * Something is written at once, so that headers leave before the first event. `isBehind()` tells a producer
 * that the client does not keep up: best-effort frames are to be left out then.
 */
export function sseResponse(
  request: Request,
  options: SseOptions,
  produce: (send: SendFrame, signal: AbortSignal, isBehind: () => boolean) => Promise<void>,
): Response {
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, options.closing, request.signal]);
  const encoder = new TextEncoder();
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => {
          if (!signal.aborted) controller.enqueue(encoder.encode(text));
        };
        const send: SendFrame = (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        const isBehind = () => (controller.desiredSize ?? 0) < 0;
        const work = async () => {
          await run(produce(send, signal, isBehind), keepAlive(send, signal, options), gone, options.logger);
          if (!isCancelled) controller.close();
        };
        write(': open\n\n');
        background(work(), 'an event stream', options.logger);
      },
      cancel() {
        isCancelled = true;
        gone.abort();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 1024 * 1024 }),
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

async function run(producing: Promise<void>, pinging: Promise<void>, gone: AbortController, logger: Logger) {
  try {
    await Promise.race([producing, pinging]);
  } catch (error) {
    if (!gone.signal.aborted) logger.warn('an event stream broke off', error);
  } finally {
    gone.abort();
  }
}

/** Sends a ping every `pingMs` until the stream ends. */
async function keepAlive(send: SendFrame, signal: AbortSignal, options: SseOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      await options.clock.sleep(options.pingMs, signal);
    } catch (reason) {
      if (signal.aborted) return;
      throw reason;
    }
    send('ping', { type: 'ping' });
  }
}

const standardPingMs = 15_000;

/** The stream options of the house. */
export function sseOptions(deps: Omit<SseOptions, 'pingMs'> & { pingMs?: number | undefined }): SseOptions {
  const { clock, logger, closing } = deps;
  return { clock, logger, closing, pingMs: deps.pingMs ?? standardPingMs };
}
