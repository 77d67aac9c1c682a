import type { LookupFunction } from 'node:net';
import { isIPv6 } from 'node:net';
import type { Readable } from 'node:stream';
import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Target } from './address.ts';
import { type AnswerBody, readAnswer } from './answer-body.ts';
import type { EgressLimits } from './limits.ts';
import { networkError } from './network-error.ts';
import type { NetworkWay } from './network-way.ts';

/** A request that was cleared: it is sent as it is, to one of these addresses and to no other. */
export interface DialRequest {
  target: Target;
  method: string;
  headers: Headers;
  body: Uint8Array | ReadableStream<Uint8Array> | null;
  signal: AbortSignal | undefined;
  /** Checked addresses of the host; null: the proxy finds it. */
  addresses: readonly string[] | null;
  /** Connections are shared within one session only. */
  session: string;
  limits: EgressLimits;
}

/** What came back, as it came: nothing of it is scrubbed yet. */
export interface Dialled {
  status: number;
  statusText: string;
  headers: Headers;
  /** Null where there is none. */
  body: AnswerBody | null;
}

export interface Dialler {
  dial(request: DialRequest): Promise<Dialled>;
  /** Closes the connections of a session; of all without one. */
  close(session?: string): Promise<void>;
}

const mostConnections = 32;
/** Pools that nobody used for as long are closed. */
const idlePoolMs = 30_000;

interface Connections {
  dispatcher: Dispatcher;
  session: string;
  usedAt: number;
  inUse: number;
}

/**
 * Dials with HTTP/1.1 to addresses that were checked before. A pool of connections belongs to one session, one origin and one set of
 * addresses; nothing is followed, kept, cached or retried.
 */
export function createDialler(way: NetworkWay, now: () => number): Dialler {
  const pools = new Map<string, Connections>();

  const poolFor = ({ target, session, addresses, limits }: DialRequest): Connections => {
    const { origin } = target.url;
    const key = JSON.stringify([session, origin, addresses, limits.connectMs]);
    const known = pools.get(key);
    if (known) return known;
    const dispatcher = addresses === null ? proxied(way, limits) : pinned(origin, addresses, way, limits);
    const made = { dispatcher, session, usedAt: now(), inUse: 0 };
    pools.set(key, made);
    return made;
  };

  const closeIdle = () => {
    for (const [key, pool] of pools) {
      if (pool.inUse > 0 || now() - pool.usedAt < idlePoolMs) continue;
      pools.delete(key);
      pool.dispatcher.destroy(null).catch(() => {
        // a connection that is broken already is closed as well
      });
    }
  };

  return {
    async dial(request) {
      closeIdle();
      const pool = poolFor(request);
      pool.inUse += 1;
      const over = () => {
        pool.inUse -= 1;
        pool.usedAt = now();
      };
      try {
        return await send(pool.dispatcher, request, over);
      } catch (error) {
        over();
        throw networkError(error, request.signal);
      }
    },
    async close(session) {
      const closing = [...pools].filter(([, pool]) => session === undefined || pool.session === session);
      for (const [key] of closing) pools.delete(key);
      await Promise.allSettled(closing.map(([, { dispatcher }]) => dispatcher.destroy(null)));
    },
  };
}

async function send(dispatcher: Dispatcher, request: DialRequest, over: () => void): Promise<Dialled> {
  const { target, method, limits, signal } = request;
  const { url } = target;
  const answer = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    // any method that `readOutgoing` lets through: the type knows only the usual ones
    method: method as Dispatcher.HttpMethod,
    headers: [...request.headers].flat(),
    body: request.body instanceof ReadableStream ? chunksOf(request.body) : request.body,
    headersTimeout: limits.firstByteMs,
    bodyTimeout: limits.idleMs,
    ...(signal && { signal }),
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) headers.append(name, each);
  const hasBody = method !== 'HEAD' && ![204, 205, 304].includes(answer.statusCode);
  if (!hasBody) {
    await answer.body.dump();
    over();
  }
  const body = hasBody ? readAnswer(answer.body, headers, limits, over) : null;
  return { status: answer.statusCode, statusText: answer.statusText, headers, body };
}

// undici takes a readable of Node's or an async iterable, and its type does not say the latter
function chunksOf(body: ReadableStream<Uint8Array>): Readable {
  return body as unknown as Readable;
}

function pinned(
  origin: string,
  addresses: readonly string[],
  way: NetworkWay,
  limits: EgressLimits,
): Dispatcher {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  const lookup: LookupFunction = (_host, options, found) => {
    if (options.all) found(null, all);
    else found(null, all[0]?.address ?? '', all[0]?.family);
  };
  return new Pool(origin, {
    connections: mostConnections,
    pipelining: 1,
    allowH2: false,
    connectTimeout: limits.connectMs,
    connect: {
      lookup,
      autoSelectFamily: true,
      timeout: limits.connectMs,
      ...(way.certificates.length > 0 && { ca: [...way.certificates] }),
    },
  });
}

function proxied(way: NetworkWay, limits: EgressLimits): Dispatcher {
  const ca = way.certificates.length > 0 ? { ca: [...way.certificates] } : {};
  return new ProxyAgent({
    uri: way.proxy ?? '',
    allowH2: false,
    connections: mostConnections,
    connectTimeout: limits.connectMs,
    requestTls: { timeout: limits.connectMs, ...ca },
    proxyTls: { timeout: limits.connectMs, ...ca },
  });
}
