import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { namedDataFolder } from './arguments.ts';
import { openDataFolder } from './data-folder.ts';

/** Where this instance keeps what it has. */
export interface Places {
  /** The core's folder: database, backups, blobs. */
  dataDir: string;
  stateFile: string;
  logFile: string;
}

/**
 * Opens the data folder: `data` in Electron's profile folder, or D with `--data-dir D`; then the profile (cache, window
 * state, log) goes into D/shell, so that nothing lies anywhere else. Call before `ready`. Throws `folder_refused` for a
 * folder that is not ours, and what the file system throws.
 */
export function openPlaces(argv: readonly string[], environment: NodeJS.ProcessEnv): Places {
  const named = namedDataFolder(argv, environment);
  const dataDir = named ?? join(app.getPath('userData'), 'data');
  openDataFolder(dataDir);
  if (named !== null) {
    mkdirSync(join(named, 'shell'), { recursive: true });
    app.setPath('userData', join(named, 'shell'));
  }
  const profile = app.getPath('userData');
  return {
    dataDir,
    stateFile: join(profile, 'window-state.json'),
    logFile: join(profile, 'logs', 'main.log'),
  };
}
