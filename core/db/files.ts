import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything lies in a data folder. */
export interface DataFiles {
  dataDir: string;
  main: string;
  index: string;
  lock: string;
  backups: string;
  /** What the file looked like when it was closed last, and when it was checked page by page. */
  checked: string;
  /** A backup on its way into the place of `main`. */
  incoming: string;
  /** Room kept for a full disk. */
  ballast: string;
}

/** Paths below `dataDir`; creates the folder and `backups/` (mode 700) when missing. */
export function dataFiles(dataDir: string): DataFiles {
  const backups = join(dataDir, 'backups');
  mkdirSync(backups, { recursive: true, mode: 0o700 });
  return {
    dataDir,
    main: join(dataDir, 'holdfast.db'),
    index: join(dataDir, 'index.db'),
    lock: join(dataDir, 'holdfast.lock'),
    backups,
    checked: join(dataDir, 'holdfast.checked'),
    incoming: join(dataDir, 'holdfast.db.incoming'),
    ballast: join(dataDir, 'ballast'),
  };
}

export interface BackupFile {
  id: string;
  path: string;
  sizeBytes: number;
  createdAt: number;
}

/** The backups that are there, newest first. */
export function listBackups(files: DataFiles): BackupFile[] {
  return readdirSync(files.backups)
    .filter((name) => name.endsWith('.db'))
    .map((name) => {
      const path = join(files.backups, name);
      const { size, mtimeMs } = statSync(path);
      return { id: name, path, sizeBytes: size, createdAt: Math.round(mtimeMs) };
    })
    .sort((left, right) => right.createdAt - left.createdAt || right.id.localeCompare(left.id));
}

/** Removes a SQLite file with its `-wal`, `-shm` and `-journal`. Missing files are fine. */
export function removeSqliteFile(path: string): void {
  if (existsSync(path)) rmSync(path);
  removeBesideSqliteFile(path);
}

/** The same without the file itself. */
export function removeBesideSqliteFile(path: string): void {
  for (const suffix of ['-wal', '-shm', '-journal']) {
    if (existsSync(path + suffix)) rmSync(path + suffix);
  }
}
