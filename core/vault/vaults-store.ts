import { z } from 'zod';
import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type SqlRow, type Tx, text, textOrNull } from '../db/worker.ts';
import { type CredentialAuth, credentialAuth } from './credential-auth.ts';
import { vaultsOfSessions } from './session-vaults-store.ts';

const pairs = z.record(z.string(), z.string());

export interface StoredVault {
  id: string;
  displayName: string;
  metadata: Record<string, string>;
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}

export interface StoredVaultCredential {
  id: string;
  vaultId: string;
  key: string;
  displayName: string | null;
  auth: CredentialAuth;
  metadata: Record<string, string>;
  /** Null once it is archived. */
  sealed: { nonce: Uint8Array; ciphertext: Uint8Array } | null;
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}

/** What vaults and credentials have alike. */
function resourceOf(row: SqlRow) {
  return {
    id: text(row, 'id'),
    metadata: pairs.parse(JSON.parse(text(row, 'metadata'))),
    createdAt: int(row, 'created_at'),
    updatedAt: int(row, 'updated_at'),
    archivedAt: intOrNull(row, 'archived_at'),
  };
}

function vaultOf(row: SqlRow): StoredVault {
  return { ...resourceOf(row), displayName: text(row, 'display_name') };
}

function credentialOf(row: SqlRow): StoredVaultCredential {
  const { nonce, ciphertext } = row;
  return {
    ...resourceOf(row),
    vaultId: text(row, 'vault_id'),
    key: text(row, 'key'),
    displayName: textOrNull(row, 'display_name'),
    auth: credentialAuth.parse(JSON.parse(text(row, 'auth'))),
    sealed: nonce instanceof Uint8Array && ciphertext instanceof Uint8Array ? { nonce, ciphertext } : null,
  };
}

function getVault(tx: Tx, { id }: { id: string }): StoredVault {
  const row = tx.get('SELECT * FROM vaults WHERE id = ?', id);
  if (!row) throw new HoldfastError('not_found', `no vault ${id}`, { error_code: 'vault_not_found' });
  return vaultOf(row);
}

/** Makes it or changes it. */
function saveVault(
  tx: Tx,
  input: { id: string | null; displayName: string; metadata: Record<string, string> },
): StoredVault {
  const now = tx.runtime.clock.now();
  const id = input.id ?? tx.runtime.ids.next('vlt');
  tx.run(
    `INSERT INTO vaults (id, display_name, metadata, created_at, updated_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, metadata = excluded.metadata, updated_at = excluded.updated_at`,
    id, input.displayName, JSON.stringify(input.metadata), now, now,
  ); // biome-ignore format: one line of values
  tx.note('vault', {});
  return getVault(tx, { id });
}

/** With its credentials, whose secrets go. */
function archiveVault(tx: Tx, { id }: { id: string }): StoredVault {
  const now = tx.runtime.clock.now();
  tx.run(
    'UPDATE vaults SET archived_at = ?, updated_at = ? WHERE id = ? AND archived_at IS NULL',
    now,
    now,
    id,
  );
  tx.run(
    'UPDATE vault_credentials SET archived_at = ?, updated_at = ?, nonce = NULL, ciphertext = NULL WHERE vault_id = ? AND archived_at IS NULL',
    now, now, id,
  ); // biome-ignore format: one line of values
  tx.note('vault', {});
  return getVault(tx, { id });
}

function removeVault(tx: Tx, { id }: { id: string }): null {
  getVault(tx, { id });
  tx.run(
    'DELETE FROM credential_uses WHERE credential_id IN (SELECT id FROM vault_credentials WHERE vault_id = ?)',
    id,
  );
  tx.run('DELETE FROM vault_credentials WHERE vault_id = ?', id);
  tx.run('DELETE FROM session_vaults WHERE vault_id = ?', id);
  tx.run('DELETE FROM vaults WHERE id = ?', id);
  tx.note('vault', {});
  return null;
}

interface Page {
  includeArchived: boolean;
  limit: number;
  offset: number;
}

/** Newest first. */
function listVaults(tx: Tx, { includeArchived, limit, offset }: Page): StoredVault[] {
  const where = includeArchived ? '' : 'WHERE archived_at IS NULL';
  return tx
    .all(`SELECT * FROM vaults ${where} ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`, limit, offset)
    .map(vaultOf);
}

function getVaultCredential(tx: Tx, { id }: { id: string }): StoredVaultCredential {
  const row = tx.get('SELECT * FROM vault_credentials WHERE id = ?', id);
  if (!row)
    throw new HoldfastError('not_found', `no credential ${id}`, { error_code: 'credential_not_found' });
  return credentialOf(row);
}

const mostCredentials = 20;

