import type { EgressAnswer } from './egress-types.ts';
import { networkError } from './network-error.ts';

const emptyStatuses: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/** An answer as `fetch` gives it. */
export function responseOf(
  { status, statusText, headers, body }: EgressAnswer,
  signal: AbortSignal | undefined,
): Response {
  // a status outside of this cannot be told to anybody, and means nothing
  if (status < 200 || status > 599) {
    body?.cancel();
    throw networkError(new Error('status'), signal);
  }
  if (body === null || emptyStatuses.has(status)) {
    body?.cancel();
    return new Response(null, { status, statusText, headers });
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const chunk = await body.read();
          if (chunk === null) controller.close();
          else controller.enqueue(chunk);
        } catch (error) {
          controller.error(networkError(error, signal));
        }
      },
      cancel: () => body.cancel(),
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status, statusText, headers });
}
