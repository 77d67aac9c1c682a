import type { Migration } from '../migrate.ts';

/**
 * What left Holdfast as a file: when, under which name, and words of which sessions were in it. By this a forgetting can say where copies may
 * lie that it does not reach. `name` is null where it was made of words that were forgotten since.
 */
export const exports: Migration = {
  id: 25,
  name: 'exports',
  up(db) {
    db.exec(`
      CREATE TABLE exports (
        number INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, format TEXT NOT NULL, name TEXT, is_whole INTEGER NOT NULL, made_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE export_sessions (
        session_number INTEGER NOT NULL, export INTEGER NOT NULL, PRIMARY KEY (session_number, export)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
