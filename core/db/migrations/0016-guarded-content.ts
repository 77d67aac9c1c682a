import type { Migration } from '../migrate.ts';

/**
 * `house_keys`: keys of Holdfast's own, wrapped like the vault's; a new one where the old one can no longer be opened. `found_secrets`:
 * values that tools gave back and that look like secrets, sealed; `mark` is a keyed hash, so that the same value has the same number.
 * `profile_chain`: heads of the sessions' chains and what else belongs to the profile; the chain is over commitments, as the log's is.
 */
export const guardedContent: Migration = {
  id: 16,
  name: 'guarded content',
  up(db) {
    db.exec(`
      CREATE TABLE house_keys (
        id INTEGER PRIMARY KEY, backend TEXT NOT NULL, wrapped BLOB NOT NULL, proof BLOB NOT NULL, created_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE found_secrets (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        mark BLOB NOT NULL UNIQUE,
        session_number INTEGER NOT NULL,
        looks_like TEXT NOT NULL,
        characters INTEGER NOT NULL,
        key_id INTEGER,
        nonce BLOB,
        sealed BLOB,
        is_harmless INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX found_secrets_by_session ON found_secrets(session_number);
      CREATE TABLE profile_chain (
        seq INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        session_id TEXT,
        salt BLOB,
        body TEXT,
        body_commit BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        hash BLOB NOT NULL,
        key_id INTEGER,
        mac BLOB
      ) STRICT;
      CREATE INDEX profile_chain_by_session ON profile_chain(session_id) WHERE session_id IS NOT NULL;
    `);
  },
};
