import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readJson, writeJson } from './files.mjs';
import { inRoot, runtimeDir } from './paths.mjs';
import { run } from './run.mjs';
import { readRuntime } from './runtime.mjs';
import { Stop, say } from './say.mjs';

const stampPath = join(runtimeDir, 'libraries.json');

/**
 * Electron needs shared libraries that a bare Linux does not have, and without a display Xvfb. As root with apt they
 * are installed (the list is Playwright's for Chromium, and what Electron needs besides); else we say what is missing and how to mend it.
 */
export async function ensureSystemLibraries({ needsDisplay }) {
  if (process.platform !== 'linux') return;
  const { executable } = readRuntime();
  const wanted = { executable, display: needsDisplay && !process.env.DISPLAY };
  const stamp = readJson(stampPath);
  if (stamp?.executable === executable && (!wanted.display || onPath('Xvfb'))) return;
  let missing = await whatIsMissing(wanted);
  if (missing.length > 0 && process.getuid() === 0 && onPath('apt-get')) {
    say(`Installing what Electron needs from the system: ${missing.join(', ')} ...`);
    await run(
      process.execPath,
      [inRoot('node_modules', 'playwright', 'cli.js'), 'install-deps', 'chromium'],
      { stdio: 'stderr' },
    );
    missing = await whatIsMissing(wanted);
    for (const library of missing) await installByName(library);
    missing = await whatIsMissing(wanted);
  }
  if (missing.length > 0) throw new Stop(advice(missing));
  writeJson(stampPath, { executable });
}

/** What Electron links against and Chromium's list does not have: the packages' names, newer distributions first. */
const packagesOf = {
  'libgtk-3.so.0': ['libgtk-3-0t64', 'libgtk-3-0'],
};

async function installByName(library) {
  for (const name of packagesOf[library] ?? []) {
    const { code } = await run('apt-get', ['install', '-y', '--no-install-recommends', name], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: 'stderr',
    });
    if (code === 0) return;
  }
}

async function whatIsMissing({ executable, display }) {
  const { stdout } = await run('ldd', [executable]);
  const missing = stdout
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(' ')[0]);
  if (display && !onPath('Xvfb')) missing.push('Xvfb');
  return missing;
}

function advice(missing) {
  const named = missing.flatMap((library) => packagesOf[library]?.at(-1) ?? []);
  const command = onPath('apt-get')
    ? `sudo npx playwright install-deps chromium${named.length > 0 ? ` && sudo apt-get install ${named.join(' ')}` : ''}`
    : "install the packages of your distribution that carry them (Chromium's own dependencies, and xorg-x11-server-Xvfb)";
  return `Electron cannot start here: missing ${missing.join(', ')}.\nTo mend it: ${command}`;
}

const onPath = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
