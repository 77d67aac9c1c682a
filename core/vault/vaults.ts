import { canonicalJson, HoldfastError, type Runtime } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import {
  boundOf,
  type CredentialAuth,
  keyOf,
  normalisedServer,
  purposeOf,
  requireSecrets,
} from './credential-auth.ts';
import type { HouseKey } from './house-key.ts';
import { placeholderFor } from './placeholders.ts';
import type { VaultProcess } from './process/client.ts';
import type { Sealed, SealedCredential, Secrets } from './safe.ts';
import type { SessionVaultsCommands } from './session-vaults-store.ts';
import type { Vault } from './vault.ts';
import type { StoredVault, StoredVaultCredential, vaultCommands, vaultQueries } from './vaults-store.ts';

export type { StoredVault, StoredVaultCredential } from './vaults-store.ts';

export interface VaultPage {
  includeArchived: boolean;
  limit: number;
  offset: number;
}

/** Vaults of credentials, write-only: what is told of one is `auth`, never a secret. */
export interface Vaults {
  save(input: {
    id: string | null;
    displayName: string;
    metadata: Record<string, string>;
  }): Promise<StoredVault>;
  get(id: string): Promise<StoredVault>;
  list(page: VaultPage): Promise<StoredVault[]>;
  /** Its secrets and its credentials' go. */
  archive(id: string): Promise<StoredVault>;
  remove(id: string): Promise<void>;

  /** Throws `conflict`, `invalid_request`, `vault_locked`. */
  addCredential(input: {
    vaultId: string;
    displayName: string | null;
    metadata: Record<string, string>;
    auth: CredentialAuth;
    secrets: Secrets;
  }): Promise<StoredVaultCredential>;
  /** `secrets` absent: they stay. */
  changeCredential(input: {
    id: string;
    displayName: string | null;
    metadata: Record<string, string>;
    auth: CredentialAuth;
    secrets?: Partial<Secrets>;
  }): Promise<StoredVaultCredential>;
  /**
   * Keeps what a sign-in of the vault's process brought, over the credential of the same server where the vault has one. Its tokens never
   * come here. Throws `conflict`, `vault_locked`, `aborted` for a sign-in that is over.
   */
  keepSignIn(input: {
    vaultId: string;
    displayName: string | null;
    auth: CredentialAuth;
    signInId: string;
  }): Promise<StoredVaultCredential>;
  getCredential(vaultId: string, id: string): Promise<StoredVaultCredential>;
  listCredentials(vaultId: string, page: VaultPage): Promise<StoredVaultCredential[]>;
  archiveCredential(vaultId: string, id: string): Promise<StoredVaultCredential>;
  removeCredential(vaultId: string, id: string): Promise<void>;

  /**
   * The session has these from now on, and no others; its log says so. What is taken away can be used no more: placeholders of it end at
   * once. `by`: who said it. Throws `not_found`, `invalid_request` for a vault that is archived.
   */
  giveToSession(sessionId: string, vaultIds: readonly string[], by: string): Promise<void>;
  idsOf(sessionIds: readonly string[]): Promise<Record<string, string[]>>;
  /** The session's placeholder for an MCP server's token; null when none of its vaults has one. The first vault that has one counts. */
  placeholderForServer(sessionId: string, mcpServerUrl: string): Promise<string | null>;
  /** The session's variables: placeholders, by name. */
  variablesOf(sessionId: string): Promise<Record<string, string>>;
  /**
   * The value itself of a variable, for the environment of one program that the owner lets have it (`may_leave`). Null where they do not,
   * or there is none: then it gets the placeholder.
   */
  grantToProcess(sessionId: string, variable: string): Promise<string | null>;
  /** Forgets what was given to a session that is gone; its placeholders end with `Egress.endSession`. */
  endSession(sessionId: string): void;
  /** For the safe's start. */
  sealed(): Promise<SealedCredential[]>;
  renewed(renewal: { credentialId: string; expiresAt: number | null; sealed: Sealed }): Promise<void>;
}

const everything = { includeArchived: false, limit: 2000, offset: 0 };

