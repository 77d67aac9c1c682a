import type { McpPort } from '../../api/index.ts';
import { background, HoldfastError, type Logger, type Runtime, toHoldfastError } from '../../base/index.ts';
import { loadSignIn, type McpServer, type SignInClient, type SignInPlace } from '../../tools/index.ts';
import {
  type CredentialAuth,
  type Egress,
  normalisedServer,
  type SafePort,
  type Vault,
  type Vaults,
} from '../../vault/index.ts';
import type { McpRegistry } from './registry.ts';

type Wanted = Parameters<McpPort['beginSignIn']>[1];
type Http = Extract<McpServer['transport'], { type: 'http' }>;

export interface SignInOptions {
  registry: McpRegistry;
  vaults: Pick<Vaults, 'save' | 'list' | 'keepSignIn' | 'removeCredential'>;
  vault: Pick<Vault, 'openForWriting'>;
  safe: Pick<SafePort, 'call'>;
  egress: Pick<Egress, 'fetchFor'>;
  runtime: Runtime;
  logger: Logger;
  /** Signed in or out: what runs for it is ended, and it is reached once. */
  onChanged(id: string): Promise<unknown>;
  tell(): void;
}

/** How a sign-in goes on; it is gone once it succeeded. */
export interface SignInStanding {
  state: 'waiting' | 'failed';
  host: string | null;
  scope: string | null;
  problem: { code: string; message: string } | null;
}

export interface SignInFlows {
  /** Asks where one signs in, and gives the address for the owner's browser. The rest happens when they come back. */
  begin(id: string, wanted: Wanted): Promise<{ url: string; host: string; scope: string | null }>;
  cancel(id: string): Promise<void>;
  /** The tokens are forgotten. */
  signOut(id: string): Promise<void>;
  /** Null: none is under way, and none failed last. */
  standing(id: string): SignInStanding | null;
  close(): Promise<void>;
}

const vaultName = 'MCP servers';

