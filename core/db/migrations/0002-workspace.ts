import type { Migration } from '../migrate.ts';

/** Files of a session's workspace. Folders exist by the paths below them; `path` is absolute, normalised, Unicode NFC. */
export const workspace: Migration = {
  id: 2,
  name: 'workspace',
  up(db) {
    db.exec(`
      CREATE TABLE workspace_files (
        id INTEGER PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id),
        path TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        mtime INTEGER NOT NULL,
        written_by TEXT NOT NULL,
        bytes BLOB NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX workspace_files_by_path ON workspace_files(session_id, path);
    `);
  },
};
