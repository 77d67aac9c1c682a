import type { Migration } from '../migrate.ts';

const users = ['workspace_files', 'workspace_history', 'kept_contents', 'uploaded_files'];

/**
 * Large contents lie in `blobs/` beside the file; a row that has one points at it by `blob_id`, and its `bytes` are empty. `refs` is how many
 * rows do: triggers count, so that no way of copying or deleting rows can forget to. A name is the HMAC of the content's hash under
 * `blob_key`: it says nothing of the content to who sees the folder. `uploaded_files` and `session_resources` are those of the Managed Agents
 * API: a mounted file is a copy of its own, under `file_id`, among the session's files.
 */
export const blobs: Migration = {
  id: 12,
  name: 'blobs',
  up(db) {
    db.exec(`
      CREATE TABLE blob_key (id INTEGER PRIMARY KEY CHECK (id = 1), bytes BLOB NOT NULL) STRICT;
      INSERT INTO blob_key (id, bytes) VALUES (1, randomblob(32));
      CREATE TABLE blobs (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        refs INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX blobs_unused ON blobs(id) WHERE refs = 0;
      CREATE TABLE uploaded_files (
        id TEXT PRIMARY KEY,
        created_by TEXT,
        filename TEXT NOT NULL,
        mime_type TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER,
        bytes BLOB NOT NULL,
        blob_id INTEGER
      ) STRICT;
      CREATE TABLE session_resources (
        id TEXT PRIMARY KEY,
        session_id TEXT NOT NULL REFERENCES sessions(id),
        file_id TEXT NOT NULL UNIQUE,
        filename TEXT NOT NULL,
        mime_type TEXT NOT NULL,
        mount_path TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX session_resources_by_path ON session_resources(session_id, mount_path);
      ALTER TABLE workspace_files ADD COLUMN blob_id INTEGER;
      ALTER TABLE workspace_history ADD COLUMN blob_id INTEGER;
      ALTER TABLE kept_contents ADD COLUMN blob_id INTEGER;
    `);
    for (const table of users)
      db.exec(`
        CREATE TRIGGER ${table}_blob_taken AFTER INSERT ON ${table} WHEN NEW.blob_id IS NOT NULL BEGIN
          UPDATE blobs SET refs = refs + 1 WHERE id = NEW.blob_id;
        END;
        CREATE TRIGGER ${table}_blob_left AFTER DELETE ON ${table} WHEN OLD.blob_id IS NOT NULL BEGIN
          UPDATE blobs SET refs = refs - 1 WHERE id = OLD.blob_id;
        END;
        CREATE TRIGGER ${table}_blob_changed AFTER UPDATE OF blob_id ON ${table} WHEN OLD.blob_id IS NOT NEW.blob_id BEGIN
          UPDATE blobs SET refs = refs - 1 WHERE id = OLD.blob_id;
          UPDATE blobs SET refs = refs + 1 WHERE id = NEW.blob_id;
        END;
      `);
  },
};
