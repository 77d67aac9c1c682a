import type { Target } from '../vault/index.ts';
import type { ToolContext } from './contract.ts';
import type { ToolParts } from './ports.ts';
import type { WebPort } from './web-port.ts';
import { sendToWeb, type WebOutcome, type WebResponse } from './web-request.ts';

const mostPageBytes = 10 * 1024 * 1024;

export interface WebAnswer {
  /** Where it came from in the end. */
  url: URL;
  status: number;
  /** Lower case, without parameters; empty where the server says nothing. */
  type: string;
  charset: string | null;
  bytes: Uint8Array;
}

/** A page that is wanted. */
export interface PageRequest {
  target: Target;
  accept: string;
  /** The host may be on this machine: only where the owner chose it. */
  network: 'public' | 'private';
}

/** One GET of something to read. Never throws for what a server does. */
export async function getFromWeb(
  web: WebPort,
  parts: Pick<ToolParts, 'clock'>,
  { target, accept, network }: PageRequest,
  context: Pick<ToolContext, 'sessionId' | 'toolUseId' | 'signal'>,
): Promise<WebOutcome<WebAnswer>> {
  const headers = { accept, 'user-agent': 'Holdfast', 'accept-language': 'en, *;q=0.5' };
  const outcome = await sendToWeb(
    web,
    parts,
    { target, network, headers, method: 'GET', body: null, redirect: 'follow', mostBytes: mostPageBytes },
    context,
  );
  return outcome.ok ? { ok: true, answer: answerOf(outcome.answer) } : outcome;
}

function answerOf({ url, status, headers, bytes }: WebResponse): WebAnswer {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').split(';');
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(parameters.join(';'))?.[1] ?? null;
  return { url, status, type: type.trim().toLowerCase(), charset, bytes };
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
