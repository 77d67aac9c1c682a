import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder to open: as named, from HOLDFAST_DATA_DIR, or the desktop app's own. */
export function dataDirOf(
  named: string | undefined,
  env: NodeJS.ProcessEnv,
  platform = process.platform,
): string {
  const chosen = named ?? env.HOLDFAST_DATA_DIR;
  if (chosen) return resolve(chosen);
  return join(profileFolder(env, platform), 'Holdfast', 'data');
}

// where Electron keeps an app's profile
function profileFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (platform === 'win32') return env.APPDATA ?? join(homedir(), 'AppData', 'Roaming');
  return env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
}
