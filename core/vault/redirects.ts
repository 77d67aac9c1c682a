import { HoldfastError } from '../base/index.ts';
import { parseTarget, type Target } from './address.ts';
import { refused } from './grants.ts';
import type { Outgoing } from './outgoing.ts';
import { mentionsPlaceholder } from './placeholders.ts';

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const credentialHeaders = ['authorization', 'x-api-key', 'cookie', 'cookie2'];

/** Where a response sends us, or undefined when it is an answer. */
export function locationOf(response: Pick<Response, 'status' | 'headers'>): string | undefined {
  return redirectStatuses.has(response.status) ? (response.headers.get('location') ?? undefined) : undefined;
}

/**
 * The next request after a redirect. Credentials go no further than the scheme, host and port they were for; a body
 * goes nowhere else either; https never becomes http. Throws `egress_address_invalid` or `egress_refused`; whether
 * the new target is granted is for the caller to ask.
 */
export function followRedirect(outgoing: Outgoing, status: number, location: string): Outgoing {
  const target = resolve(location, outgoing.target);
  if (outgoing.target.scheme === 'https' && target.scheme === 'http')
    throw refused(target, 'was a redirect from https to http');
  const headers = new Headers(outgoing.headers);
  const isSamePlace = isSame(target, outgoing.target);
  if (!isSamePlace) {
    for (const name of credentialHeaders) headers.delete(name);
    for (const [name, value] of outgoing.headers) if (mentionsPlaceholder(value)) headers.delete(name);
  }

  const becomesGet = status === 303 || ((status === 301 || status === 302) && outgoing.method === 'POST');
  if (becomesGet && outgoing.method !== 'HEAD') {
    for (const name of ['content-type', 'content-encoding', 'content-language', 'content-location'])
      headers.delete(name);
    return { ...outgoing, target, headers, method: 'GET', body: null };
  }
  if (outgoing.body !== null && !isSamePlace)
    throw refused(target, 'was a redirect that would have sent the body elsewhere');
  if (outgoing.body instanceof ReadableStream)
    throw refused(target, 'was a redirect of a body that cannot be sent twice');
  return { ...outgoing, target, headers };
}

function isSame(left: Target, right: Target): boolean {
  return left.scheme === right.scheme && left.host === right.host && left.port === right.port;
}

// checked as it came wherever it names a host itself: resolving first would hide what parsers disagree on
function resolve(location: string, base: Target): Target {
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return parseTarget(location);
  if (location.startsWith('//')) return parseTarget(`${base.scheme}:${location}`);
  try {
    return parseTarget(new URL(location, base.url).href);
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    throw new HoldfastError('egress_address_invalid', 'The server redirected to what is not an address.');
  }
}
