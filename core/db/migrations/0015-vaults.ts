import type { Migration } from '../migrate.ts';

/**
 * Vaults and their credentials, and which vaults a session was given. `auth` is what may be told of a credential; its secrets are in
 * `ciphertext`, which an archived one has no more. `key` is what may exist once in a vault: the name of a variable, the address of a server.
 */
export const vaults: Migration = {
  id: 15,
  name: 'vaults',
  up(db) {
    db.exec(`
      CREATE TABLE vaults (
        id TEXT PRIMARY KEY,
        display_name TEXT NOT NULL,
        metadata TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        archived_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE vault_credentials (
        id TEXT PRIMARY KEY,
        vault_id TEXT NOT NULL REFERENCES vaults(id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        display_name TEXT,
        auth TEXT NOT NULL,
        metadata TEXT NOT NULL,
        nonce BLOB,
        ciphertext BLOB,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        archived_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX vault_credentials_once ON vault_credentials (vault_id, key) WHERE archived_at IS NULL;
      CREATE TABLE session_vaults (
        session_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        vault_id TEXT NOT NULL,
        PRIMARY KEY (session_id, position)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
