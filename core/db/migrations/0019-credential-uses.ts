import type { Migration } from '../migrate.ts';

/** When each credential of a vault last left, and where to: a sum of the egress journal that need not read every log. */
export const credentialUses: Migration = {
  id: 19,
  name: 'credential uses',
  up(db) {
    db.exec(`
      CREATE TABLE credential_uses (
        credential_id TEXT PRIMARY KEY,
        last_at INTEGER NOT NULL,
        host TEXT NOT NULL,
        session_id TEXT,
        uses INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
