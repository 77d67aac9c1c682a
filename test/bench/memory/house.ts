import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, systemRuntime } from '../../../core/base/index.ts';
import { createHoldfast, type Holdfast } from '../../../core/holdfast.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';

export interface MemoryHouse {
  holdfast: Holdfast;
  dataDir: string;
  /** Closes the house and removes what it kept, unless it was to be kept; gives the size of its index as it was on the disk. */
  close(): Promise<{ indexBytes: number }>;
}

/**
 * The whole house over a folder of its own, with the sentence encoder that setup made, if it did, or another one. `embedder` writes an
 * encoder into a folder. `keep`: a folder that stays.
 */
export async function openMemoryHouse({
  embedder,
  keep,
}: {
  embedder?: (folder: string) => string;
  keep?: string | undefined;
} = {}): Promise<MemoryHouse> {
  const workers = process.env.HOLDFAST_WORKERS ?? '';
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'holdfast-memory-'));
  const dataDir = join(folder, 'data');
  const runtime = systemRuntime();
  const holdfast = await createHoldfast({
    dataDir,
    workers: { data: `${workers}/holdfast.worker.js`, sandbox: `${workers}/sandbox.worker.js` },
    embedderDir: embedder ? embedder(join(folder, 'encoder')) : (process.env.HOLDFAST_EMBEDDER ?? null),
    host: null,
    keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
    runtime,
    version: '0.0.0-bench',
    logger: createLogger((line) => process.stderr.write(`${line}\n`), runtime.clock.now),
    model: null,
  });
  return {
    holdfast,
    dataDir,
    async close() {
      await holdfast.close();
      const indexBytes = statSync(join(dataDir, 'index.db')).size;
      if (keep === undefined) rmSync(folder, { recursive: true, force: true });
      return { indexBytes };
    },
  };
}
