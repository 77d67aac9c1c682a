import type { Migration } from '../migrate.ts';

/** Secrets at rest: one wrapped profile key, and ciphertext only. `ciphertext` ends with the 16 bytes
 * of GCM's tag; `proof` is an empty text sealed under the profile key, so that a wrong key is known as such. */
export const vault: Migration = {
  id: 5,
  name: 'vault',
  up(db) {
    db.exec(`
      CREATE TABLE vault_key (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        backend TEXT NOT NULL,
        wrapped BLOB NOT NULL,
        proof BLOB NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE credentials (
        name TEXT PRIMARY KEY,
        hosts TEXT NOT NULL,
        nonce BLOB NOT NULL,
        ciphertext BLOB NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
