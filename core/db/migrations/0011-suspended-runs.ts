import type { Migration } from '../migrate.ts';

/**
 * What a run of code had seen when it gave its worker back, by its call; as long as the call has no result. It holds content of the
 * session and is no part of its log: it goes with the run.
 */
export const suspendedRuns: Migration = {
  id: 11,
  name: 'suspended runs',
  up(db) {
    db.exec(`
      CREATE TABLE suspended_runs (
        tool_use_id TEXT PRIMARY KEY,
        session_number INTEGER NOT NULL REFERENCES sessions(number),
        record TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX suspended_runs_by_session ON suspended_runs(session_number);
    `);
  },
};
