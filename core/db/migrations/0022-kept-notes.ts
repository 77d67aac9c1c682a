import type { Migration } from '../migrate.ts';

/**
 * What the owner decided about their memory; all of it is projected from the log. Notes whose words come from what others wrote have no
 * drawer until they are released. `pinned_drawers` and `revised_drawers` name drawers by their place in the log, which a rebuild keeps.
 */
export const keptNotes: Migration = {
  id: 22,
  name: 'kept-notes',
  up(db) {
    db.exec(`
      CREATE TABLE quarantined_notes (
        event_key INTEGER NOT NULL,
        part INTEGER NOT NULL,
        tool TEXT NOT NULL,
        why TEXT NOT NULL,
        sources TEXT NOT NULL,
        since INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting',
        settled_at INTEGER,
        PRIMARY KEY (event_key, part)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX quarantined_notes_by_state ON quarantined_notes(state, since);

      CREATE TABLE pinned_drawers (
        event_key INTEGER NOT NULL, part INTEGER NOT NULL, piece INTEGER NOT NULL, pinned_at INTEGER NOT NULL,
        PRIMARY KEY (event_key, part, piece)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE revised_drawers (
        event_key INTEGER NOT NULL, part INTEGER NOT NULL, piece INTEGER NOT NULL,
        by_event INTEGER NOT NULL, by_part INTEGER NOT NULL, revised_at INTEGER NOT NULL,
        PRIMARY KEY (event_key, part, piece)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX revised_drawers_by_reviser ON revised_drawers(by_event, by_part);

      -- what a session can begin with is few among many: what the owner said, and notes
      CREATE INDEX drawers_of_owner ON drawers(number) WHERE trust = 'owner';
      CREATE INDEX drawers_of_notes ON drawers(number) WHERE kind = 'note';
    `);
  },
};
