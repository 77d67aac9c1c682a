import { gunzipSync } from 'node:zlib';
import { HoldfastError } from '../base/index.ts';
import type { Outgoing } from './outgoing.ts';
import type { Scanner, StreamScanner } from './scan/scanner.ts';

const mostUnpacked = 64 * 1024 * 1024;

/**
 * Refuses (`egress_leak`) a request, still with its placeholders, that carries a stored secret anywhere: in address, headers or body, in
 * every form that the scanner knows, also in a body that is packed with gzip.
 */
export function refuseLeak({ target, headers, body }: Outgoing, scanner: Scanner): void {
  const leak = (where: string) =>
    new HoldfastError(
      'egress_leak',
      `A stored secret stood ${where} on the way to ${target.host}:${target.port}.`,
      {
        host: target.host,
        port: target.port,
      },
    );
  const holds = (text: string) => scanner.find(Buffer.from(text, 'utf8')).length > 0;
  // what is written in any other way within an address is percent-encoded on top
  const { href } = target.url;
  if (holds(href) || holds(decoded(href)) || holds(decoded(withBlanks(href)))) throw leak('in the address');
  for (const [name, value] of headers) if (holds(name) || holds(value)) throw leak('in a header');
  if (body instanceof Uint8Array && (scanner.find(body).length > 0 || isPackedLeak(body, scanner)))
    throw leak('in the body');
  if (body instanceof Uint8Array && isForm(headers)) {
    const form = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
    if (holds(decoded(withBlanks(form)))) throw leak('in the body');
  }
}

// how forms and queries write a blank
function withBlanks(text: string): string {
  return text.replaceAll('+', ' ');
}

function isForm(headers: Headers): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '');
}

function decoded(address: string): string {
  const one = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
  return Buffer.from(address.replace(/%([0-9a-f]{2})/gi, one), 'latin1').toString('utf8');
}

function isPackedLeak(body: Uint8Array, scanner: Scanner): boolean {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return false;
  try {
    return scanner.find(gunzipSync(body, { maxOutputLength: mostUnpacked })).length > 0;
  } catch {
    // what cannot be looked into may be anything, and is broken or larger than any request needs
    return true;
  }
}

/** Passes a streamed body on until `scanner` finds something, also across chunks; then fails with `error` and sends no more of it. */
export function guardStream(
  body: ReadableStream<Uint8Array>,
  scanner: StreamScanner,
  error: Error,
): ReadableStream<Uint8Array> {
  const pass = (bytes: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>) => {
    if (scanner.found() > 0) throw error;
    if (bytes.length > 0) controller.enqueue(bytes);
  };
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      // the scanner masks in what it is given; the caller's bytes stay as they are
      transform: (chunk, controller) => pass(scanner.push(Uint8Array.from(chunk)), controller),
      flush: (controller) => pass(scanner.end(), controller),
    }),
  );
}
