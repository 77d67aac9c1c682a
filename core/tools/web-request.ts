import { HoldfastError } from '../base/index.ts';
import type { EgressDoor, Target } from '../vault/index.ts';
import type { ToolContext } from './contract.ts';
import type { ToolParts } from './ports.ts';
import type { WebPort } from './web-port.ts';
import { size } from './wording.ts';

const timeMs = 30_000;
const mostHops = 5;

export interface WebRequest {
  target: Target;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | null;
  /** `manual` gives the redirect as it came; `error` takes it for a failure. */
  redirect: 'follow' | 'manual' | 'error';
  /** The host may be on this machine: only where the owner chose it. */
  network: 'public' | 'private';
  /** Of the answer's body, unpacked. */
  mostBytes: number;
}

export interface WebResponse {
  /** Where it came from in the end. */
  url: URL;
  status: number;
  statusText: string;
  redirected: boolean;
  headers: Headers;
  bytes: Uint8Array;
}

/** What came of a request: an answer, or a sentence for the model why there is none. */
export type WebOutcome<T> = { ok: true; answer: T } | { ok: false; message: string };

/**
 * One request through the door, which is open for this request's scheme, host and port alone (and for https of the same host, where a plain
 * address leads there). A redirect elsewhere is not followed. Never throws for what a server does.
 */
export async function sendToWeb(
  web: Pick<WebPort, 'fetchFor'>,
  parts: Pick<ToolParts, 'clock'>,
  request: WebRequest,
  context: Pick<ToolContext, 'sessionId' | 'toolUseId' | 'signal'>,
): Promise<WebOutcome<WebResponse>> {
  const late = new AbortController();
  const done = new AbortController();
  parts.clock.sleep(timeMs, done.signal).then(
    () => late.abort(),
    () => {
      // it was in time
    },
  );
  const doors = doorsOf(request);
  const send = web.fetchFor({ sessionId: context.sessionId, callId: context.toolUseId, only: doors });
  const signal = AbortSignal.any([context.signal, late.signal]);
  let { method, body } = request;
  let headers = new Headers(request.headers);
  let url = request.target.url;
  try {
    for (let hop = 0; hop <= mostHops; hop += 1) {
      const response = await send(url, { method, headers, body, redirect: 'manual', signal });
      const location = redirectOf(response);
      if (location === null || request.redirect === 'manual')
        return await readWhole(response, { url, redirected: hop > 0, mostBytes: request.mostBytes });
      await response.body?.cancel();
      if (request.redirect === 'error') return failed('The server answered with a redirect.');
      const next = new URL(location, url);
      if (!doors.some((door) => isAt(next, door)))
        return failed(
          `The server redirects to another address, which was not followed: ${next.href.slice(0, 2000)}. Fetch that one if it is wanted.`,
        );
      url = next;
      if (!becomesGet(response.status, method)) continue;
      method = 'GET';
      body = null;
      headers = withoutContent(headers);
    }
    return failed(`The server redirected more than ${mostHops} times.`);
  } catch (caught) {
    if (context.signal.aborted) throw caught;
    if (late.signal.aborted) return failed(`The server did not answer within ${timeMs / 1000} s.`);
    if (caught instanceof HoldfastError || caught instanceof TypeError)
      return failed(`It could not be fetched: ${caught.message}`);
    throw caught;
  } finally {
    done.abort();
  }
}

function failed(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

function doorsOf({ target, network }: WebRequest): EgressDoor[] {
  const { scheme, host, port } = target;
  const own: EgressDoor = { scheme, host, port, network };
  return scheme === 'http' && port === 80 ? [own, { scheme: 'https', host, port: 443, network }] : [own];
}

function redirectOf(response: Response): string | null {
  return [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get('location') : null;
}

function isAt(url: URL, { scheme, host, port }: EgressDoor): boolean {
  const ownPort = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return url.protocol === `${scheme}:` && url.hostname.replace(/^\[|\]$/g, '') === host && ownPort === port;
}

// as the Fetch standard has it
function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'HEAD' && method !== 'GET';
  return (status === 301 || status === 302) && method === 'POST';
}

function withoutContent(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ['content-type', 'content-encoding', 'content-language', 'content-location'])
    kept.delete(name);
  return kept;
}

async function readWhole(
  response: Response,
  { url, redirected, mostBytes }: { url: URL; redirected: boolean; mostBytes: number },
): Promise<WebOutcome<WebResponse>> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) break;
    total += next.value.byteLength;
    if (total > mostBytes) {
      await reader?.cancel();
      return failed(`It is larger than ${size(mostBytes)}, which is the most that is fetched.`);
    }
    chunks.push(next.value);
  }
  const { status, statusText, headers } = response;
  return {
    ok: true,
    answer: { url, status, statusText, redirected, headers, bytes: Buffer.concat(chunks) },
  };
}
