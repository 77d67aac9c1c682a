import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleForNode, findMainEntries } from '../../scripts/lib/bundle.mjs';
import { buildDir } from '../../scripts/lib/paths.mjs';
import { readRuntime } from '../../scripts/lib/runtime.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute paths of the bundled worker files, for `new Worker(...)` in tests. */
    workers: { data: string; sandbox: string; vault: string; selfTest: string; embedder: string };
  }
}

/** Bundles the worker entries once per run: worker threads cannot load TypeScript by themselves. */
export default async function setup(project: TestProject) {
  const electron = process.versions.electron;
  const runtime = electron ? `electron-${electron}` : `node-${process.versions.node}`;
  const folder = join(buildDir, 'workers', `${runtime}-${process.pid}`);
  const entries = findMainEntries([
    'holdfast.worker',
    'sandbox.worker',
    'import.worker',
    'embedder.worker',
    'vault.process',
    'self-test.worker',
  ]);
  if (Object.keys(entries).length > 0) {
    await bundleForNode(entries, folder, electron ? readRuntime().betterSqlite3Alias : null);
  }
  project.provide('workers', {
    data: join(folder, 'holdfast.worker.js'),
    sandbox: join(folder, 'sandbox.worker.js'),
    vault: join(folder, 'vault.process.js'),
    selfTest: join(folder, 'self-test.worker.js'),
    embedder: join(folder, 'embedder.worker.js'),
  });
  return () => rmSync(folder, { recursive: true, force: true });
}
