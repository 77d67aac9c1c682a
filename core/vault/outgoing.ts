import { HoldfastError } from '../base/index.ts';
import { parseTarget, type Target } from './address.ts';

type Body = Uint8Array | ReadableStream<Uint8Array> | null;

/** A request as egress holds it: with placeholders, ready to be sent to one target after another. */
export interface Outgoing {
  target: Target;
  method: string;
  headers: Headers;
  body: Body;
  redirect: 'follow' | 'manual' | 'error';
  signal: AbortSignal | undefined;
}

// these steer the connection itself, past the address that was checked
const refusedHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Reads what `fetch` was given. Throws `egress_address_invalid`, or `invalid_request` for a method or header no client needs. */
export async function readOutgoing(input: string | URL | Request, init: RequestInit = {}): Promise<Outgoing> {
  const request = input instanceof Request ? input : undefined;
  const target = parseTarget(request ? request.url : String(input));
  const method = (init.method ?? request?.method ?? 'GET').toUpperCase();
  if (!/^[A-Z]{1,20}$/.test(method) || ['CONNECT', 'TRACE', 'TRACK'].includes(method)) {
    throw new HoldfastError('invalid_request', 'This HTTP method is not sent.');
  }
  const headers = new Headers(init.headers ?? request?.headers);
  for (const name of headers.keys()) {
    if (refusedHeaders.has(name) || name.startsWith('proxy-')) {
      throw new HoldfastError('invalid_request', `The header “${name}” is not sent for others.`);
    }
  }
  const body = await readBody(init.body ?? request?.body ?? null, headers);
  return {
    target,
    method,
    headers,
    body,
    redirect: init.redirect ?? request?.redirect ?? 'follow',
    signal: init.signal ?? request?.signal ?? undefined,
  };
}

async function readBody(body: RequestInit['body'] | null, headers: Headers): Promise<Body> {
  if (body === null || body === undefined) return null;
  if (typeof body === 'string') {
    // written as bytes once, with the type that the platform gives a text: it would be gone over three times otherwise
    if (!headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8');
    return Buffer.from(body);
  }
  if (body instanceof Uint8Array) return body;
  if (body instanceof ReadableStream) return body;
  // forms and blobs: let the platform write them down, together with their type
  const written = new Response(body);
  const type = written.headers.get('content-type');
  if (type && !headers.has('content-type')) headers.set('content-type', type);
  return new Uint8Array(await written.arrayBuffer());
}

/** Bytes that will leave: address, headers and body; a streamed body counts when it is sent. */
export function sizeOf({ target, headers, body }: Outgoing): number {
  let size = target.url.pathname.length + target.url.search.length;
  for (const [name, value] of headers) size += name.length + value.length + 4;
  return size + (body instanceof Uint8Array ? body.byteLength : 0);
}
