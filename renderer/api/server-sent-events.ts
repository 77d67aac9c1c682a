import { request } from './client.ts';

export interface ServerSentEvent {
  event: string;
  data: string;
}

/** The server pings every 15 s; after this much silence the connection is taken for dead. */
const silenceLimitMs = 40_000;
const firstRetryMs = 250;
const longestRetryMs = 5_000;

/** Splits a byte stream into SSE frames; comments and frames without data are left out. */
export async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const frames = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const parsed = parseFrame(frame);
        if (parsed) yield parsed;
      }
    }
  } finally {
    await reader.cancel();
  }
}

function parseFrame(frame: string): ServerSentEvent | null {
  let event = 'message';
  const data: string[] = [];
  for (const line of frame.split('\n')) {
    if (line.startsWith('event:')) event = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  return data.length > 0 ? { event, data: data.join('\n') } : null;
}

export interface FollowOptions {
  /** Asked anew before each connection, so that it can name the last position. */
  address: () => string;
  signal: AbortSignal;
  onFrame: (frame: ServerSentEvent) => void;
  /** `lost` until the next `open`; reconnecting goes on by itself. */
  onState: (state: 'open' | 'lost') => void;
  /** True: this failure is final (the session is gone), stop trying. */
  isFinal?: (error: unknown) => boolean;
}

/** Keeps one SSE connection open until `signal` fires; resolves then, or when a failure is final. Never throws. */
export async function followStream(options: FollowOptions): Promise<void> {
  let retryMs = firstRetryMs;
  while (!options.signal.aborted) {
    const connection = new AbortController();
    const abort = () => connection.abort();
    options.signal.addEventListener('abort', abort, { once: true });
    let watchdog = setTimeout(abort, silenceLimitMs);
    try {
      const headers = { accept: 'text/event-stream' };
      const response = await request(options.address(), { headers, signal: connection.signal });
      options.onState('open');
      retryMs = firstRetryMs;
      if (response.body) {
        for await (const frame of readFrames(response.body)) {
          clearTimeout(watchdog);
          watchdog = setTimeout(abort, silenceLimitMs);
          options.onFrame(frame);
        }
      }
    } catch (error) {
      if (options.isFinal?.(error)) return;
    } finally {
      clearTimeout(watchdog);
      options.signal.removeEventListener('abort', abort);
    }
    if (options.signal.aborted) return;
    options.onState('lost');
    await pause(retryMs, options.signal);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