export function createSignInFlows(options: SignInOptions): SignInFlows {
  const { registry, vaults, safe, runtime, tell } = options;
  const flows = new Map<string, SignInStanding & { flowId: string; stop: AbortController }>();

  const transportOf = (id: string): Http => {
    const { transport } = registry.get(id);
    if (transport.type !== 'http')
      throw new HoldfastError('invalid_request', 'One signs in only to a server at an address.');
    return transport;
  };

  async function end(id: string): Promise<void> {
    const flow = flows.get(id);
    flows.delete(id);
    flow?.stop.abort(new HoldfastError('aborted', 'The sign-in was given up.'));
    if (flow?.state === 'waiting') await safe.call('cancelSignIn', { id: flow.flowId });
  }

  function fail(id: string, flowId: string, caught: unknown): void {
    const flow = flows.get(id);
    if (flow?.flowId !== flowId) return;
    const { code, message } = readable(caught);
    if (code === 'internal') options.logger.error('signing in to a server', caught);
    flows.set(id, { ...flow, state: 'failed', problem: { code, message } });
    tell();
  }

  // a vault has one credential for an address: the second one would change whom the first is signed in as
  function requireAlone(id: string, url: string): void {
    const other = registry
      .list()
      .find(
        ({ id: otherId, transport }) =>
          otherId !== id &&
          transport.type === 'http' &&
          transport.signIn !== undefined &&
          normalisedServer(transport.url) === normalisedServer(url),
      );
    if (other)
      throw new HoldfastError(
        'conflict',
        `“${other.name}” is signed in at this address already: sign out there first.`,
      );
  }

  async function begin(id: string, wanted: Wanted) {
    const transport = transportOf(id);
    requireAlone(id, transport.url);
    await end(id);
    const flowId = runtime.ids.next('signin');
    const stop = new AbortController();
    flows.set(id, { flowId, stop, state: 'waiting', host: null, scope: null, problem: null });
    tell();
    try {
      const { authorizationUrl, discoverSignIn, registerAt } = await loadSignIn();
      // said now, and not when the tokens are there and cannot be kept
      await options.vault.openForWriting();
      const ports = { fetchFor: options.egress.fetchFor, signal: stop.signal };
      const place = await discoverSignIn(transport, ports);
      const scope = wanted.scope ?? place.scope;
      const start = await safe.call('beginSignIn', { id: flowId });
      const client = wanted.client_id
        ? clientOf(wanted.client_id, wanted.client_secret, place)
        : await registerAt(transport, place, { redirectUri: start.redirectUri, scope }, ports);
      const url = authorizationUrl(place, client.clientId, start, scope);
      const { host } = new URL(place.authorizationEndpoint);
      stop.signal.throwIfAborted();
      flows.set(id, { flowId, stop, state: 'waiting', host, scope, problem: null });
      tell();
      const finishing = finish(id, flowId, { url: transport.url, place, client, scope }).catch(
        async (caught: unknown) => {
          fail(id, flowId, caught);
          // tokens that came already are not to lie there
          await safe.call('cancelSignIn', { id: flowId });
        },
      );
      background(finishing, 'signing in to a server', options.logger);
      return { url, host, scope };
    } catch (caught) {
      await safe.call('cancelSignIn', { id: flowId });
      fail(id, flowId, caught);
      throw readable(caught);
    }
  }

  async function finish(
    id: string,
    flowId: string,
    {
      url,
      place,
      client,
      scope,
    }: { url: string; place: SignInPlace; client: SignInClient; scope: string | null },
  ): Promise<void> {
    const { name } = registry.get(id);
    const { tokenEndpoint, issuer, namesIssuer, resource } = place;
    const label = `${name} (sign-in)`;
    const wanted = { ...client, tokenEndpoint, issuer, namesIssuer, resource, scope, label };
    const got = await safe.call('waitForSignIn', { id: flowId, wanted });
    // the tokens are for the address that was signed in to, whatever it was changed to meanwhile
    const { signIn: before } = transportOf(id);
    requireAlone(id, url);
    const auth: CredentialAuth = {
      type: 'mcp_oauth',
      mcp_server_url: url,
      expires_at: got.expiresAt === null ? null : new Date(got.expiresAt).toISOString(),
      refresh: got.canRenew
        ? {
            client_id: client.clientId,
            token_endpoint: tokenEndpoint,
            token_endpoint_auth: { type: client.clientAuth },
            scope: got.scope,
            resource,
          }
        : null,
    };
    const vaultId = await ownVault();
    const kept = await vaults.keepSignIn({ vaultId, displayName: name, auth, signInId: flowId });
    const signIn = { vaultId, credentialId: kept.id, issuer, clientId: client.clientId, scope: got.scope };
    const isSameAsBefore = before?.credentialId === kept.id;
    try {
      await registry.change(id, (server) => {
        const transport = transportOf(id);
        if (transport.url !== url) throw new HoldfastError('aborted', 'The server was changed meanwhile.');
        return { ...server, transport: { ...transport, signIn: { ...signIn, at: runtime.clock.now() } } };
      });
    } catch (caught) {
      if (!isSameAsBefore) await forget(signIn, vaults);
      throw caught;
    }
    if (before && !isSameAsBefore) await forget(before, vaults);
    if (flows.get(id)?.flowId === flowId) flows.delete(id);
    await options.onChanged(id);
  }

  // one that the owner archived stays as it is, and another takes its place
  async function ownVault(): Promise<string> {
    const all = await vaults.list({ includeArchived: false, limit: 2000, offset: 0 });
    const mine = all.find(({ metadata }) => metadata.holdfast === 'mcp_sign_in');
    if (mine) return mine.id;
    const made = await vaults.save({
      id: null,
      displayName: vaultName,
      metadata: { holdfast: 'mcp_sign_in' },
    });
    return made.id;
  }

  return {
    begin,
    async cancel(id) {
      registry.get(id);
      await end(id);
      tell();
    },
    async signOut(id) {
      const { signIn } = transportOf(id);
      await end(id);
      if (!signIn) return;
      await registry.change(id, (server) => {
        const { signIn: _, ...transport } = transportOf(id);
        return { ...server, transport };
      });
      await forget(signIn, vaults);
      await options.onChanged(id);
    },
    standing(id) {
      const flow = flows.get(id);
      return flow ? { state: flow.state, host: flow.host, scope: flow.scope, problem: flow.problem } : null;
    },
    async close() {
      for (const { stop } of flows.values()) stop.abort(new HoldfastError('aborted', 'Holdfast is closing.'));
      flows.clear();
    },
  };
}

/** What a sign-in left in its vault goes, where it is still there. */
export async function forget(
  { vaultId, credentialId }: Pick<NonNullable<Http['signIn']>, 'vaultId' | 'credentialId'>,
  vaults: Pick<Vaults, 'removeCredential'>,
): Promise<void> {
  try {
    await vaults.removeCredential(vaultId, credentialId);
  } catch (caught) {
    // the owner removed it, or its vault, themselves
    if (!(caught instanceof HoldfastError && caught.code === 'not_found')) throw caught;
  }
}

// what fetch throws: the network, or the vault's process, which took the sign-in along
function readable(caught: unknown): HoldfastError {
  if (!(caught instanceof TypeError)) return toHoldfastError(caught, 'signing in to a server');
  return new HoldfastError('mcp_sign_in_failed', caught.message, {}, { cause: caught });
}

function clientOf(clientId: string, secret: string | undefined, { clientAuths }: SignInPlace): SignInClient {
  if (secret === undefined) return { clientId, clientSecret: null, clientAuth: 'none' };
  const clientAuth = clientAuths.find((each) => each !== 'none') ?? 'client_secret_basic';
  return { clientId, clientSecret: secret, clientAuth };
}
