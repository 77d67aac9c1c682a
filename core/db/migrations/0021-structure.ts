import type { Migration } from '../migrate.ts';

/**
 * What the owner corrects of the palace's structure; the structure itself is derived and lies in `index.db`. A drawer is named by its
 * place in the log, because its number changes when the palace is built anew. `rooms.merged_into`: another room holds what would lie
 * here; `auto_wing`: where a room that the owner put elsewhere would stand by itself. `palace_structure.changes` rises with all
 * that touches both files, so that an `index.db` which lost a step at a power cut is known by it.
 */
export const structure: Migration = {
  id: 21,
  name: 'structure',
  up(db) {
    db.exec(`
      ALTER TABLE rooms ADD COLUMN merged_into INTEGER;
      ALTER TABLE rooms ADD COLUMN auto_wing INTEGER;
      CREATE INDEX rooms_by_merge ON rooms(merged_into) WHERE merged_into IS NOT NULL;

      CREATE TABLE drawer_moves (
        event_key INTEGER NOT NULL, part INTEGER NOT NULL, piece INTEGER NOT NULL,
        room INTEGER NOT NULL, from_room INTEGER NOT NULL, from_wing INTEGER, lesson TEXT, made_at INTEGER NOT NULL,
        PRIMARY KEY (event_key, part, piece)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX drawer_moves_by_room ON drawer_moves(room);

      CREATE TABLE drawer_halls (
        event_key INTEGER NOT NULL, part INTEGER NOT NULL, piece INTEGER NOT NULL, hall TEXT NOT NULL, made_at INTEGER NOT NULL,
        PRIMARY KEY (event_key, part, piece)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE fact_settlements (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        fact TEXT NOT NULL, other TEXT, verdict TEXT NOT NULL, made_at INTEGER NOT NULL,
        event_key INTEGER NOT NULL, other_event_key INTEGER
      ) STRICT;
      CREATE INDEX fact_settlements_by_fact ON fact_settlements(fact);
      CREATE INDEX fact_settlements_by_other ON fact_settlements(other) WHERE other IS NOT NULL;
      CREATE INDEX fact_settlements_by_event ON fact_settlements(event_key);
      CREATE INDEX fact_settlements_by_other_event ON fact_settlements(other_event_key) WHERE other_event_key IS NOT NULL;

      CREATE TABLE entity_names (key TEXT PRIMARY KEY, kind TEXT NOT NULL, made_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

      CREATE TABLE palace_structure (changes INTEGER NOT NULL) STRICT;
      INSERT INTO palace_structure VALUES (0);
    `);
  },
};
