import type { Migration } from '../migrate.ts';

/**
 * The passphrase that the owner set for the vault; no row: what keeps the keys lies outside of Holdfast. `cost` is scrypt's, as JSON; `proof` is an
 * empty text sealed under the key that is derived from it. Keys wrapped under it carry the backend `passphrase`.
 */
export const vaultPassphrase: Migration = {
  id: 18,
  name: 'vault passphrase',
  up(db) {
    db.exec(`
      CREATE TABLE vault_passphrase (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        salt BLOB NOT NULL,
        cost TEXT NOT NULL,
        proof BLOB NOT NULL,
        set_at INTEGER NOT NULL
      ) STRICT;
    `);
  },
};
