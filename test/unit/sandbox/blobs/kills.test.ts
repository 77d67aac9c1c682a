import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { sha256 } from '../../../../core/base/index.ts';
import { bundleForNode } from '../../../../scripts/lib/bundle.mjs';
import { buildDir } from '../../../../scripts/lib/paths.mjs';
import { readRuntime } from '../../../../scripts/lib/runtime.mjs';
import { bytesOf } from './fixtures.ts';
import { blobNames, openBlobs, temporaryFolder } from './support.ts';

/** How often a process is killed while it writes; `HOLDFAST_KILLS=500` for the whole drill. */
const kills = Number(process.env.HOLDFAST_KILLS ?? 6);

/** Runs the writer until so many files are acknowledged, kills it, and gives what each file must hold: seeds, the last acknowledged first. */
function killedWriter(file: string, dataDir: string, { seed, lines }: { seed: number; lines: number }) {
  const child = spawn(process.execPath, [file, dataDir, String(seed)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = new Map<string, string>();
  let count = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [name = '', word = ''] = line.split(' ');
    said.set(name, word);
    count += 1;
    if (count === lines) child.kill('SIGKILL');
  });
  return new Promise<Map<string, string>>((resolve) => child.on('close', () => resolve(said)));
}

test(
  `after ${kills} kills while files are written everything acknowledged is whole, and nothing else lies there`,
  async () => {
    const folder = mkdtempSync(join(buildDir, 'blobs-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const alias = process.versions.electron ? readRuntime().betterSqlite3Alias : null;
    await bundleForNode({ writer: fileURLToPath(new URL('writer.ts', import.meta.url)) }, folder, alias);
    const dataDir = temporaryFolder();
    for (let kill = 0; kill < kills; kill += 1) {
      const seed = kill * 1000;
      const said = await killedWriter(join(folder, 'writer.js'), dataDir, { seed, lines: 3 + kill * 2 });
      const house = await openBlobs(dataDir);
      const files = house.workspaces.open('one', 'read');
      const there = new Set<string>();
      for (const { name } of await files.list('')) {
        there.add(name);
        const { bytes } = await files.readFile(name);
        // it is read whole, so it was compared with its hash; of what was acknowledged it is known which content, unless a later one landed
        const acknowledged = said.get(name);
        if (acknowledged === undefined || !/^\d+$/.test(acknowledged)) continue;
        const mayBe = [0, 4].map((later) => Number(acknowledged) + later);
        const hashes = mayBe.map((each) =>
          sha256(bytesOf(150_000 + (each % 7) * 90_001, each)).toString('hex'),
        );
        expect(hashes).toContain(sha256(bytes).toString('hex'));
      }
      for (const [name, word] of said) if (/^\d+$/.test(word)) expect(there).toContain(name);
      const rows = (await house.rows()) as unknown[];
      expect(blobNames(dataDir)).toHaveLength(rows.length);
      await house.close();
    }
  },
  60_000 + kills * 10_000,
);
