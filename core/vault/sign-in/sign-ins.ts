import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HoldfastError, type Runtime } from '../../base/index.ts';
import type { Safe, Sealed, SealedCredential, Secrets } from '../safe.ts';
import { isMasked, lifetime, type TokenClient, type TokenEndpoint } from '../token-endpoint.ts';
import { type Loopback, listenForRedirect, type Redirected } from './loopback.ts';

/** What the browser is sent with. */
export interface SignInStart {
  redirectUri: string;
  state: string;
  /** RFC 7636, S256. */
  challenge: string;
}

/** Where the code is changed for tokens, and what has to be true of the answer. */
export interface SignInWanted extends TokenClient {
  /** For the journal. */
  label: string;
  issuer: string;
  /** The server says that it names itself in its answer (RFC 9207). */
  namesIssuer: boolean;
  /** Separated by spaces; null: whatever the server gives by itself. */
  scope: string | null;
}

/** What is told of tokens. */
export interface SignedIn {
  /** Milliseconds since the epoch; null: unknown. */
  expiresAt: number | null;
  canRenew: boolean;
  /** As it was given; null: not said. */
  scope: string | null;
}

/**
 * Sign-ins that are under way (OAuth 2.1: authorization code with PKCE). Verifier, code and tokens are made, received and sealed here, in
 * the vault's process, and leave it only towards the token endpoint.
 */
export interface SignIns {
  begin(id: string): Promise<SignInStart>;
  /**
   * Resolves when the owner came back and the tokens are here, held until `keep`. Rejects with `mcp_sign_in_denied`, `mcp_sign_in_timeout`,
   * `mcp_sign_in_mismatch`, `mcp_sign_in_failed`, `aborted`; the sign-in is over then.
   */
  wait(id: string, wanted: SignInWanted): Promise<SignedIn>;
  /** Seals what came, as this credential. Throws `vault_locked`, `mcp_sign_in_failed`. */
  keep(id: string, entry: Pick<SealedCredential, 'id' | 'bound' | 'format' | 'use'>): Sealed;
  cancel(id: string): void;
}

/** As long as the owner may take in the browser. */
export const signInMs = 5 * 60_000;

interface UnderWay {
  loopback: Loopback;
  verifier: string;
  over: AbortController;
  secrets: Secrets | null;
}

const secret = z.string().regex(/^[\x21-\x7e]{8,8192}$/);
const answerSchema = z.object({
  access_token: secret,
  token_type: z.string().regex(/^bearer$/i),
  refresh_token: secret.optional(),
  expires_in: lifetime,
  scope: z.string().max(2000).optional(),
});
const refusalSchema = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) });