/** `conflict` where the vault has one with this key, `invalid_request` where it is full. */
function addVaultCredential(
  tx: Tx,
  input: Pick<StoredVaultCredential, 'id' | 'vaultId' | 'key' | 'displayName' | 'auth' | 'metadata'> & {
    sealed: { nonce: Uint8Array; ciphertext: Uint8Array };
  },
): StoredVaultCredential {
  const now = tx.runtime.clock.now();
  const own = tx.all(
    'SELECT key FROM vault_credentials WHERE vault_id = ? AND archived_at IS NULL',
    input.vaultId,
  );
  if (own.some((row) => text(row, 'key') === input.key))
    throw new HoldfastError('conflict', 'the vault has a credential for this already');
  if (own.length >= mostCredentials)
    throw new HoldfastError('invalid_request', `a vault holds at most ${mostCredentials} credentials`);
  tx.run(
    `INSERT INTO vault_credentials (id, vault_id, key, display_name, auth, metadata, nonce, ciphertext, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    input.id, input.vaultId, input.key, input.displayName, JSON.stringify(input.auth), JSON.stringify(input.metadata),
    input.sealed.nonce, input.sealed.ciphertext, now, now,
  ); // biome-ignore format: one line of values
  tx.note('vault', {});
  return getVaultCredential(tx, { id: input.id });
}

/** What is absent stays. */
function changeVaultCredential(
  tx: Tx,
  input: Pick<StoredVaultCredential, 'id' | 'displayName' | 'auth' | 'metadata'> & {
    sealed?: { nonce: Uint8Array; ciphertext: Uint8Array };
  },
): StoredVaultCredential {
  const now = tx.runtime.clock.now();
  tx.run(
    'UPDATE vault_credentials SET display_name = ?, auth = ?, metadata = ?, updated_at = ? WHERE id = ?',
    input.displayName, JSON.stringify(input.auth), JSON.stringify(input.metadata), now, input.id,
  ); // biome-ignore format: one line of values
  if (input.sealed)
    tx.run(
      'UPDATE vault_credentials SET nonce = ?, ciphertext = ? WHERE id = ? AND archived_at IS NULL',
      input.sealed.nonce,
      input.sealed.ciphertext,
      input.id,
    );
  tx.note('vault', {});
  return getVaultCredential(tx, { id: input.id });
}

/** Its secrets go at once. */
function archiveVaultCredential(tx: Tx, { id }: { id: string }): StoredVaultCredential {
  const now = tx.runtime.clock.now();
  tx.run(
    'UPDATE vault_credentials SET archived_at = ?, updated_at = ?, nonce = NULL, ciphertext = NULL WHERE id = ? AND archived_at IS NULL',
    now, now, id,
  ); // biome-ignore format: one line of values
  tx.note('vault', {});
  return getVaultCredential(tx, { id });
}

function removeVaultCredential(tx: Tx, { id }: { id: string }): null {
  tx.run('DELETE FROM credential_uses WHERE credential_id = ?', id);
  tx.run('DELETE FROM vault_credentials WHERE id = ?', id);
  tx.note('vault', {});
  return null;
}

/** Newest first; of one vault, or all that are in use. */
function listVaultCredentials(
  tx: Tx,
  { vaultId, includeArchived, limit, offset }: Page & { vaultId: string | null },
): StoredVaultCredential[] {
  const where = `(? IS NULL OR vault_id = ?) ${includeArchived ? '' : 'AND archived_at IS NULL'}`;
  return tx
    .all(
      `SELECT * FROM vault_credentials WHERE ${where} ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`,
      vaultId,
      vaultId,
      limit,
      offset,
    )
    .map(credentialOf);
}

/** Of the end of one request that carried it. */
export interface CredentialUseNote {
  credentialId: string;
  /** Milliseconds since the epoch. */
  at: number;
  host: string;
  /** Null: without a session, or it was deleted. */
  sessionId: string | null;
  /** How many requests this stands for. */
  uses: number;
}

/** Adds up; the newest host and session stay. Uses of what is gone by now are dropped. */
function noteCredentialUses(tx: Tx, { uses }: { uses: CredentialUseNote[] }): null {
  for (const { credentialId, at, host, sessionId, uses: count } of uses)
    tx.run(
      `INSERT INTO credential_uses (credential_id, last_at, host, session_id, uses)
       SELECT id, ?, ?, ?, ? FROM vault_credentials WHERE id = ?
       ON CONFLICT (credential_id) DO UPDATE SET
         last_at = excluded.last_at, host = excluded.host, session_id = excluded.session_id, uses = uses + excluded.uses`,
      at, host, sessionId, count, credentialId,
    ); // biome-ignore format: one line of values
  tx.note('credential_uses', {});
  return null;
}

/** For the session's removal. */
export function forgetSessionOfUses(tx: Tx, { sessionId }: { sessionId: string }): void {
  tx.run('UPDATE credential_uses SET session_id = NULL WHERE session_id = ?', sessionId);
}

function listCredentialUses(tx: Tx, _: Record<string, never>): CredentialUseNote[] {
  return tx.all('SELECT * FROM credential_uses').map((row) => ({
    credentialId: text(row, 'credential_id'),
    at: int(row, 'last_at'),
    host: text(row, 'host'),
    sessionId: textOrNull(row, 'session_id'),
    uses: int(row, 'uses'),
  }));
}

export const vaultCommands = {
  saveVault,
  archiveVault,
  removeVault,
  addVaultCredential,
  changeVaultCredential,
  archiveVaultCredential,
  removeVaultCredential,
  noteCredentialUses,
};
export const vaultQueries = {
  getVault,
  listVaults,
  getVaultCredential,
  listVaultCredentials,
  vaultsOfSessions,
  listCredentialUses,
};
