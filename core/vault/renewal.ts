import { z } from 'zod';
import { HoldfastError, type Runtime } from '../base/index.ts';
import { looksPrivate, parseTarget } from './address.ts';
import type { OpenEgress } from './egress.ts';
import type { IssuedPlaceholder } from './egress-types.ts';
import { placeholderFor } from './placeholders.ts';
import type { OauthRefresh, Safe, Sealed, Secrets } from './safe.ts';
import { keyPlaces, type Places } from './substitute.ts';

/** A token is renewed as long before it ends, and not again sooner after it failed. */
const earlyMs = 60_000;
const mostAnswerBytes = 64 * 1024;
/** No session: nothing that a session says can name these placeholders. */
const ownSession = 'vault';
const inBody: Places = { header: 'none', body: true, query: false };

export interface Renewed {
  credentialId: string;
  expiresAt: number | null;
  sealed: Sealed;
}

export interface Renewal {
  /** Resolves when the credential's value can be used; renews it before where it is due. Once at a time for each credential. */
  renewIfDue(credentialId: string): Promise<void>;
  /** The placeholders of what a renewal itself sends. */
  placeholder(name: string): IssuedPlaceholder | undefined;
}

const answerSchema = z.object({
  access_token: z
    .string()
    .min(1)
    .max(8192)
    .regex(/^[\x21-\x7e]+$/),
  refresh_token: z.string().max(8192).optional(),
  expires_in: z.coerce.number().positive().optional(),
});

/**
 * Renews OAuth tokens (RFC 6749, section 6) through egress, like any other request: the refresh token and the client's secret are
 * placeholders until the last moment, and go to the token endpoint's host only. What comes back stays here: sealed, and scrubbed from
 * then on. A value that was in the answer and is stored already arrives masked, which means that it has not changed.
 */
export function createRenewal({
  safe,
  egress,
  runtime,
  onRenewed,
}: {
  safe: Safe;
  egress: Pick<OpenEgress, 'fetchFor'>;
  runtime: Runtime;
  onRenewed(renewed: Renewed): void;
}): Renewal {
  const underWay = new Map<string, Promise<void>>();
  const ownPlaceholders = new Map<string, IssuedPlaceholder>();

  async function renew(credentialId: string, refresh: OauthRefresh, secrets: Secrets): Promise<void> {
    const target = parseTarget(refresh.tokenEndpoint);
    const { scheme, host, port } = target;
    const issuedHere: string[] = [];
    const issue = (value: string, places: Places = inBody): string => {
      const name = `r${Buffer.from(runtime.random.bytes(16)).toString('hex')}`;
      issuedHere.push(name);
      const open = async () => ({ value, hosts: [host, `${host}:${port}`], places });
      ownPlaceholders.set(name, {
        sessionId: ownSession,
        label: `${safe.secretsOf(credentialId)?.use.label} (renewal)`,
        open,
      });
      return placeholderFor(name);
    };
    try {
      const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: issue(secrets.refreshToken ?? ''),
      });
      const headers = new Headers({
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      });
      const { clientSecret = '' } = secrets;
      if (refresh.clientAuth === 'client_secret_basic') {
        const pair = `${encodeURIComponent(refresh.clientId)}:${encodeURIComponent(clientSecret)}`;
        headers.set('authorization', `Basic ${issue(Buffer.from(pair).toString('base64'), keyPlaces)}`);
      } else form.set('client_id', refresh.clientId);
      if (refresh.clientAuth === 'client_secret_post') form.set('client_secret', issue(clientSecret));
      if (refresh.scope) form.set('scope', refresh.scope);
      if (refresh.resource) form.set('resource', refresh.resource);
      // the owner named the endpoint: on its own network it is one they meant
      const network = looksPrivate(host) ? 'private' : 'public';
      const send = egress.fetchFor({
        sessionId: ownSession,
        only: [{ scheme, host, port, network, methods: ['POST'] }],
      });
      const response = await send(target.url, {
        method: 'POST',
        redirect: 'error',
        headers,
        body: form.toString(),
      });
      const text = (await response.text()).slice(0, mostAnswerBytes);
      if (!response.ok) throw refusedRenewal(host, String(response.status));
      const parsed = answerSchema.safeParse(parse(text));
      if (!parsed.success) throw refusedRenewal(host, 'no token in its answer');
      keep(credentialId, refresh, secrets, parsed.data);
    } finally {
      for (const name of issuedHere) ownPlaceholders.delete(name);
    }
  }

  function keep(
    credentialId: string,
    refresh: OauthRefresh,
    before: Secrets,
    got: z.infer<typeof answerSchema>,
  ): void {
    const known = safe.secretsOf(credentialId);
    if (!known) return;
    const expiresAt = got.expires_in === undefined ? null : runtime.clock.now() + got.expires_in * 1000;
    const secrets: Secrets = {
      ...before,
      value: isMasked(got.access_token) ? before.value : got.access_token,
      ...(got.refresh_token && !isMasked(got.refresh_token) && { refreshToken: got.refresh_token }),
    };
    const use = { ...known.use, refresh: { ...refresh, expiresAt } };
    const sealed = safe.put({ id: credentialId, bound: known.bound, format: 'json', use }, secrets);
    onRenewed({ credentialId, expiresAt, sealed });
  }

  return {
    placeholder: (name) => ownPlaceholders.get(name),
    async renewIfDue(credentialId) {
      const known = safe.secretsOf(credentialId);
      const refresh = known?.use.refresh;
      if (!known?.secrets.refreshToken || !refresh) return;
      if (refresh.expiresAt === null || refresh.expiresAt - earlyMs > runtime.clock.now()) return;
      const now = underWay.get(credentialId) ?? renew(credentialId, refresh, known.secrets);
      underWay.set(credentialId, now);
      try {
        await now;
      } finally {
        if (underWay.get(credentialId) === now) underWay.delete(credentialId);
      }
    },
  };
}

const isMasked = (text: string) => /^\*+$/.test(text);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function refusedRenewal(host: string, why: string): HoldfastError {
  return new HoldfastError('credential_not_renewed', `${host} did not renew the token: ${why}.`, { host });
}
