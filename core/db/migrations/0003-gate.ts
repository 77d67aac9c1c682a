import type { Migration } from '../migrate.ts';

/** Projections of the log that the gate decides by. They point at events; what was asked and shown is read there. */
export const gate: Migration = {
  id: 3,
  name: 'gate',
  up(db) {
    db.exec(`
      CREATE TABLE approvals (
        tool_use_id TEXT PRIMARY KEY,
        session_number INTEGER NOT NULL,
        event_key INTEGER NOT NULL,
        tool TEXT NOT NULL,
        input_hash TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'allowed', 'denied', 'void')),
        created_at INTEGER NOT NULL,
        answered_at INTEGER,
        answered_by TEXT,
        confirmation_key INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX approvals_by_status ON approvals(status, session_number);
      CREATE INDEX approvals_by_session ON approvals(session_number, input_hash);

      CREATE TABLE questions (
        tool_use_id TEXT PRIMARY KEY,
        session_number INTEGER NOT NULL,
        event_key INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'answered', 'void')),
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX questions_by_status ON questions(status, session_number);

      CREATE TABLE rules (
        id TEXT PRIMARY KEY,
        session_number INTEGER NOT NULL,
        tool TEXT NOT NULL,
        match TEXT NOT NULL,
        text TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        revoked_at INTEGER,
        uses INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX rules_by_session ON rules(session_number);

      CREATE TABLE grants (
        id TEXT PRIMARY KEY,
        session_number INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('folder')),
        name TEXT NOT NULL,
        path TEXT NOT NULL,
        access TEXT NOT NULL CHECK (access IN ('read', 'read_write')),
        created_at INTEGER NOT NULL,
        revoked_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX grants_by_session ON grants(session_number);
    `);
  },
};
