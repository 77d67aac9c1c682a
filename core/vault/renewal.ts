import { z } from 'zod';
import { HoldfastError, type Runtime } from '../base/index.ts';
import type { OauthRefresh, Safe, Sealed, Secrets } from './safe.ts';
import { isMasked, lifetime, type TokenEndpoint } from './token-endpoint.ts';

/** A token is renewed as long before it ends, and not again sooner after it failed. */
const earlyMs = 60_000;

export interface Renewed {
  credentialId: string;
  expiresAt: number | null;
  sealed: Sealed;
}

export interface Renewal {
  /** Resolves when the credential's value can be used; renews it before where it is due. Once at a time for each credential. */
  renewIfDue(credentialId: string): Promise<void>;
}

const answerSchema = z.object({
  access_token: z
    .string()
    .min(1)
    .max(8192)
    .regex(/^[\x21-\x7e]+$/),
  refresh_token: z.string().max(8192).optional(),
  expires_in: lifetime,
});

/**
 * Renews OAuth tokens (RFC 6749, section 6). What comes back stays here: sealed, and scrubbed from then on. A value that was in the answer
 * and is stored already arrives masked, which means that it has not changed.
 */
export function createRenewal({
  safe,
  tokens,
  runtime,
  onRenewed,
}: {
  safe: Safe;
  tokens: Pick<TokenEndpoint, 'ask'>;
  runtime: Runtime;
  onRenewed(renewed: Renewed): void;
}): Renewal {
  const underWay = new Map<string, Promise<void>>();

  async function renew(credentialId: string, refresh: OauthRefresh, secrets: Secrets): Promise<void> {
    const { host, status, body } = await tokens.ask(
      { ...refresh, clientSecret: secrets.clientSecret ?? null },
      {
        label: `${safe.secretsOf(credentialId)?.use.label} (renewal)`,
        open: { grant_type: 'refresh_token', ...(refresh.scope && { scope: refresh.scope }) },
        secret: { refresh_token: secrets.refreshToken ?? '' },
      },
    );
    if (status < 200 || status > 299) throw refusedRenewal(host, String(status));
    const parsed = answerSchema.safeParse(body);
    if (!parsed.success) throw refusedRenewal(host, 'no token in its answer');
    keep(credentialId, refresh, secrets, parsed.data);
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

function refusedRenewal(host: string, why: string): HoldfastError {
  return new HoldfastError('credential_not_renewed', `${host} did not renew the token: ${why}.`, { host });
}