/** Vaults over the data and the vault's process: secrets pass through here once, on their way in. */
export function createVaults({
  data,
  runtime,
  vault,
  houseKey,
  process: vaultProcess,
}: {
  data: DataPort;
  runtime: Runtime;
  vault: () => Pick<Vault, 'openForWriting'>;
  houseKey: Pick<HouseKey, 'mac'>;
  process: Pick<VaultProcess, 'safe' | 'issue' | 'egress'>;
}): Vaults {
  const write = bindCommands<typeof vaultCommands & SessionVaultsCommands>(data, 'vault', [
    'saveVault',
    'archiveVault',
    'removeVault',
    'addVaultCredential',
    'changeVaultCredential',
    'archiveVaultCredential',
    'removeVaultCredential',
    'setVaultsOfSession',
  ]);
  const read = bindQueries<typeof vaultQueries>(data, 'vault', [
    'getVault',
    'listVaults',
    'getVaultCredential',
    'listVaultCredentials',
    'vaultsOfSessions',
  ]);
  const { safe } = vaultProcess;
  /** Names of placeholders that were given out, by session and credential. */
  const given = new Map<string, Map<string, Promise<string>>>();

  const entryOf = ({
    id,
    auth,
    displayName,
  }: Pick<StoredVaultCredential, 'id' | 'auth' | 'displayName'>) => ({
    id,
    bound: boundOf(id, auth),
    format: 'json' as const,
    use: purposeOf(auth, displayName),
  });

  async function getCredential(vaultId: string, id: string): Promise<StoredVaultCredential> {
    const found = await read.getVaultCredential({ id });
    if (found.vaultId !== vaultId)
      throw new HoldfastError('not_found', `no credential ${id}`, { error_code: 'credential_not_found' });
    return found;
  }

  async function dropAll(vaultId: string): Promise<void> {
    for (const { id } of await read.listVaultCredentials({ ...everything, vaultId }))
      await safe.call('drop', { id });
  }

  /** In the order of the session's vaults. */
  async function credentialsOf(sessionId: string): Promise<StoredVaultCredential[]> {
    const { [sessionId]: vaultIds = [] } = await read.vaultsOfSessions({ sessionIds: [sessionId] });
    const all = await Promise.all(
      vaultIds.map((vaultId) => read.listVaultCredentials({ ...everything, vaultId })),
    );
    return all.flat();
  }

  async function placeholder(sessionId: string, credentialId: string): Promise<string> {
    const ofSession = given.get(sessionId) ?? new Map<string, Promise<string>>();
    given.set(sessionId, ofSession);
    const before = ofSession.get(credentialId);
    const name = before ?? nameOf(sessionId, credentialId);
    ofSession.set(credentialId, name);
    if (!before) vaultProcess.issue(await name, sessionId, credentialId);
    return placeholderFor(await name);
  }

  /** Every placeholder of the session ends, and those of the vaults that it still has are there again, by the same names. */
  async function endTaken(sessionId: string): Promise<void> {
    const before = given.get(sessionId);
    const kept = new Map<string, Promise<string>>();
    given.set(sessionId, kept);
    await vaultProcess.egress.endSession(sessionId);
    for (const { id } of await credentialsOf(sessionId)) {
      const name = before?.get(id);
      if (name === undefined) continue;
      kept.set(id, name);
      vaultProcess.issue(await name, sessionId, id);
    }
  }

  // the same after a restart: code that is gone through again has to see what it saw. Nobody without the key can guess one
  async function nameOf(sessionId: string, credentialId: string): Promise<string> {
    const made = await houseKey.mac('placeholders', Buffer.from(canonicalJson({ sessionId, credentialId })));
    return `s${Buffer.from(made?.mac ?? runtime.random.bytes(16))
      .toString('hex')
      .slice(0, 32)}`;
  }

  return {
    save: (input) => write.saveVault(input),
    get: (id) => read.getVault({ id }),
    list: (page) => read.listVaults(page),
    async archive(id) {
      await dropAll(id);
      return write.archiveVault({ id });
    },
    async remove(id) {
      await dropAll(id);
      await write.removeVault({ id });
    },

    async addCredential({ secrets, ...input }) {
      const owner = await read.getVault({ id: input.vaultId });
      if (owner.archivedAt !== null)
        throw new HoldfastError('invalid_request', `vault ${owner.id} is archived`);
      const id = runtime.ids.next('vcrd');
      const entry = entryOf({ id, ...input });
      requireSecrets(secrets);
      await vault().openForWriting();
      const sealed = await safe.call('put', { entry, secrets });
      try {
        return await write.addVaultCredential({ id, key: keyOf(input.auth), ...input, sealed });
      } catch (error) {
        await safe.call('drop', { id });
        throw error;
      }
    },
    async changeCredential({ secrets, ...input }) {
      const before = await read.getVaultCredential({ id: input.id });
      if (before.archivedAt !== null)
        throw new HoldfastError('invalid_request', `credential ${input.id} is archived`);
      await vault().openForWriting();
      const sealed = await safe.call('rebind', {
        entry: entryOf(input),
        secrets: requirePartial(secrets ?? {}),
      });
      return write.changeVaultCredential({ ...input, sealed });
    },
    async keepSignIn({ signInId, vaultId, ...input }) {
      const key = keyOf(input.auth);
      const all = await read.listVaultCredentials({ ...everything, vaultId });
      const before = all.find(({ auth }) => keyOf(auth) === key);
      const id = before?.id ?? runtime.ids.next('vcrd');
      await vault().openForWriting();
      const sealed = await safe.call('keepSignIn', { id: signInId, entry: entryOf({ id, ...input }) });
      if (before) return write.changeVaultCredential({ id, metadata: before.metadata, ...input, sealed });
      try {
        return await write.addVaultCredential({ id, vaultId, key, metadata: {}, ...input, sealed });
      } catch (error) {
        await safe.call('drop', { id });
        throw error;
      }
    },
    getCredential,
    async listCredentials(vaultId, page) {
      await read.getVault({ id: vaultId });
      return read.listVaultCredentials({ ...page, vaultId });
    },
    async archiveCredential(vaultId, id) {
      await getCredential(vaultId, id);
      await safe.call('drop', { id });
      return write.archiveVaultCredential({ id });
    },
    async removeCredential(vaultId, id) {
      await getCredential(vaultId, id);
      await safe.call('drop', { id });
      await write.removeVaultCredential({ id });
    },

    async giveToSession(sessionId, vaultIds, by) {
      const { [sessionId]: before = [] } = await read.vaultsOfSessions({ sessionIds: [sessionId] });
      const wanted = [...new Set(vaultIds)];
      const vaults = await Promise.all(wanted.map((id) => read.getVault({ id })));
      for (const { id, archivedAt } of vaults)
        if (archivedAt !== null) throw new HoldfastError('invalid_request', `vault ${id} is archived`);
      if (wanted.length === before.length && wanted.every((id, position) => before[position] === id)) return;
      const named = vaults.map(({ id, displayName }) => ({ id, name: displayName }));
      await write.setVaultsOfSession({ sessionId, vaults: named, by });
      if (before.some((id) => !wanted.includes(id))) await endTaken(sessionId);
    },
    idsOf: (sessionIds) => read.vaultsOfSessions({ sessionIds: [...sessionIds] }),
    async placeholderForServer(sessionId, mcpServerUrl) {
      const wanted = normalisedServer(mcpServerUrl);
      const found = (await credentialsOf(sessionId)).find(
        ({ auth }) =>
          auth.type !== 'environment_variable' && normalisedServer(auth.mcp_server_url) === wanted,
      );
      return found ? placeholder(sessionId, found.id) : null;
    },
    async variablesOf(sessionId) {
      const variables: Record<string, string> = {};
      for (const { id, auth } of await credentialsOf(sessionId))
        if (auth.type === 'environment_variable')
          variables[auth.secret_name] ??= await placeholder(sessionId, id);
      return variables;
    },
    async grantToProcess(sessionId, variable) {
      const found = (await credentialsOf(sessionId)).find(
        ({ auth }) => auth.type === 'environment_variable' && auth.secret_name === variable,
      );
      return found ? safe.call('reveal', { id: found.id }) : null;
    },
    endSession: (sessionId) => void given.delete(sessionId),
    async sealed() {
      const all = await read.listVaultCredentials({ ...everything, vaultId: null });
      return all.flatMap((credential) =>
        credential.sealed ? [{ ...entryOf(credential), ...credential.sealed }] : [],
      );
    },
    async renewed({ credentialId, expiresAt, sealed }) {
      const { id, displayName, metadata, auth } = await read.getVaultCredential({ id: credentialId });
      if (auth.type !== 'mcp_oauth') return;
      const expires_at = expiresAt === null ? null : new Date(expiresAt).toISOString();
      await write.changeVaultCredential({ id, displayName, metadata, auth: { ...auth, expires_at }, sealed });
    },
  };
}

function requirePartial(secrets: Partial<Secrets>): Partial<Secrets> {
  for (const value of Object.values(secrets)) requireSecrets({ value });
  return secrets;
}
