import {
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
  registerClient,
} from '@modelcontextprotocol/sdk/client/auth.js';
import {
  checkResourceAllowed,
  resourceUrlFromServerUrl,
} from '@modelcontextprotocol/sdk/shared/auth-utils.js';
import { LATEST_PROTOCOL_VERSION } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { HoldfastError } from '../../base/index.ts';
import { type EgressContext, type EgressFetch, looksPrivate, parseTarget } from '../../vault/index.ts';
import { doorOf, type HttpOptions } from './http-transport.ts';

export type ClientAuth = 'none' | 'client_secret_basic' | 'client_secret_post';

/** Where and how one signs in to a server, as far as its words agree with each other. */
export interface SignInPlace {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Null: it registers no clients by itself. */
  registrationEndpoint: string | null;
  /** What a token endpoint takes, the simplest first; without a word about it, as RFC 8414 says. */
  clientAuths: readonly ClientAuth[];
  /** It names itself in its answer (RFC 9207). */
  namesIssuer: boolean;
  /** The server as tokens are for it (RFC 8707). */
  resource: string;
  /** What the server wants to be asked for, separated by spaces; null: it does not say. */
  scope: string | null;
}

export interface SignInClient {
  clientId: string;
  clientSecret: string | null;
  clientAuth: ClientAuth;
}

export interface DiscoveryPorts {
  fetchFor(context: EgressContext): EgressFetch;
  signal: AbortSignal;
}

type Server = Pick<HttpOptions, 'url' | 'mayBePrivate'>;

const mostAnswerBytes = 256 * 1024;
const answering = z.looseObject({ authorization_response_iss_parameter_supported: z.boolean().optional() });
const known: readonly ClientAuth[] = ['none', 'client_secret_basic', 'client_secret_post'];

/**
 * Follows a server's words to where one signs in (RFC 9728, 8414), each request through a door of its own. Nothing that does not belong
 * together is believed: the metadata has to be for this server, and the authorization server has to be the one that it says it is. Throws
 * `mcp_sign_in_not_offered`, `mcp_sign_in_mismatch`, `mcp_sign_in_failed` and what egress throws.
 */
export async function discoverSignIn(server: Server, ports: DiscoveryPorts): Promise<SignInPlace> {
  const send = sender(server, ports);
  const { resourceMetadataUrl, scope } = await challengeOf(server, ports);
  const described = await resourceOf(server, resourceMetadataUrl, send);
  // without a word of it the server itself is asked, as the protocol's first edition had it
  const issuer = described?.authorizationServer ?? new URL(server.url).origin;
  const found = await reading(() => discoverAuthorizationServerMetadata(issuer, { fetchFn: send }));
  if (!found)
    throw new HoldfastError('mcp_sign_in_not_offered', `${hostOf(issuer)} says nothing of how one signs in.`);
  if (!isSameAddress(found.issuer, issuer))
    throw new HoldfastError(
      'mcp_sign_in_mismatch',
      `${hostOf(issuer)} was named as the place to sign in, and calls itself ${hostOf(found.issuer)}.`,
    );
  if (!found.code_challenge_methods_supported?.includes('S256'))
    throw new HoldfastError('mcp_sign_in_not_offered', `${hostOf(issuer)} does not protect the code (PKCE).`);
  const registration = found.registration_endpoint ?? null;
  const endpoints = [
    found.authorization_endpoint,
    found.token_endpoint,
    ...(registration ? [registration] : []),
  ];
  for (const endpoint of endpoints) requireOpen(endpoint, server);
  const auths = found.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return {
    issuer: found.issuer,
    authorizationEndpoint: found.authorization_endpoint,
    tokenEndpoint: found.token_endpoint,
    registrationEndpoint: registration,
    clientAuths: known.filter((each) => auths.includes(each)),
    namesIssuer: answering.parse(found).authorization_response_iss_parameter_supported === true,
    resource: described?.resource ?? resourceUrlFromServerUrl(server.url).href,
    scope: scope ?? described?.scope ?? null,
  };
}

/** Registers Holdfast there (RFC 7591), as a client without a secret where that is taken. Throws `mcp_client_needed`, `mcp_sign_in_failed`. */
export async function registerAt(
  server: Server,
  place: SignInPlace,
  { redirectUri, scope }: { redirectUri: string; scope: string | null },
  ports: DiscoveryPorts,
): Promise<SignInClient> {
  const { registrationEndpoint, clientAuths, issuer } = place;
  if (registrationEndpoint === null)
    throw new HoldfastError('mcp_client_needed', `${hostOf(issuer)} registers no clients by itself.`);
  const clientAuth = clientAuths[0] ?? 'none';
  const made = await reading(() =>
    registerClient(issuer, {
      // of the metadata only this is read
      metadata: {
        issuer,
        authorization_endpoint: place.authorizationEndpoint,
        token_endpoint: place.tokenEndpoint,
        registration_endpoint: registrationEndpoint,
        response_types_supported: ['code'],
      },
      clientMetadata: {
        client_name: 'Holdfast',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: clientAuth,
      },
      ...(scope !== null && { scope }),
      fetchFn: sender(server, ports),
    }),
  );
  const said = made.token_endpoint_auth_method;
  const auth = known.find((each) => each === said) ?? clientAuth;
  if (auth === 'none') return { clientId: made.client_id, clientSecret: null, clientAuth: auth };
  if (made.client_secret === undefined)
    throw new HoldfastError(
      'mcp_sign_in_failed',
      `${hostOf(issuer)} registered a client and gave it no secret.`,
    );
  return { clientId: made.client_id, clientSecret: made.client_secret, clientAuth: auth };
}

