import type { Migration } from '../migrate.ts';

/**
 * Forks, pause, who made a session, how a waiting message is delivered; and what a workspace file was before it was changed.
 * `at_seq` is the session's last position when the file was written, so that the workspace at any event is known without a clock.
 */
export const turnControl: Migration = {
  id: 7,
  name: 'turn control',
  up(db) {
    db.exec(`
      ALTER TABLE sessions ADD COLUMN created_by TEXT;
      ALTER TABLE sessions ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE sessions ADD COLUMN forked_from INTEGER REFERENCES sessions(number);
      ALTER TABLE sessions ADD COLUMN forked_seq INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE sessions ADD COLUMN workspace_known_from INTEGER NOT NULL DEFAULT 0;
      UPDATE sessions SET workspace_known_from = last_seq;
      CREATE INDEX sessions_by_parent ON sessions(forked_from) WHERE forked_from IS NOT NULL;

      ALTER TABLE queued_events ADD COLUMN delivery TEXT NOT NULL DEFAULT 'next'
        CHECK (delivery IN ('queue', 'steer', 'next'));

      ALTER TABLE workspace_files ADD COLUMN at_seq INTEGER NOT NULL DEFAULT 0;
      CREATE TABLE workspace_history (
        id INTEGER PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id),
        path TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        mtime INTEGER NOT NULL,
        written_by TEXT NOT NULL,
        bytes BLOB NOT NULL,
        at_seq INTEGER NOT NULL,
        until_seq INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX workspace_history_by_session ON workspace_history(session_id, path);
    `);
  },
};
