import { lookup as systemLookup } from 'node:dns/promises';
import { HoldfastError, type Runtime } from '../base/index.ts';
import { isPrivateAddress, type Target } from './address.ts';
import { createGrants, type EgressGrant, type Grants, refused } from './grants.ts';
import { networkError } from './network-error.ts';
import {
  bodyMentionsPlaceholder,
  type Outgoing,
  readOutgoing,
  refusePlaceholders,
  sizeOfBody,
} from './outgoing.ts';
import { mentionsPlaceholder, misplaced, substitute } from './placeholders.ts';
import { followRedirect, locationOf } from './redirects.ts';
import { scrubBody, scrubHeaders, scrubText } from './scrub.ts';
import type { OpenCredential } from './vault.ts';

/** One request that left, or that was stopped at the door. Holds no secret, no query and no body. */
export interface EgressEntry {
  /** RFC 3339. */
  at: string;
  outcome: 'sent' | 'refused';
  method: string;
  scheme: string;
  host: string;
  port: number;
  path: string;
  /** Bytes of the body; null when it was streamed. */
  body_bytes: number | null;
  /** Name of the credential that was put in. */
  credential: string | null;
  /** Error code, when it was refused. */
  refusal: string | null;
  session_id: string | null;
  tool_use_id: string | null;
}

/** For whom a request leaves, for the journal. */
export interface EgressContext {
  sessionId?: string;
  toolUseId?: string;
  /** The only doors that are open for these requests; grants of others do not count. */
  only?: readonly EgressDoor[];
}

/** One scheme, host and port that a request may go to. */
export interface EgressDoor {
  scheme: 'http' | 'https';
  /** Normalised. */
  host: string;
  port: number;
  network: 'public' | 'private';
  /** The one credential whose placeholder may be replaced on the way there; absent: none. */
  credential?: string;
}

export type EgressFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface EgressOptions {
  /** `vault.resolveCredential`. */
  resolveCredential(name: string): Promise<OpenCredential | undefined>;
  runtime: Runtime;
  /** Told before the first byte leaves, and of every refusal. When it fails, nothing leaves. */
  journal?(entry: EgressEntry): void | Promise<void>;
  /** What dials. Default: the platform's fetch; never followed redirects, never cookies. */
  transport?(url: string, init: RequestInit): Promise<Response>;
  /** Addresses of a name. Default: the system's resolver. */
  lookup?(host: string): Promise<string[]>;
}

export interface Egress extends Pick<Grants, 'grant' | 'revoke' | 'list'> {
  /**
   * The one way out, with the contract of `fetch`: resolves with a Response whose body streams, rejects with a
   * TypeError when the network fails and with the signal's reason when aborted. Rejects with HoldfastError
   * `egress_refused`, `egress_address_invalid`, `egress_placeholder_misplaced`, `egress_too_many_redirects`,
   * `credential_not_found` or `vault_locked` when it may not leave. `Response.url` is empty.
   */
  fetch: EgressFetch;
  /** The same door, with what is journalled under a session and a call. */
  fetchFor(context: EgressContext): EgressFetch;
}

const mostRedirects = 5;
const emptyStatuses: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * The door through which every network request leaves. Each hop is checked on its own: address in one form, a grant
 * for exactly that scheme, host and port, names that do not lead into private networks unless granted, placeholders
 * only where they belong. Secrets go in at the last moment and are scrubbed from headers, body and errors on return.
 */
