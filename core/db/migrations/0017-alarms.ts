import type { Migration } from '../migrate.ts';

/** Alarms by session; what happened stands in the event of the same id. Settled once the owner lets the session go on. */
export const alarms: Migration = {
  id: 17,
  name: 'alarms',
  up(db) {
    db.exec(`
      CREATE TABLE alarms (
        event_id TEXT PRIMARY KEY,
        session_number INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        settled_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX alarms_by_session ON alarms(session_number, settled_at);
    `);
  },
};
