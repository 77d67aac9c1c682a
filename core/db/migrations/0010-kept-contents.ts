import type { Migration } from '../migrate.ts';

/**
 * What files of granted folders held before and after a change, so that it can be taken back: once for each content and session. `used_at`
 * is the session's position when it was last needed; the content that was needed longest ago goes first.
 */
export const keptContents: Migration = {
  id: 10,
  name: 'kept contents',
  up(db) {
    db.exec(`
      CREATE TABLE kept_contents (
        id INTEGER PRIMARY KEY,
        session_number INTEGER NOT NULL REFERENCES sessions(number),
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        used_at INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        UNIQUE (session_number, sha256)
      ) STRICT;
    `);
  },
};
