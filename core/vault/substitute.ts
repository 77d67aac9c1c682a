import { HoldfastError } from '../base/index.ts';
import { isHostOfTarget, type Target } from './address.ts';
import type { Outgoing } from './outgoing.ts';
import {
  anyPlaceholder,
  holdsPlaceholder,
  mentionsPlaceholder,
  misplaced,
  wholeHeader,
} from './placeholders.ts';

/**
 * Where in a request a credential's value may be put. `keys`: as the whole of an Authorization or x-api-key header; `any`: as the whole
 * of any header, behind a scheme's word or not; `body` and `query`: wherever the placeholder stands in them.
 */
export interface Places {
  header: 'keys' | 'any' | 'none';
  body: boolean;
  query: boolean;
}

/** Where a model's key and an MCP server's token go. */
export const keyPlaces: Places = { header: 'keys', body: false, query: false };

/** A credential with its value: for egress and for nobody else. */
export interface OpenCredential {
  value: string;
  /** `host` (https), `host:port`, `*.host`, or `*` for every host that the request may go to at all. */
  hosts: readonly string[];
  /** Absent: `keyPlaces`. */
  places?: Places;
}

/** Whose placeholder a name is, for this request. Throws where there is no value or it may not be used here. */
export type FindCredential = (name: string, target: Target) => Promise<OpenCredential>;

const keyHeaders: ReadonlySet<string> = new Set(['authorization', 'x-api-key']);
/** They tell others who asks, or are written down on the way. */
const neverHeaders: ReadonlySet<string> = new Set([
  'cookie',
  'cookie2',
  'referer',
  'user-agent',
  'origin',
  'via',
  'forwarded',
  'from',
]);

export interface Substituted {
  url: URL;
  headers: Headers;
  body: Outgoing['body'];
  /** Names of the credentials that were put in. */
  credentials: string[];
}

/**
 * A copy of a request with each placeholder replaced by its value. Throws `egress_placeholder_misplaced` for a placeholder, in whatever
 * encoding, that stands where its credential may not be put, or goes to a host that is not the credential's.
 */
export async function substitute(
  outgoing: Outgoing,
  find: FindCredential,
  inBody: 'refuse' | 'pass',
): Promise<Substituted> {
  const { target } = outgoing;
  const used = new Set<string>();
  const open = async (name: string): Promise<OpenCredential> => {
    const found = await find(name, target);
    if (!found.hosts.some((entry) => entry === '*' || isHostOfTarget(entry, target)))
      throw misplaced('for a host that is not the credential’s', target);
    used.add(name);
    return found;
  };

  const headers = new Headers(outgoing.headers);
  for (const [header, content] of outgoing.headers) {
    if (!mentionsPlaceholder(header) && !mentionsPlaceholder(content)) continue;
    const match = wholeHeader.exec(content);
    const where = `in the header “${keyHeaders.has(header) ? header : 'other'}”`;
    if (match?.[2] === undefined || neverHeaders.has(header) || header.startsWith('x-forwarded'))
      throw misplaced(where, target);
    const { value, places = keyPlaces } = await open(match[2]);
    if (places.header === 'none' || (places.header === 'keys' && !keyHeaders.has(header)))
      throw misplaced(where, target);
    headers.set(header, match[1] ? `${match[1]} ${value}` : value);
  }

  const url = new URL(target.url);
  const search = await replaceAll(url.search, async (name) => {
    const { value, places = keyPlaces } = await open(name);
    if (!places.query) throw misplaced('in the address', target);
    return encodeURIComponent(value);
  });
  if (mentionsPlaceholder(url.origin + url.pathname) || mentionsPlaceholder(search.rest))
    throw misplaced('in the address', target);
  url.search = search.text;

  const body = inBody === 'pass' ? outgoing.body : await substituteBody(outgoing, open);
  return { url, headers, body, credentials: [...used] };
}

async function substituteBody(
  { body, target, headers }: Outgoing,
  open: (name: string) => Promise<OpenCredential>,
): Promise<Outgoing['body']> {
  if (!(body instanceof Uint8Array) || !holdsPlaceholder(body)) return body;
  const write = writerFor(headers.get('content-type') ?? '');
  const { text, rest } = await replaceAll(Buffer.from(body).toString('latin1'), async (name) => {
    const { value, places = keyPlaces } = await open(name);
    if (!places.body || write === null) throw misplaced('in the body', target);
    return write(value);
  });
  if (holdsPlaceholder(Buffer.from(rest, 'latin1'))) throw misplaced('in the body', target);
  return Buffer.from(text, 'latin1');
}

/** How a value is written within a body of this type; null where it cannot be known. */
function writerFor(contentType: string): ((value: string) => string) | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json'))
    return (value) => JSON.stringify(value).slice(1, -1);
  if (type === 'application/x-www-form-urlencoded') return encodeURIComponent;
  return type.startsWith('text/') ? (value) => value : null;
}

/** `rest` is the text without what was replaced. */
async function replaceAll(
  text: string,
  write: (name: string) => Promise<string>,
): Promise<{ text: string; rest: string }> {
  let written = '';
  let rest = '';
  let at = 0;
  for (const match of text.matchAll(anyPlaceholder)) {
    const before = text.slice(at, match.index);
    written += before + (await write(match[1] ?? ''));
    rest += `${before}\n;`;
    at = match.index + match[0].length;
  }
  return { text: written + text.slice(at), rest: rest + text.slice(at) };
}

/** The error for a credential that is not there. */
export function unknownCredential(name: string): HoldfastError {
  return new HoldfastError('credential_not_found', `There is no credential “${name}”.`, { credential: name });
}
