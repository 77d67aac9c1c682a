import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '../base/index.ts';
import { backUpTo } from './blob-backup.ts';
import { type DataFiles, listBackups } from './files.ts';
import { migrations as allMigrations } from './migrations/index.ts';
import type { Database } from './tx.ts';

/** One step of the schema. Never edited once it has landed. */
export interface Migration {
  id: number;
  name: string;
  up(db: Database): void;
}

const keptMigrationBackups = 5;

/**
 * Brings the schema to the newest step: each in its own transaction, after a copy of the whole file when there was data.
 * Throws `database_newer` when the file was written by a newer Holdfast; then nothing is touched.
 */
export function migrate(
  db: Database,
  files: DataFiles,
  now: number,
  migrations: readonly Migration[] = allMigrations,
): void {
  db.exec(
    'CREATE TABLE IF NOT EXISTS schema_migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
  );
  const applied = new Set(
    db
      .prepare<[], { id: number }>('SELECT id FROM schema_migrations')
      .all()
      .map((row) => row.id),
  );
  const unknown = [...applied].filter((id) => !migrations.some((migration) => migration.id === id));
  if (unknown.length > 0)
    throw new HoldfastError('database_newer', `unknown schema steps ${unknown.join(', ')}`, { unknown });
  const pending = migrations
    .filter((migration) => !applied.has(migration.id))
    .sort((left, right) => left.id - right.id);
  if (pending.length === 0) return;
  if (applied.size > 0) backUpBeforeMigration(db, files, now, Math.max(...applied));
  const record = db.prepare('INSERT INTO schema_migrations (id, name, applied_at) VALUES (?, ?, ?)');
  for (const migration of pending) {
    db.transaction(() => {
      migration.up(db);
      record.run(migration.id, migration.name, now);
    })();
  }
}

function backUpBeforeMigration(db: Database, files: DataFiles, now: number, schema: number): void {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  backUpTo(db, join(files.backups, `before-migration-${String(schema).padStart(4, '0')}-${stamp}.db`));
  const old = listBackups(files).filter((backup) => backup.id.startsWith('before-migration-'));
  for (const backup of old.slice(keptMigrationBackups)) rmSync(backup.path);
}