export function createEgress(options: EgressOptions): Egress {
  const {
    runtime,
    resolveCredential,
    journal = () => {},
    transport = fetch,
    lookup = resolveAddresses,
  } = options;
  const grants = createGrants(runtime);

  function fetchFor(context: EgressContext): EgressFetch {
    return async (input, init) => {
      let outgoing = await readOutgoing(input, init);
      for (let hop = 0; hop <= mostRedirects; hop += 1) {
        const response = await send(outgoing, context);
        const location = locationOf(response);
        if (location === undefined || outgoing.redirect === 'manual') return response;
        await response.body?.cancel();
        if (outgoing.redirect === 'error') throw refused(outgoing.target, 'answered with a redirect');
        outgoing = followRedirect(outgoing, response.status, location);
      }
      throw new HoldfastError('egress_too_many_redirects', `More than ${mostRedirects} redirects.`);
    };
  }

  async function send(outgoing: Outgoing, context: EgressContext): Promise<Response> {
    const { target, method, signal } = outgoing;
    const entry: EgressEntry = {
      at: new Date(runtime.clock.now()).toISOString(),
      outcome: 'sent',
      method,
      scheme: target.scheme,
      host: target.host,
      port: target.port,
      path: target.url.pathname,
      body_bytes: sizeOfBody(outgoing.body),
      credential: null,
      refusal: null,
      session_id: context.sessionId ?? null,
      tool_use_id: context.toolUseId ?? null,
    };
    const cleared = await clear(outgoing, context.only).catch(async (error: unknown) => {
      if (error instanceof HoldfastError)
        await journal({ ...entry, outcome: 'refused', refusal: error.code, path: '' });
      throw error;
    });
    const { secret } = cleared;
    await journal({ ...entry, credential: cleared.credential });
    signal?.throwIfAborted();
    const response = await dial(cleared.url, cleared.init, signal);
    return secret === undefined ? response : scrubbed(response, secret, signal);
  }

  /** Checks everything and puts the secret in; what it returns is sent as it is. */
  async function clear(outgoing: Outgoing, only: EgressContext['only']) {
    const { target, body, method, signal } = outgoing;
    const grant = only ? requireDoor(only, target) : grants.require(target);
    if (mentionsPlaceholder(target.url.href)) throw misplaced('in the address', target);
    if (grant.placeholdersInBody === 'refuse' && bodyMentionsPlaceholder(body))
      throw misplaced('in the body', target);
    await checkAddresses(target, grant);
    const { headers, credential } = await substitute(
      outgoing.headers,
      target,
      grant.credential ?? undefined,
      resolveCredential,
    );
    const isStream = body instanceof ReadableStream;
    const isChecked = isStream && grant.placeholdersInBody === 'refuse';
    const init = {
      method,
      headers,
      body: isChecked ? refusePlaceholders(body, misplaced('in the body', target)) : body,
      redirect: 'manual' as const,
      credentials: 'omit' as const,
      ...(isStream && { duplex: 'half' as const }),
      ...(signal && { signal }),
    };
    return { url: target.url.href, init, credential: credential?.name ?? null, secret: credential?.value };
  }

  async function checkAddresses(target: Target, grant: Pick<EgressGrant, 'network'>): Promise<void> {
    if (grant.network === 'private') return;
    const addresses = await lookup(target.host);
    if (addresses.some(isPrivateAddress)) throw refused(target, 'leads into a private network');
  }

  async function dial(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
    try {
      return await transport(url, init);
    } catch (error) {
      throw networkError(error, signal);
    }
  }

  return {
    fetch: fetchFor({}),
    fetchFor,
    grant: grants.grant,
    revoke: grants.revoke,
    list: grants.list,
  };
}

function requireDoor(
  doors: readonly EgressDoor[],
  target: Target,
): Pick<EgressGrant, 'credential' | 'network' | 'placeholdersInBody'> {
  const { scheme, host, port } = target;
  const door = doors.find((each) => each.scheme === scheme && each.host === host && each.port === port);
  if (!door) throw refused(target, 'is not granted');
  return { credential: door.credential ?? null, network: door.network, placeholdersInBody: 'refuse' };
}

async function resolveAddresses(host: string): Promise<string[]> {
  try {
    return (await systemLookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw networkError(error);
  }
}

function scrubbed(response: Response, secret: string, signal: AbortSignal | undefined): Response {
  const body =
    response.body && !emptyStatuses.has(response.status) ? scrubBody(response.body, secret, signal) : null;
  return new Response(body, {
    status: response.status,
    statusText: scrubText(response.statusText, secret),
    headers: scrubHeaders(response.headers, secret),
  });
}
