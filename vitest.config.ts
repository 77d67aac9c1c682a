import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { sqliteUrl } from './scripts/lib/bundle.mjs';
import { inRoot } from './scripts/lib/paths.mjs';
import { readRuntime } from './scripts/lib/runtime.mjs';

/** On Electron's own Node the runtime's driver is used; on a current Node the pinned one, as users get it. */
const sqliteAlias = process.versions.electron ? readRuntime().betterSqlite3Alias : null;

/** Windows are tested side by side only where each has a display of its own. */
const displays = process.env.HOLDFAST_DISPLAYS?.split(',').length ?? 1;

export default defineConfig({
  root: inRoot(),
  resolve: { alias: sqliteAlias ? { 'better-sqlite3': fileURLToPath(sqliteUrl(sqliteAlias)) } : {} },
  test: {
    pool: 'forks',
    // the usual one less than there are cores leaves a machine of two half idle
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // says when something hangs; nothing is measured by it, and a busy machine of two cores opens a house in seconds
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 5_000,
    server: { deps: { external: [/[\\/]\.runtime[\\/]/] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          globalSetup: ['test/support/workers.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'drill', include: ['test/drill/*.test.ts'], testTimeout: 900_000 },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/app.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: displays > 1,
          maxWorkers: displays,
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
