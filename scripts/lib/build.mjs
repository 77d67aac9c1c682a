import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteUrl } from './bundle.mjs';
import { readJson, writeJson } from './files.mjs';
import { withLock } from './lock.mjs';
import { buildDir, inRoot, root } from './paths.mjs';
import { run } from './run.mjs';
import { readRuntime, runtimeEnv } from './runtime.mjs';
import { Stop, say } from './say.mjs';

const stampPath = join(buildDir, 'built.json');
const sources = [
  'core',
  'electron',
  'renderer',
  'scripts/lib/bundle.mjs',
  'electron.vite.config.ts',
  'package-lock.json',
];

/** Builds out/ unless it was built from exactly these sources, in this place, for this runtime. */
export async function ensureBuilt() {
  await withLock(join(buildDir, 'build.lock'), async () => {
    const digest = digestOfSources();
    if (readJson(stampPath)?.digest === digest && existsSync(inRoot('out', 'main'))) return;
    await build();
    writeJson(stampPath, { digest });
  });
}

/**
 * Runs electron-vite into `outDir`. A packaged build imports the driver by its plain name; one for the checkout, where
 * the stand-in is in use, by the place of the stand-in's copy.
 */
export async function build({ outDir = inRoot('out'), isPackaged = false } = {}) {
  say('Building ...');
  const began = Date.now();
  const cli = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = await run(process.execPath, [cli, 'build', '--logLevel', 'warn'], {
    cwd: root,
    env: {
      ...process.env,
      ...runtimeEnv(),
      HOLDFAST_OUT: outDir,
      HOLDFAST_PACKAGED: isPackaged ? '1' : '0',
      NO_COLOR: '1',
    },
  });
  if (result.code !== 0) throw new Stop(`${result.stdout}${result.stderr}\nThe build failed (see above).`);
  const { betterSqlite3Alias } = readRuntime();
  checkDriverIsOutside(
    join(outDir, 'main'),
    isPackaged || !betterSqlite3Alias ? 'better-sqlite3' : sqliteUrl(betterSqlite3Alias),
  );
  say(`Built in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
}

/** The SQLite driver has a native file: it must be imported from outside, never copied into a bundle. */
export function checkDriverIsOutside(folder, expected) {
  const driver = /\bfrom\s*["']([^"']*better-sqlite3[^"']*)["']/g;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    if (text.includes('better_sqlite3.node'))
      throw new Stop(`${name} contains better-sqlite3; it must stay an import.`);
    for (const [, found] of text.matchAll(driver)) {
      if (found !== expected)
        throw new Stop(`${name} imports better-sqlite3 as ${found}; expected ${expected}.`);
    }
  }
}

function digestOfSources() {
  const hash = createHash('sha256');
  hash.update(root).update(JSON.stringify(readRuntime()));
  for (const name of sources) addToDigest(hash, name);
  return hash.digest('hex');
}

function addToDigest(hash, name) {
  const path = inRoot(name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (found.isDirectory()) {
    for (const child of readdirSync(path).sort()) addToDigest(hash, `${name}/${child}`);
  } else {
    hash.update(name).update('\0').update(readFileSync(path)).update('\0');
  }
}