/** The address that the owner's browser is sent to. */
export function authorizationUrl(
  place: SignInPlace,
  clientId: string,
  start: { redirectUri: string; state: string; challenge: string },
  scope: string | null,
): string {
  const url = new URL(place.authorizationEndpoint);
  const asked = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: start.redirectUri,
    state: start.state,
    code_challenge: start.challenge,
    code_challenge_method: 'S256',
    resource: place.resource,
    ...(scope !== null && { scope }),
    // whoever gives tokens for a time asks for this word before one that renews
    ...(scope?.split(' ').includes('offline_access') && { prompt: 'consent' }),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

type Send = (url: string | URL, init?: RequestInit) => Promise<Response>;

function sender(server: Server, ports: DiscoveryPorts): Send {
  return async (url, init) => bounded(await ask(server, ports, url, init));
}

async function ask(
  server: Server,
  { fetchFor, signal }: DiscoveryPorts,
  url: string | URL,
  init?: RequestInit,
): Promise<Response> {
  const { href, origin } = new URL(url);
  const door = requireOpen(href, server);
  const response = await fetchFor({ only: [door] })(href, { ...init, redirect: 'manual', signal });
  const location = response.headers.get('location');
  if (response.status > 299 && response.status < 400 && location !== null) {
    const to = URL.canParse(location, href) ? new URL(location, href) : null;
    if (to?.origin !== origin)
      throw new HoldfastError(
        'mcp_sign_in_mismatch',
        `${hostOf(href)} leads elsewhere${to ? `, to ${to.host}` : ''}, which is not followed.`,
      );
  }
  return response;
}

/** The door to an address of the sign-in. Without encryption only what is on the owner's own network by their word. */
function requireOpen(url: string, server: Server) {
  const { scheme, host } = parseTarget(url);
  const door = doorOf({ url, mayBePrivate: server.mayBePrivate && looksPrivate(host), credential: null });
  if (scheme === 'http' && !looksPrivate(host))
    throw new HoldfastError('mcp_sign_in_mismatch', `${host} would be reached without encryption.`);
  return door;
}

async function bounded(response: Response): Promise<Response> {
  if (!response.body) return response;
  const chunks: Uint8Array[] = [];
  let left = mostAnswerBytes;
  for await (const chunk of response.body) {
    left -= chunk.byteLength;
    if (left < 0)
      throw new HoldfastError('mcp_sign_in_failed', 'The server says more of its sign-in than is read.');
    chunks.push(chunk);
  }
  const { status, statusText, headers } = response;
  return new Response(Buffer.concat(chunks), { status, statusText, headers });
}

/** What the server says to somebody without a token. */
async function challengeOf(server: Server, ports: DiscoveryPorts) {
  const response = await ask(server, ports, server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: LATEST_PROTOCOL_VERSION,
        capabilities: {},
        clientInfo: { name: 'holdfast', version: '0' },
      },
    }),
  });
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response);
  // one that lets everybody in may go on answering for ever
  await response.body?.cancel();
  return { resourceMetadataUrl, scope: scopeOf(scope) };
}

async function resourceOf({ url }: Server, resourceMetadataUrl: URL | undefined, send: Send) {
  const found = await reading(() =>
    discoverOAuthProtectedResourceMetadata(url, resourceMetadataUrl ? { resourceMetadataUrl } : {}, send),
  ).catch((caught: unknown) => {
    // whoever names a place where it stands has to have it there
    if (resourceMetadataUrl || !isAbsent(caught)) throw caught;
    return null;
  });
  if (!found) return null;
  if (
    !checkResourceAllowed({
      requestedResource: resourceUrlFromServerUrl(url),
      configuredResource: found.resource,
    })
  )
    throw new HoldfastError(
      'mcp_sign_in_mismatch',
      `What ${hostOf(url)} says of its sign-in is for another server, ${hostOf(found.resource)}.`,
    );
  return {
    resource: found.resource,
    authorizationServer: found.authorization_servers?.[0] ?? null,
    scope: scopeOf(found.scopes_supported?.join(' ')),
  };
}

/** RFC 6749, 3.3; nothing else is shown or sent. */
function scopeOf(text: string | undefined): string | null {
  const scopes = text?.split(' ').filter((each) => /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(each)) ?? [];
  return scopes.length === 0 || scopes.length > 50 ? null : scopes.join(' ');
}

// what the library throws of a stranger's answer is shortened to that it was one
async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (caught) {
    if (caught instanceof HoldfastError) throw caught;
    if (caught instanceof z.core.$ZodError || caught instanceof SyntaxError)
      throw new HoldfastError('mcp_sign_in_failed', 'What the server says of its sign-in cannot be read.');
    const message = caught instanceof Error ? caught.message.slice(0, 200) : 'no answer';
    throw new HoldfastError('mcp_sign_in_failed', message, {}, { cause: caught });
  }
}

const isAbsent = (caught: unknown) =>
  caught instanceof HoldfastError && /does not implement|HTTP 4\d\d/.test(caught.message);

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : 'another place');
const withoutSlash = (url: string) => (URL.canParse(url) ? new URL(url).href.replace(/\/$/, '') : url);
const isSameAddress = (one: string, other: string) => withoutSlash(one) === withoutSlash(other);
