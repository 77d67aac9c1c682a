import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { canonicalJson, HoldfastError } from '../base/index.ts';
import { variableAuth } from '../events/index.ts';
import { parseCredentialHost, parseTarget } from './address.ts';
import type { CredentialUse, Secrets } from './safe.ts';
import { keyPlaces } from './substitute.ts';

/** What is told of a credential: everything but its secrets. As the Managed Agents API has it. */
export const credentialAuth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('static_bearer'), mcp_server_url: z.string() }),
  z.object({
    type: z.literal('mcp_oauth'),
    mcp_server_url: z.string(),
    expires_at: z.string().nullable(),
    refresh: z
      .object({
        client_id: z.string(),
        token_endpoint: z.string(),
        token_endpoint_auth: z.object({
          type: z.enum(['none', 'client_secret_basic', 'client_secret_post']),
        }),
        scope: z.string().nullable(),
        resource: z.string().nullable(),
      })
      .nullable(),
  }),
  variableAuth,
]);
export type CredentialAuth = z.infer<typeof credentialAuth>;

/** What may exist once in a vault. */
export function keyOf(auth: CredentialAuth): string {
  return auth.type === 'environment_variable'
    ? `variable ${auth.secret_name}`
    : `server ${normalisedServer(auth.mcp_server_url)}`;
}

/** What the journal calls a credential. */
export function labelOfCredential({
  auth,
  displayName,
}: {
  auth: CredentialAuth;
  displayName: string | null;
}): string {
  return purposeOf(auth, displayName).label;
}

/** Where a credential may be put, and how it is renewed. Throws `egress_address_invalid`. */
export function purposeOf(auth: CredentialAuth, displayName: string | null): CredentialUse {
  if (auth.type === 'environment_variable') {
    const { header, body } = auth.injection_location;
    return {
      label: displayName ?? auth.secret_name,
      hosts:
        auth.networking.type === 'limited'
          ? auth.networking.allowed_hosts.map((host) => parseCredentialHost(host))
          : ['*'],
      places: { header: header ? 'any' : 'none', body, query: false },
      ...(auth.may_leave === true && { mayLeave: true }),
    };
  }
  const { host, port } = parseTarget(auth.mcp_server_url);
  const entry = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const base = { label: displayName ?? host, hosts: [entry], places: keyPlaces };
  if (auth.type === 'static_bearer' || auth.refresh === null) return base;
  const { client_id, token_endpoint, token_endpoint_auth, scope, resource } = auth.refresh;
  return {
    ...base,
    refresh: {
      tokenEndpoint: parseTarget(token_endpoint).url.href,
      clientId: client_id,
      clientAuth: token_endpoint_auth.type,
      scope,
      resource,
      expiresAt: auth.expires_at === null ? null : Date.parse(auth.expires_at),
    },
  };
}

/** What a credential's secrets are sealed to. When it ends is not part of that: it changes with each renewal. */
export function boundOf(id: string, auth: CredentialAuth): string {
  return canonicalJson({ id, auth: auth.type === 'mcp_oauth' ? { ...auth, expires_at: null } : auth });
}

/** The address of an MCP server as it is compared: without a slash at its end. */
export function normalisedServer(url: string): string {
  return parseTarget(url).url.href.replace(/\/$/, '');
}

/** Throws `invalid_request`, without the value, for one that no header can carry or that would be found in innocent text. */
export function requireSecrets(secrets: Secrets): Secrets {
  for (const value of Object.values(secrets))
    if (!/^[\x21-\x7e]{8,8192}$/.test(value))
      throw new HoldfastError(
        'invalid_request',
        'A secret has 8 to 8,192 characters, and none that a header cannot carry.',
      );
  return secrets;
}
