// `npm run package`: an unpacked app in dist/, built around the runtime that setup chose.
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { embedderFolder } from './lib/embedder/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { readRuntime } from './lib/runtime.mjs';
import { runMain, say } from './lib/say.mjs';
import { setup } from './setup.mjs';

/**
 * The stand-in has a driver of its own. It lies beside app.asar, where Node looks for packages after the asar's own
 * node_modules, from which the pinned driver is left out.
 */
function driverOf({ betterSqlite3Alias }) {
  if (!betterSqlite3Alias) return { extraResources: [] };
  return {
    extraResources: [{ from: betterSqlite3Alias, to: 'node_modules/better-sqlite3' }],
    files: ['!node_modules/better-sqlite3'],
  };
}

/** The sentence encoder lies beside app.asar: its native library is loaded from there. Without it the app recalls by words alone. */
const encoder = () =>
  existsSync(join(embedderFolder, 'embedder.json')) ? [{ from: embedderFolder, to: 'embedder' }] : [];

await runMain(async () => {
  await setup();
  const runtime = readRuntime();
  const outDir = inRoot('.build', 'package');
  rmSync(outDir, { recursive: true, force: true });
  await build({ outDir, isPackaged: true });
  const builder = createRequire(import.meta.url)('electron-builder');
  // What is given here is merged with electron-builder.yml.
  await builder.build({
    projectDir: inRoot(),
    dir: true,
    publish: 'never',
    config: {
      electronDist: runtime.distPath,
      electronVersion: runtime.electronVersion,
      afterPack: ({ appOutDir }) => rmSync(join(appOutDir, 'resources', 'default_app.asar'), { force: true }),
      ...driverOf(runtime),
      extraResources: [...driverOf(runtime).extraResources, ...encoder()],
    },
  });
  say(`The unpacked app is in ${inRoot('dist')}`);
});
