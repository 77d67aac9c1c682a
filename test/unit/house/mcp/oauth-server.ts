import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type GuardedServer, startGuardedServer } from './guarded-server.ts';

/** What the server says and does otherwise than it should. */
export interface Says {
  resource?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  /** Status and place that the metadata of the resource is answered with. */
  redirectTo?: string;
  /** Of the redirect back. */
  back?: Record<string, string | null>;
  token?: Record<string, unknown>;
  tokenStatus?: number;
  /** Rights that a call needs; a token without them is answered with 403. */
  wantsScope?: string;
  /** Whoever comes without a token is let in, and gets a stream without an end. */
  isOpen?: boolean;
}

export interface OauthServer extends GuardedServer {
  says: Says;
  /** Everything secret that it gave or was given. */
  secrets: string[];
  registered: Record<string, unknown>[];
  grants: URLSearchParams[];
  /** The owner at their browser: goes to the page, says yes, and gives where they are sent back to. */
  browse(url: string): Promise<string>;
}

/** A server of the protocol with its own authorization server, which checks what OAuth 2.1 has it check (PKCE, one use, the redirect, the resource). */
export async function startOauthServer(says: Says = {}): Promise<OauthServer> {
  const valid = new Set<string>();
  const codes = new Map<string, { challenge: string; redirect: string; resource: string }>();
  const secrets: string[] = [];
  const registered: Record<string, unknown>[] = [];
  const grants: URLSearchParams[] = [];
  const fresh = (kind: string) => {
    const made = `${kind}-CANARY-${randomBytes(12).toString('hex')}`;
    secrets.push(made);
    return made;
  };
  const json = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return true;
  };

  function giveToken(response: ServerResponse, form: URLSearchParams): boolean {
    grants.push(form);
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      form.get('grant_type') === 'refresh_token' ||
      (code?.challenge === challenge &&
        code.redirect === form.get('redirect_uri') &&
        code.resource === form.get('resource'));
    if (!isRight) return json(response, 400, { error: 'invalid_grant' });
    const access_token = fresh('access');
    valid.add(access_token);
    const tokens = { access_token, token_type: 'Bearer', expires_in: 3600, refresh_token: fresh('refresh') };
    return json(response, says.tokenStatus ?? 200, { ...tokens, ...says.token });
  }

  const server: GuardedServer = await startGuardedServer(
    (token) => valid.has(token),
    (request, response, body) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      switch (pathname) {
        case '/.well-known/oauth-protected-resource/mcp':
          if (says.redirectTo !== undefined) {
            response.writeHead(302, { location: says.redirectTo }).end();
            return true;
          }
          return json(response, 200, {
            resource: server.mcp,
            authorization_servers: [server.url],
            scopes_supported: ['notes.read', 'notes.write'],
            ...says.resource,
          });
        case '/.well-known/oauth-authorization-server':
          return json(response, 200, {
            issuer: server.url,
            authorization_endpoint: `${server.url}/authorize`,
            token_endpoint: `${server.url}/token`,
            registration_endpoint: `${server.url}/register`,
            response_types_supported: ['code'],
            code_challenge_methods_supported: ['S256'],
            token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
            authorization_response_iss_parameter_supported: true,
            ...says.metadata,
          });
        case '/register':
          registered.push(JSON.parse(body));
          return json(response, 201, { ...JSON.parse(body), client_id: 'client-of-holdfast' });
        case '/authorize': {
          const code = fresh('code');
          const redirect = searchParams.get('redirect_uri') ?? '';
          codes.set(code, {
            challenge: searchParams.get('code_challenge') ?? '',
            redirect,
            resource: searchParams.get('resource') ?? '',
          });
          const back = new URL(redirect);
          const said = { code, state: searchParams.get('state'), iss: server.url, ...says.back };
          for (const [name, value] of Object.entries(said))
            if (value !== null) back.searchParams.set(name, value);
          response.writeHead(302, { location: back.href }).end();
          return true;
        }
        case '/token':
          return giveToken(response, new URLSearchParams(body));
        default:
          if (says.isOpen && request.headers.authorization === undefined) {
            response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': for ever\n\n');
            return true;
          }
          if (says.wantsScope === undefined || !valid.has(bearerOf(request.headers.authorization)))
            return false;
          response
            .writeHead(403, {
              'www-authenticate': `Bearer error="insufficient_scope", scope="${says.wantsScope}"`,
            })
            .end();
          return true;
      }
    },
    () => `Bearer resource_metadata="${server.url}/.well-known/oauth-protected-resource/mcp"`,
  );
  return {
    ...server,
    says,
    secrets,
    registered,
    grants,
    async browse(url) {
      const page = await fetch(url, { redirect: 'manual' });
      return page.headers.get('location') ?? '';
    },
  };
}

const bearerOf = (header = '') => header.replace('Bearer ', '');
