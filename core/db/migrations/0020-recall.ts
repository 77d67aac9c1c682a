import type { Migration } from '../migrate.ts';

/**
 * What recall needs to know of a drawer besides its words: who spoke, where that is neither owner nor agent, and when it was said,
 * where that is not when it was logged (imported conversations). `stale_drawers`: their rows in the text index are to be made again.
 */
export const recall: Migration = {
  id: 20,
  name: 'recall',
  up(db) {
    db.exec(`
      ALTER TABLE drawers ADD COLUMN speaker TEXT;
      ALTER TABLE drawers ADD COLUMN said_at INTEGER;
      CREATE TABLE stale_drawers (number INTEGER PRIMARY KEY) STRICT;
    `);
  },
};
