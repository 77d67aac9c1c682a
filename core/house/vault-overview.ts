import type { ApiDeps } from '../api/index.ts';
import type { Log } from '../log/index.ts';
import {
  type CredentialUses,
  labelOfCredential,
  type SafePort,
  type StoredVaultCredential,
  type Vaults,
} from '../vault/index.ts';
import type { EgressJournal } from './egress-journal.ts';

type Overview = Awaited<ReturnType<ApiDeps['vaultOverview']>>[number];
type Credential = Overview['credentials'][number];

const everything = { includeArchived: true, limit: 2000, offset: 0 };
const timeOf = (ms: number) => new Date(ms).toISOString();
const timeOrNull = (ms: number | null) => (ms === null ? null : timeOf(ms));

/** What is told of the owner's vaults, put together of what is stored, the vault's process and the journal of egress. */
export function createVaultOverview({
  vaults,
  safe,
  uses,
  journal,
  log,
}: {
  vaults: Pick<Vaults, 'list' | 'listCredentials'>;
  safe: Pick<SafePort, 'call'>;
  uses: Pick<CredentialUses, 'list'>;
  journal: Pick<EgressJournal, 'withoutSession'>;
  log: Pick<Log, 'getSession'>;
}): ApiDeps['vaultOverview'] {
  async function titleOf(sessionId: string | null): Promise<string | null> {
    if (sessionId === null) return null;
    const session = await log.getSession({ sessionId }).catch(() => null);
    return session?.title ?? null;
  }

  function renewalOf(label: string): Credential['renewal'] {
    const last = journal
      .withoutSession()
      .find(({ credential }) => credential?.includes(`${label} (renewal)`));
    if (!last) return null;
    const succeeded = last.outcome === 'answered' && last.status !== null && last.status < 300;
    return { at: last.at, succeeded, status: last.status };
  }

  return async () => {
    const all = await vaults.list(everything);
    if (all.length === 0) return [];
    const [states, noted] = await Promise.all([safe.call('states', {}), uses.list()]);
    const lastUses = new Map(noted.map((use) => [use.credentialId, use]));

    async function credentialOf(credential: StoredVaultCredential): Promise<Credential> {
      const { id, vaultId, auth, createdAt, updatedAt, archivedAt } = credential;
      const name = labelOfCredential(credential);
      const use = lastUses.get(id);
      return {
        id,
        vault_id: vaultId,
        name,
        auth,
        created_at: timeOf(createdAt),
        updated_at: timeOf(updatedAt),
        archived_at: timeOrNull(archivedAt),
        state: archivedAt !== null ? 'archived' : (states[id] ?? 'locked'),
        last_use: use
          ? {
              at: timeOf(use.at),
              host: use.host,
              session_id: use.sessionId,
              session_title: await titleOf(use.sessionId),
            }
          : null,
        uses: use?.uses ?? 0,
        renewal: auth.type === 'mcp_oauth' ? renewalOf(name) : null,
      };
    }

    return Promise.all(
      all.map(async ({ id, displayName, createdAt, archivedAt }) => ({
        id,
        name: displayName,
        created_at: timeOf(createdAt),
        archived_at: timeOrNull(archivedAt),
        credentials: await Promise.all((await vaults.listCredentials(id, everything)).map(credentialOf)),
      })),
    );
  };
}
