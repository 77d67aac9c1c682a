import { existsSync } from 'node:fs';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import {
  chromeTarget,
  findMainEntries,
  nodeTarget,
  packagesTakenIn,
  sqlitePlugin,
  treeshake,
} from './scripts/lib/bundle.mjs';
import { guestPackagesPlugin } from './scripts/lib/guest-packages.mjs';
import { inRoot } from './scripts/lib/paths.mjs';
import { readRuntime } from './scripts/lib/runtime.mjs';

/** A packaged app carries its own driver; a build for the checkout points at the runtime's (see scripts/package.mjs). */
const isPackaged = process.env.HOLDFAST_PACKAGED === '1';
const outDir = process.env.HOLDFAST_OUT ?? inRoot('out');
const sqliteAlias = isPackaged ? null : readRuntime().betterSqlite3Alias;
const preload = inRoot('electron/preload/index.ts');
const page = inRoot('renderer/index.html');

export default defineConfig({
  main: {
    plugins: [sqlitePlugin(sqliteAlias), guestPackagesPlugin()],
    build: {
      outDir: join(outDir, 'main'),
      target: nodeTarget,
      externalizeDeps: { exclude: ['better-sqlite3', ...packagesTakenIn] },
      rolldownOptions: {
        input: findMainEntries(),
        treeshake,
        // Chunks lie beside the entries: code that finds a worker by `new URL('./x.js', import.meta.url)` may land in either.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  ...(existsSync(preload) && {
    preload: {
      build: {
        outDir: join(outDir, 'preload'),
        target: nodeTarget,
        // A sandboxed preload script can require nothing of ours: one file.
        externalizeDeps: false,
        rolldownOptions: {
          input: { index: preload },
          output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
        },
      },
    },
  }),
  ...(existsSync(page) && {
    renderer: {
      root: inRoot('renderer'),
      plugins: [react(), tailwindcss()],
      build: {
        outDir: join(outDir, 'renderer'),
        target: chromeTarget,
        minify: true,
        rolldownOptions: { input: { index: page } },
      },
    },
  }),
});
