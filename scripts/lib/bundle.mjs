import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { guestPackagesPlugin } from './guest-packages.mjs';
import { inRoot } from './paths.mjs';

/** Entry files of the main process and its workers, by the name they have in out/main. */
const mainEntries = {
  index: 'electron/main/index.ts',
  cli: 'core/cli/main.ts',
  'holdfast.worker': 'core/holdfast.worker.ts',
  'sandbox.worker': 'core/sandbox/sandbox.worker.ts',
  'import.worker': 'core/imports/import.worker.ts',
  'embedder.worker': 'core/palace/embedder/embedder.worker.ts',
  'vault.process': 'core/vault/vault.process.ts',
  'self-test.worker': 'core/self-test.worker.ts',
};

/** The entries that exist, with absolute paths; `names` narrows them. */
export function findMainEntries(names = Object.keys(mainEntries)) {
  const all = Object.entries(mainEntries).map(([name, path]) => [name, inRoot(path)]);
  return Object.fromEntries(all.filter(([name, path]) => names.includes(name) && existsSync(path)));
}

/** What bundles must run on: the stand-in's Node 20.18 and Chromium 130; the pinned Electron is newer than both. */
export const nodeTarget = 'node20.18';
export const chromeTarget = 'chrome130';

/** The file to import in place of `better-sqlite3`, as a URL: an import of a bare path breaks on `%` and `#`. */
export const sqliteUrl = (aliasFolder) => pathToFileURL(join(aliasFolder, 'lib', 'index.js')).href;

/** Keeps `better-sqlite3` outside the bundle: as it is, or as the stand-in's copy. */
export function sqlitePlugin(aliasFolder) {
  const target = aliasFolder ? sqliteUrl(aliasFolder) : 'better-sqlite3';
  return {
    name: 'holdfast:sqlite',
    enforce: 'pre',
    resolveId: {
      order: 'pre',
      handler: (id) => (id === 'better-sqlite3' ? { id: target, external: true } : null),
    },
  };
}

/** Plain JavaScript that every start needs: loaded file by file it takes as long as all the rest, so it is part of the bundles. */
export const packagesTakenIn = [
  '@anthropic-ai/sdk',
  '@hono/node-server',
  '@jitl/quickjs-wasmfile-release-sync',
  'hono',
  'undici',
  'zod',
];
const isTakenIn = (id) => packagesTakenIn.some((name) => id === name || id.startsWith(`${name}/`));

/**
 * None of our modules does anything by being imported, and undici does nothing that is missed: what an entry does not use stays out of it.
 * Without this every data worker would read the vault's whole network side.
 */
export const treeshake = {
  moduleSideEffects: [{ test: /[\\/]core[\\/]|[\\/]node_modules[\\/]undici[\\/]/, sideEffects: false }],
};

/**
 * Bundles entry files for Node: our own code becomes one file per entry (and shared chunks beside it), other packages stay
 * imports unless `withPackages` takes them in too, which makes a process start in half the time. `entries` maps names to absolute paths.
 */
export async function bundleForNode(entries, outDir, aliasFolder, { withPackages = false } = {}) {
  const { build } = await import('vite');
  await build({
    root: inRoot(),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [sqlitePlugin(aliasFolder), guestPackagesPlugin()],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: nodeTarget,
      outDir,
      emptyOutDir: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: entries,
        treeshake,
        external: (id) =>
          id !== 'better-sqlite3' && (withPackages ? isBuiltin(id) : isPackage(id) && !isTakenIn(id)),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}

const isPackage = (id) => isBuiltin(id) || /^(?:@[\w-]|[a-z])[^:\\]*$/i.test(id);
