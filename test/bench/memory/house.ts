import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, systemRuntime } from '../../../core/base/index.ts';
import { createHoldfast, type Holdfast } from '../../../core/holdfast.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';

export interface MemoryHouse {
  holdfast: Holdfast;
  dataDir: string;
  /** Closes the house and removes what it kept; gives the size of its index as it was on the disk. */
  close(): Promise<{ indexBytes: number }>;
}

/** The whole house over a folder of its own, with the sentence encoder that setup made, if it did, or another one. */
export async function openMemoryHouse(
  embedderDir = process.env.HOLDFAST_EMBEDDER ?? null,
): Promise<MemoryHouse> {
  const workers = process.env.HOLDFAST_WORKERS ?? '';
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-memory-'));
  const runtime = systemRuntime();
  const holdfast = await createHoldfast({
    dataDir,
    workers: { data: `${workers}/holdfast.worker.js`, sandbox: `${workers}/sandbox.worker.js` },
    embedderDir,
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
      rmSync(dataDir, { recursive: true, force: true });
      return { indexBytes };
    },
  };
}
