import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';
import { pinnedElectronVersion, platform } from './pins.mjs';
import { run } from './run.mjs';
import { Stop, say } from './say.mjs';

const releases = 'https://github.com/electron/electron/releases/download/';
const probeMs = 4000;

/**
 * The Electron that package.json pins, fetched by its own installer, which compares the download with the checksums
 * inside the npm package. Gives undefined when its server cannot be reached; a download that is reached and is wrong
 * stops setup, since no one should run past a checksum that does not fit.
 */
export async function installPinned() {
  const folder = inRoot('node_modules', 'electron');
  if (!existsSync(join(folder, 'path.txt'))) {
    if (!(await isReachable())) return undefined;
    say(`Downloading Electron ${pinnedElectronVersion()} ...`);
    const result = await run(process.execPath, [join(folder, 'install.js')], { timeoutMs: 20 * 60_000 });
    if (result.code !== 0 || !existsSync(join(folder, 'path.txt'))) throw new Stop(explain(result));
  }
  const executable = readFileSync(join(folder, 'path.txt'), 'utf8').trim();
  return {
    kind: 'pinned',
    electronVersion: pinnedElectronVersion(),
    distPath: 'node_modules/electron/dist',
    executable: `node_modules/electron/dist/${executable}`,
    betterSqlite3Alias: null,
  };
}

function explain(result) {
  if (result.timedOut) return 'The download of Electron took too long. Run this again: it starts anew.';
  if (/checksum/i.test(result.stderr)) {
    return (
      'The downloaded Electron does not match the checksum that its makers publish, so it was refused. ' +
      'Run this again; if it happens again, the server in between (ELECTRON_MIRROR, a proxy) changes files.'
    );
  }
  const reason = result.stderr.split('\n').find((line) => line.trim() !== '') ?? 'no reason given';
  return `Electron could not be downloaded: ${reason.trim()}. Run this again.`;
}

/** Asks for the archive's header only. A proxy that Node does not know of counts as "not reachable". */
async function isReachable() {
  const version = pinnedElectronVersion();
  const base = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? releases;
  try {
    const answer = await fetch(`${base}v${version}/electron-v${version}-${platform}.zip`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(probeMs),
    });
    return answer.ok;
  } catch {
    // Any failure here has one meaning, "not reachable from here", and the stand-in is tried next.
    return false;
  }
}
