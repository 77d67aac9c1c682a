import type { Migration } from '../migrate.ts';

/**
 * Words that took the place of what others wrote stay others' (`trust`), also once those are forgotten and nothing else tells. `taken_back`:
 * stretches of sessions, both ends included, that the owner took back: their words are no wishes and state nothing any more. `worded_answers`:
 * answers of the owner's that the agent worded; a rebuild keeps it, because a question that is forgotten does not tell.
 */
export const whatHolds: Migration = {
  id: 33,
  name: 'what_holds',
  up(db) {
    db.exec(`
      ALTER TABLE revision_places ADD COLUMN trust TEXT;
      CREATE TABLE taken_back (
        session INTEGER NOT NULL, from_seq INTEGER NOT NULL, until_seq INTEGER NOT NULL, made_at INTEGER NOT NULL, PRIMARY KEY (session, until_seq)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE worded_answers (event_key INTEGER PRIMARY KEY) STRICT;
      INSERT INTO taken_back SELECT key >> 32, json_extract(header, '$.to_seq'), key & 4294967295, created_at FROM events WHERE type = 'holdfast.rewound';
    `);
  },
};
