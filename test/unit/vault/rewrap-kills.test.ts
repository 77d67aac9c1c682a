import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { HoldfastError } from '../../../core/base/index.ts';
import { bundleForNode } from '../../../scripts/lib/bundle.mjs';
import { buildDir } from '../../../scripts/lib/paths.mjs';
import { readRuntime } from '../../../scripts/lib/runtime.mjs';
import { credentialNames, keepers, openRewrapHouse, secretOf } from './rewrap-house.ts';

/** How often a process is killed while it wraps keys anew; `HOLDFAST_KILLS=500` for the whole drill. */
const kills = Number(process.env.HOLDFAST_KILLS ?? 12);
const content = Buffer.from('what is sealed');

/** Runs the writer, kills it at any instant of its `step`th change, and gives who was promised the keys last, and who would have them next. */
function killedWriter(file: string, dataDir: string, from: number, step: number) {
  const child = spawn(process.execPath, [file, dataDir, String(from)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let promised = from;
  let next = from;
  let begun = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [word, number] = line.split(' ');
    if (word === 'done') promised = Number(number);
    else next = Number(number);
    begun += word === 'about' ? 1 : 0;
    // a change takes some milliseconds, and nobody knows where in it this falls
    if (word === 'about' && begun === step) setTimeout(() => child.kill('SIGKILL'), Math.random() * 12);
  });
  return new Promise<{ promised: number; next: number }>((resolve) =>
    child.on('close', () => resolve({ promised, next })),
  );
}

/** Which of the keepers open everything there. */
async function whoOpens(dataDir: string, seal: { keyId: number; mac: Uint8Array }): Promise<number[]> {
  const opening: number[] = [];
  for (const [number, passphrase] of keepers.entries()) {
    const { ring, houseKey, resolve, close } = await openRewrapHouse(dataDir);
    try {
      if (passphrase !== null) await ring.unlock(passphrase);
      for (const name of credentialNames)
        expect(await resolve(name)).toEqual({ value: secretOf(name), hosts: ['api.example.com'] });
      expect(await houseKey.check('profile chain', content, seal)).toBe('right');
      opening.push(number);
    } catch (caught) {
      // it is locked with another one, or none is set: anything else is a loss
      if (!(caught instanceof HoldfastError)) throw caught;
      expect(['vault_locked', 'passphrase_wrong', 'conflict']).toContain(caught.code);
    } finally {
      await close();
    }
  }
  return opening;
}

test(
  `after ${kills} kills while the passphrase is set, changed or removed exactly one keeper opens everything: the old or the new`,
  async () => {
    const folder = mkdtempSync(join(buildDir, 'rewrap-'));
    const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-rewrap-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    });
    const alias = process.versions.electron ? readRuntime().betterSqlite3Alias : null;
    const writer = fileURLToPath(new URL('rewrap-writer.ts', import.meta.url));
    await bundleForNode({ writer }, folder, alias);
    const house = await openRewrapHouse(dataDir);
    for (const name of credentialNames) await house.vault.put(name, secretOf(name), ['api.example.com']);
    const seal = await house.houseKey.mac('profile chain', content);
    await house.close();
    if (seal === null) throw new Error('nothing was sealed');
    // what looks for it can find it
    expect(await whoOpens(dataDir, seal)).toEqual([0]);

    let at = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const { promised, next } = await killedWriter(join(folder, 'writer.js'), dataDir, at, 1 + (kill % 4));
      const opening = await whoOpens(dataDir, seal);
      expect(opening).toHaveLength(1);
      at = opening[0] ?? -1;
      expect([promised, next]).toContain(at);
    }
  },
  60_000 + kills * 5_000,
);
