import type { Migration } from '../migrate.ts';

/**
 * `imported_marks`: keyed hashes of what was imported, by which it is known when it comes again. `forgotten_words`: keyed hashes of words
 * that the owner had forgotten, by which they are kept from coming back; no word of them is in it.
 */
export const imports: Migration = {
  id: 23,
  name: 'imports',
  up(db) {
    db.exec(`
      CREATE TABLE imported_marks (mark BLOB PRIMARY KEY, event_key INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX imported_marks_by_event ON imported_marks(event_key);
      ${forgottenWords}
    `);
  },
};

/** Made in a backup of an older release, too, before it is restored. */
export const forgottenWords =
  'CREATE TABLE IF NOT EXISTS forgotten_words (mark BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;';
