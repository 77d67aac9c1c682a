import type { Migration } from '../migrate.ts';

/**
 * What the owner had forgotten, without a word of it: by this the copies in retained and restored backups are found. `untold_forgotten` is
 * filled in a backup only: what was taken out of it there is said in its log when it is restored. Both may be there already, because they
 * are made in backups of older releases, too.
 */
export const forgottenParts: Migration = {
  id: 26,
  name: 'forgotten parts',
  up(db) {
    db.exec(forgottenTables);
    db.exec(`
      INSERT OR IGNORE INTO forgotten_parts (event_id, part, commitment)
        SELECT e.id, p.place & 4095, p.commitment FROM event_parts p JOIN events e ON e.key = p.place >> 12
        WHERE p.bytes IS NULL AND p.commitment IS NOT NULL;
    `);
  },
};

export const forgottenTables = `
  CREATE TABLE IF NOT EXISTS forgotten_parts (
    event_id TEXT NOT NULL, part INTEGER NOT NULL, commitment BLOB NOT NULL, PRIMARY KEY (event_id, part)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS untold_forgotten (
    event_id TEXT NOT NULL, part INTEGER NOT NULL, PRIMARY KEY (event_id, part)
  ) STRICT, WITHOUT ROWID;
`;