export function createSignIns({
  safe,
  tokens,
  runtime,
}: {
  safe: Pick<Safe, 'put' | 'secretsOf'>;
  tokens: Pick<TokenEndpoint, 'ask'>;
  runtime: Runtime;
}): SignIns {
  const underWay = new Map<string, UnderWay>();

  function cancel(id: string): void {
    const found = underWay.get(id);
    underWay.delete(id);
    found?.over.abort(new HoldfastError('aborted', 'The sign-in was given up.'));
    found?.loopback.close();
  }

  async function redirected({ loopback, over }: UnderWay): Promise<Redirected> {
    const late = new AbortController();
    const tooLate = runtime.clock.sleep(signInMs, late.signal).then(
      () => {
        const strange = loopback.strangers() > 0 ? ' An answer came that belongs to another sign-in.' : '';
        throw new HoldfastError('mcp_sign_in_timeout', `Nobody came back within five minutes.${strange}`);
      },
      // it was over in time, and nobody looks at this any more
      () => new Promise<never>(() => {}),
    );
    const givenUp = new Promise<never>((_resolve, reject) => {
      if (over.signal.aborted) reject(over.signal.reason);
      over.signal.addEventListener('abort', () => reject(over.signal.reason), { once: true });
    });
    try {
      return await Promise.race([loopback.answer, tooLate, givenUp]);
    } finally {
      late.abort();
      loopback.close();
    }
  }

  async function exchange(flow: UnderWay, wanted: SignInWanted, code: string): Promise<SignedIn> {
    const { host, status, body } = await tokens.ask(wanted, {
      label: wanted.label,
      open: { grant_type: 'authorization_code', redirect_uri: flow.loopback.redirectUri },
      secret: { code, code_verifier: flow.verifier },
      signal: flow.over.signal,
    });
    if (status < 200 || status > 299) {
      const said = refusalSchema.safeParse(body);
      throw failed(`${host} gave no token: ${said.success ? said.data.error : `status ${status}`}.`);
    }
    const parsed = answerSchema.safeParse(body);
    if (!parsed.success) throw failed(`${host} gave no token that can be used.`);
    const got = parsed.data;
    const extra = further(got.scope, wanted.scope);
    if (extra.length > 0)
      throw new HoldfastError(
        'mcp_sign_in_mismatch',
        `${host} gave more rights than were asked for: ${extra.join(' ')}. They were not kept.`,
      );
    flow.secrets = {
      value: got.access_token,
      ...(got.refresh_token !== undefined && { refreshToken: got.refresh_token }),
      ...(wanted.clientSecret !== null && { clientSecret: wanted.clientSecret }),
    };
    return {
      expiresAt: got.expires_in === undefined ? null : runtime.clock.now() + got.expires_in * 1000,
      canRenew: got.refresh_token !== undefined,
      scope: got.scope ?? wanted.scope,
    };
  }

  return {
    cancel,
    async begin(id) {
      cancel(id);
      // not the runtime's: nothing that a test can make predictable is ever waited for
      const [state, verifier] = [
        randomBytes(32).toString('base64url'),
        randomBytes(48).toString('base64url'),
      ];
      const loopback = await listenForRedirect(state);
      underWay.set(id, { loopback, verifier, over: new AbortController(), secrets: null });
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      return { redirectUri: loopback.redirectUri, state, challenge };
    },
    async wait(id, wanted) {
      const flow = underWay.get(id);
      if (!flow) throw new HoldfastError('aborted', 'The sign-in is over.');
      try {
        const answer = await redirected(flow);
        requireIssuer(answer.issuer, wanted);
        if (answer.error !== null) throw refusedThere(answer.error);
        if (!answer.code) throw failed('The answer holds no code.');
        return await exchange(flow, wanted, answer.code);
      } catch (error) {
        cancel(id);
        throw error;
      }
    },
    keep(id, entry) {
      const secrets = underWay.get(id)?.secrets;
      if (!secrets) throw new HoldfastError('aborted', 'The sign-in is over.');
      const before = safe.secretsOf(entry.id)?.secrets;
      const merged = Object.fromEntries(
        Object.entries(secrets).map(([name, value]) => {
          const kept = isMasked(value) ? before?.[name as keyof Secrets] : value;
          if (kept === undefined) throw failed('The server gave a token that is stored elsewhere already.');
          return [name, kept];
        }),
      );
      const sealed = safe.put(entry, { ...secrets, ...merged });
      cancel(id);
      return sealed;
    },
  };
}

// a server that is asked by mistake must not get the code of another (mix-up, RFC 9207)
function requireIssuer(said: string | null, { issuer, namesIssuer }: SignInWanted): void {
  if (said === issuer || (said === null && !namesIssuer)) return;
  throw new HoldfastError(
    'mcp_sign_in_mismatch',
    said === null
      ? 'The answer does not say who gave it, although the server promised that.'
      : 'The answer comes from another server than the one that was asked.',
  );
}

function refusedThere(error: string): HoldfastError {
  const name = /^[a-z_]{1,40}$/.test(error) ? error : 'an error without a name';
  return name === 'access_denied'
    ? new HoldfastError('mcp_sign_in_denied', 'The page of the sign-in said no.')
    : failed(`The page of the sign-in answered with ${name}.`);
}

/** Rights that nobody asked for; where nothing was asked, what came is the server's usual. */
function further(given: string | undefined, asked: string | null): string[] {
  if (given === undefined || asked === null) return [];
  const wanted = new Set(asked.split(' '));
  return given.split(' ').filter((scope) => scope !== '' && !wanted.has(scope));
}

const failed = (message: string) => new HoldfastError('mcp_sign_in_failed', message);
