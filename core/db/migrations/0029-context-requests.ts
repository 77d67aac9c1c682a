import type { Migration } from '../migrate.ts';

/**
 * Whose words were sent to which model in the background, to describe where they stand, and when first. Contexts themselves are derived and lie in
 * `index.db`; that words left is not, and forgetting has to tell it.
 */
export const contextRequests: Migration = {
  id: 29,
  name: 'context_requests',
  up(db) {
    db.exec(`
      CREATE TABLE context_requests (
        event_key INTEGER NOT NULL, model TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (event_key, model)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
