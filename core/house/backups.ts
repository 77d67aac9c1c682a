import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BackupsPort } from '../api/index.ts';
import { HoldfastError, type Runtime } from '../base/index.ts';
import { type BackupFile, type DataPort, dataFiles, listBackups } from '../db/index.ts';

type Backup = Awaited<ReturnType<BackupsPort['create']>>;

export interface BackupOptions {
  dataDir: string;
  data: DataPort;
  runtime: Runtime;
  /** Stops what works on the data, replaces the file and goes on. */
  restoreFile(path: string): Promise<BackupFile | null>;
}

/** Copies of the whole database, made and restored by the owner. */
export function createBackups({ dataDir, data, runtime, restoreFile }: BackupOptions): BackupsPort {
  const list = async () => listBackups(dataFiles(dataDir)).map(toBackup);
  return {
    list,
    async create(path) {
      const stamp = new Date(runtime.clock.now()).toISOString().replaceAll(/[:.]/g, '-');
      const target = path ?? join(dataFiles(dataDir).backups, `holdfast-${stamp}.db`);
      // the owner chose this very file in a dialog that asks before it replaces
      if (path !== null) await rm(path, { force: true });
      await data.command('db.backup', { path: target });
      const { size, mtimeMs } = await stat(target);
      return toBackup({
        id: basename(target),
        path: target,
        sizeBytes: size,
        createdAt: Math.round(mtimeMs),
      });
    },
    async restore(source) {
      const path =
        'path' in source ? source.path : (await list()).find((backup) => backup.id === source.backupId)?.path;
      if (path === undefined) throw new HoldfastError('not_found', 'there is no such backup');
      const previous = await restoreFile(path);
      return { previous: previous ? toBackup(previous) : null };
    },
  };
}

/** A backup file as the window lists it; its name says why it was made. */
export function toBackup(file: BackupFile): Backup {
  const reason = file.id.startsWith('before-migration')
    ? 'before_migration'
    : file.id.startsWith('before-restore')
      ? 'before_restore'
      : 'by_hand';
  return {
    id: file.id,
    name: file.id,
    path: file.path,
    created_at: new Date(file.createdAt).toISOString(),
    size_bytes: file.sizeBytes,
    reason,
  };
}
