import type { Migration } from '../migrate.ts';

/**
 * What a step writes is its content and little else. A part's `place` is its event's key and its number in one integer, which needs no
 * index beside the table: `(event key << 12) | part`. `prev_hash` was the hash of the row before. Sessions are sorted by their last
 * event when they are listed, instead of moving in an index at each commit.
 */
export const leanLog: Migration = {
  id: 8,
  name: 'lean log',
  up(db) {
    db.exec(`
      CREATE TABLE lean_parts (place INTEGER PRIMARY KEY, salt BLOB, bytes BLOB, commitment BLOB) STRICT;
      INSERT INTO lean_parts (place, salt, bytes, commitment)
        SELECT (event_key << 12) | part, salt, bytes, commitment FROM event_parts ORDER BY event_key, part;
      DROP TABLE event_parts;
      ALTER TABLE lean_parts RENAME TO event_parts;
      ALTER TABLE events DROP COLUMN prev_hash;
      DROP INDEX sessions_by_last_event;
    `);
  },
};
