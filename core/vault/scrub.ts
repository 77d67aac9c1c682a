import { networkError } from './network-error.ts';

const mask = '*'.charCodeAt(0);
/** Shorter values would hit innocent text; they are scrubbed from headers only where they are the whole value. */
const shortestToSearch = 8;

/** Replaces the secret in a header's value or a status text. */
export function scrubText(text: string, secret: string): string {
  if (secret.length < shortestToSearch) return text === secret ? '[redacted]' : text;
  return text.replaceAll(secret, '[redacted]');
}

/** A copy of `headers` without the secret; names are kept, repeated headers stay repeated. */
export function scrubHeaders(headers: Headers, secret: string): Headers {
  const clean = new Headers();
  for (const [name, value] of headers) clean.append(name, scrubText(value, secret));
  return clean;
}

/**
 * Passes a body on chunk by chunk with every occurrence of the secret's raw bytes masked by `*`, also across chunks.
 * Only bytes that may be the beginning of the secret are held back, so a stream without it is never delayed.
 */
export function scrubBody(
  body: ReadableStream<Uint8Array>,
  secret: string,
  signal?: AbortSignal,
): ReadableStream<Uint8Array> {
  if (secret.length < shortestToSearch) return body;
  const needle = Buffer.from(secret, 'utf8');
  const reader = body.getReader();
  let held: Uint8Array = new Uint8Array(0);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read().catch((error: unknown) => {
          throw networkError(error, signal);
        });
        if (done) {
          if (held.length > 0) controller.enqueue(held);
          controller.close();
          return;
        }
        const { clean, rest } = maskIn(
          held.length > 0 ? Buffer.concat([held, value]) : Buffer.from(value),
          needle,
        );
        held = rest;
        if (clean.length > 0) {
          controller.enqueue(clean);
          return;
        }
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function maskIn(chunk: Buffer, needle: Buffer): { clean: Uint8Array; rest: Uint8Array } {
  let end = 0;
  for (let at = chunk.indexOf(needle); at !== -1; at = chunk.indexOf(needle, at + needle.length)) {
    end = at + needle.length;
    chunk.fill(mask, at, end);
  }
  const holdFrom = chunk.length - startOfNeedleAtEnd(chunk.subarray(end), needle);
  return { clean: chunk.subarray(0, holdFrom), rest: chunk.subarray(holdFrom) };
}

/** How many of the last bytes are a beginning of the needle. */
function startOfNeedleAtEnd(chunk: Buffer, needle: Buffer): number {
  for (let length = Math.min(chunk.length, needle.length - 1); length > 0; length -= 1) {
    const start = chunk.length - length;
    if (chunk[start] === needle[0] && chunk.subarray(start).equals(needle.subarray(0, length))) return length;
  }
  return 0;
}
