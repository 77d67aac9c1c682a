import type { Migration } from '../migrate.ts';

/** Sessions and their events; agents and environments; settings. Events are keyed by session number and position in one integer. */
export const log: Migration = {
  id: 1,
  name: 'log',
  up(db) {
    db.exec(`
      CREATE TABLE agents (
        id TEXT PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, archived_at INTEGER
      ) STRICT;
      CREATE TABLE agent_versions (
        agent_id TEXT NOT NULL REFERENCES agents(id), version INTEGER NOT NULL, definition TEXT NOT NULL, created_at INTEGER NOT NULL,
        PRIMARY KEY (agent_id, version)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE environments (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, definition TEXT NOT NULL,
        created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, archived_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX environments_by_name ON environments(name);

      CREATE TABLE sessions (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        agent TEXT NOT NULL,
        environment_id TEXT NOT NULL,
        title TEXT,
        metadata TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        archived_at INTEGER,
        status TEXT NOT NULL,
        stop_reason TEXT,
        last_seq INTEGER NOT NULL DEFAULT 0,
        last_hash BLOB NOT NULL,
        last_event_at INTEGER NOT NULL,
        usage TEXT NOT NULL
      ) STRICT;
      CREATE INDEX sessions_by_last_event ON sessions(last_event_at DESC);

      CREATE TABLE events (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        thread_id TEXT,
        type TEXT NOT NULL,
        header TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        processed_at INTEGER NOT NULL,
        body_commit BLOB NOT NULL,
        prev_hash BLOB NOT NULL,
        hash BLOB NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX events_by_id ON events(id);
      CREATE TABLE event_parts (
        event_key INTEGER NOT NULL REFERENCES events(key),
        part INTEGER NOT NULL,
        salt BLOB,
        bytes BLOB,
        commitment BLOB,
        PRIMARY KEY (event_key, part)
      ) STRICT;

      CREATE TABLE queued_events (
        session_number INTEGER NOT NULL REFERENCES sessions(number),
        id TEXT NOT NULL UNIQUE,
        event TEXT NOT NULL,
        received_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX queued_events_by_session ON queued_events(session_number);

      CREATE TABLE leases (
        session_number INTEGER PRIMARY KEY REFERENCES sessions(number),
        holder TEXT NOT NULL,
        token INTEGER NOT NULL,
        taken_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    `);
  },
};
