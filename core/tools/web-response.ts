import { HoldfastError } from '../base/index.ts';
import type { Target } from '../vault/index.ts';
import type { ToolContext } from './contract.ts';
import type { ToolParts } from './ports.ts';
import type { WebPort } from './web-port.ts';
import { size } from './wording.ts';

export const mostPageBytes = 10 * 1024 * 1024;
const timeMs = 30_000;
const mostHops = 5;

export interface WebAnswer {
  /** Where it came from in the end. */
  url: URL;
  status: number;
  /** Lower case, without parameters; empty where the server says nothing. */
  type: string;
  charset: string | null;
  bytes: Uint8Array;
}

/** What came of a request: an answer, or a sentence for the model why there is none. */
export type WebOutcome = { ok: true; answer: WebAnswer } | { ok: false; message: string };

export interface WebRequest {
  target: Target;
  accept: string;
  /** The host may be on this machine: only where the owner chose it. */
  network: 'public' | 'private';
}

/**
 * One GET through the door, which is open for this request's scheme, host and port alone (and for https of the same host, where a plain
 * address leads there). A redirect elsewhere is not followed. Never throws for what a server does.
 */
export async function getFromWeb(
  web: WebPort,
  parts: Pick<ToolParts, 'clock'>,
  { target, accept, network }: WebRequest,
  context: Pick<ToolContext, 'sessionId' | 'toolUseId' | 'signal'>,
): Promise<WebOutcome> {
  const late = new AbortController();
  const done = new AbortController();
  parts.clock.sleep(timeMs, done.signal).then(
    () => late.abort(),
    () => {
      // it was in time
    },
  );
  const doors = [{ scheme: target.scheme, host: target.host, port: target.port, network }];
  if (target.scheme === 'http' && target.port === 80)
    doors.push({ scheme: 'https', host: target.host, port: 443, network });
  const send = web.fetchFor({ sessionId: context.sessionId, callId: context.toolUseId, only: doors });
  const signal = AbortSignal.any([context.signal, late.signal]);
  let url = target.url;
  try {
    for (let hop = 0; hop <= mostHops; hop += 1) {
      const response = await send(url, {
        redirect: 'manual',
        signal,
        headers: { accept, 'user-agent': 'Holdfast', 'accept-language': 'en, *;q=0.5' },
      });
      const location = redirectOf(response);
      if (location === null) return await readAnswer(response, url);
      await response.body?.cancel();
      const next = new URL(location, url);
      const isOpen = doors.some(({ scheme, host, port }) => isAt(next, scheme, host, port));
      if (!isOpen)
        return {
          ok: false,
          message: `The server redirects to another address, which was not followed: ${next.href.slice(0, 2000)}. Fetch that one if it is wanted.`,
        };
      url = next;
    }
    return { ok: false, message: `The server redirected more than ${mostHops} times.` };
  } catch (caught) {
    if (context.signal.aborted) throw caught;
    if (late.signal.aborted)
      return { ok: false, message: `The server did not answer within ${timeMs / 1000} s.` };
    if (caught instanceof HoldfastError || caught instanceof TypeError)
      return { ok: false, message: `It could not be fetched: ${caught.message}` };
    throw caught;
  } finally {
    done.abort();
  }
}

function redirectOf(response: Response): string | null {
  return [301, 302, 303, 307, 308].includes(response.status) ? response.headers.get('location') : null;
}

function isAt(url: URL, scheme: string, host: string, port: number): boolean {
  const ownPort = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return url.protocol === `${scheme}:` && url.hostname.replace(/^\[|\]$/g, '') === host && ownPort === port;
}

async function readAnswer(response: Response, url: URL): Promise<WebOutcome> {
  const [type = '', ...parameters] = (response.headers.get('content-type') ?? '').split(';');
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(parameters.join(';'))?.[1] ?? null;
  const chunks: Uint8Array[] = [];
  let total = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) break;
    total += next.value.byteLength;
    if (total > mostPageBytes) {
      await reader?.cancel();
      return {
        ok: false,
        message: `It is larger than ${size(mostPageBytes)}, which is the most that is fetched.`,
      };
    }
    chunks.push(next.value);
  }
  return {
    ok: true,
    answer: {
      url,
      status: response.status,
      type: type.trim().toLowerCase(),
      charset,
      bytes: Buffer.concat(chunks),
    },
  };
}

/** The text of an answer: by the charset that it names, its byte order mark or its own words; UTF-8 otherwise. */
export function decodeAnswer({ bytes, charset }: Pick<WebAnswer, 'bytes' | 'charset'>): string {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : null;
  const beginning = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
  const own = /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(beginning)?.[1] ?? null;
  for (const label of [mark, charset, own, 'utf-8']) {
    if (label === null) continue;
    try {
      return new TextDecoder(label).decode(bytes);
    } catch {
      // a charset nobody knows: the next guess
    }
  }
  return Buffer.from(bytes).toString('utf8');
}
