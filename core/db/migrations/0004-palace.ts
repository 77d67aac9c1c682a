import type { Migration } from '../migrate.ts';

/**
 * The palace: drawers point at a range of an event's part and copy none of its words. `path` names the member that holds the
 * text when the part is JSON. `removed_drawers` lists what still may lie in the text index or in a WAL file.
 */
export const palace: Migration = {
  id: 4,
  name: 'palace',
  up(db) {
    db.exec(`
      CREATE TABLE wings (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name)
      ) STRICT;
      CREATE TABLE rooms (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        wing INTEGER NOT NULL REFERENCES wings(number),
        session_number INTEGER UNIQUE,
        name TEXT,
        drawers INTEGER NOT NULL DEFAULT 0,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX rooms_by_wing ON rooms(wing);
      CREATE UNIQUE INDEX rooms_by_name ON rooms(wing, name) WHERE session_number IS NULL;

      CREATE TABLE drawers (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        event_key INTEGER NOT NULL,
        part INTEGER NOT NULL,
        piece INTEGER NOT NULL,
        path TEXT,
        from_unit INTEGER NOT NULL,
        to_unit INTEGER NOT NULL,
        room INTEGER NOT NULL REFERENCES rooms(number),
        kind TEXT NOT NULL,
        author TEXT NOT NULL,
        tool TEXT,
        trust TEXT NOT NULL,
        UNIQUE (event_key, part, piece)
      ) STRICT;
      CREATE INDEX drawers_by_room ON drawers(room);

      CREATE TABLE recalled_drawers (
        drawer INTEGER NOT NULL, event_key INTEGER NOT NULL, part INTEGER NOT NULL,
        PRIMARY KEY (drawer, event_key, part)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX recalled_drawers_by_event ON recalled_drawers(event_key);

      CREATE TABLE removed_drawers (number INTEGER PRIMARY KEY) STRICT;
    `);
  },
};
