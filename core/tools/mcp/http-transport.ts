import { extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { HoldfastError } from '../../base/index.ts';
import {
  type EgressDoor,
  type EgressFetch,
  looksPrivate,
  parseTarget,
  placeholderFor,
} from '../../vault/index.ts';
import { limits } from './limits.ts';
import { plainText } from './plain-text.ts';

export interface HttpOptions {
  url: string;
  /** The owner said that the server is on this computer or its own network. */
  mayBePrivate: boolean;
  /** Name of the credential whose value goes along as a bearer token; null: none. */
  credential: string | null;
  /** The session's own placeholder, from one of its vaults; it stands before the owner's token. */
  placeholder?: string | null;
}

/** The one door that a server's requests go through. Throws `egress_refused` for a private address that was not allowed. */
export function doorOf({ url, mayBePrivate, credential }: HttpOptions): EgressDoor {
  const { scheme, host, port } = parseTarget(url);
  if (looksPrivate(host) && !mayBePrivate)
    throw new HoldfastError(
      'egress_refused',
      `${host} is on this computer or its own network, and the server is not allowed there.`,
    );
  const network = mayBePrivate ? 'private' : 'public';
  return { scheme, host, port, network, ...(credential === null ? {} : { credential }) };
}

/** Streamable HTTP through `send`, which is egress with the server's own door open and no other. */
export function httpTransport(options: HttpOptions, send: EgressFetch): StreamableHTTPClientTransport {
  const { credential } = options;
  const bearer = options.placeholder ?? (credential === null ? null : placeholderFor(credential));
  const headers = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  return new StreamableHTTPClientTransport(parseTarget(options.url).url, {
    requestInit: { headers },
    fetch: async (input, init) => {
      const response = await send(input, init);
      requireRights(response);
      return bounded(response);
    },
    reconnectionOptions: {
      initialReconnectionDelay: 1_000,
      maxReconnectionDelay: 10_000,
      reconnectionDelayGrowFactor: 2,
      maxRetries: 3,
    },
  });
}

// RFC 6750, 3.1: the token is good, and not enough
function requireRights(response: Response): void {
  if (response.status !== 403) return;
  const { error, scope } = extractWWWAuthenticateParams(response);
  if (error !== 'insufficient_scope') return;
  const rights = plainText(scope ?? '', 500);
  throw new HoldfastError(
    'mcp_authentication_failed',
    `The server wants further rights${rights === '' ? '' : `: ${rights}`}. Sign in again and ask for them.`,
  );
}

// a stream without an end would be read without one
function bounded(response: Response): Response {
  if (!response.body) return response;
  let left: number = limits.responseBytes;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left < 0) controller.error(new HoldfastError('mcp_connection_failed', 'The server sent too much.'));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}
