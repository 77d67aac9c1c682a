import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readJson, writeJson } from './files.mjs';
import { inRoot, root } from './paths.mjs';
import { npm } from './run.mjs';
import { Stop, say } from './say.mjs';

const stampPath = inRoot('node_modules', '.holdfast-stamp.json');

/** Installs what package-lock.json says, unless node_modules already fits it. */
export async function installDependencies() {
  const lockfile = readFileSync(inRoot('package-lock.json'));
  const lockSha = createHash('sha256').update(lockfile).digest('hex');
  if (readJson(stampPath)?.lockSha === lockSha) return;
  if (!fitsLockfile(JSON.parse(lockfile.toString()))) {
    say('Installing the packages of package-lock.json ...');
    const result = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'stderr',
    });
    if (result.code !== 0) {
      throw new Stop(
        'The packages could not be installed (see above). Check the network and run this again.',
      );
    }
  }
  writeJson(stampPath, { lockSha });
}

/** npm writes what it installed into node_modules/.package-lock.json: the same packages there, nothing to do. */
function fitsLockfile(lockfile) {
  const installed = readJson(inRoot('node_modules', '.package-lock.json'))?.packages;
  if (!installed) return false;
  return Object.entries(lockfile.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return wanted.optional === true || wanted.devOptional === true;
    return (
      found.version === wanted.version && found.integrity === wanted.integrity && existsSync(inRoot(path))
    );
  });
}
