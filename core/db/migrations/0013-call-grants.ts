import type { Migration } from '../migrate.ts';

/** Grants of kinds of calls, for one task each. What they permit stands in the event that `event_key` names. */
export const callGrants: Migration = {
  id: 13,
  name: 'call grants',
  up(db) {
    db.exec(`
      CREATE TABLE call_grants (
        id TEXT PRIMARY KEY,
        session_number INTEGER NOT NULL,
        event_id TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        revoked_at INTEGER,
        uses INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX call_grants_by_session ON call_grants(session_number);
    `);
  },
};
