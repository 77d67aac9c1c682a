// Makes the checkout ready: packages, an Electron, shared libraries. Runs again at no cost; what an interrupted or
// damaged download left behind is noticed and fetched again. `--tests` also fetches what only `npm test` needs.
import { join } from 'node:path';
import { installCurrentNode } from './lib/current-node.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { installEmbedder } from './lib/embedder/install.mjs';
import { recordFiles, writeJson } from './lib/files.mjs';
import { withLock } from './lib/lock.mjs';
import { root, runtimeDir } from './lib/paths.mjs';
import { installPinned } from './lib/pinned.mjs';
import { isRuntimeWhole, pins, stampPath } from './lib/runtime.mjs';
import { runMain, say } from './lib/say.mjs';
import { installStandIn } from './lib/standin.mjs';
import { ensureSystemLibraries } from './lib/system-libraries.mjs';

export async function setup({ forTests = false } = {}) {
  await withLock(join(runtimeDir, 'setup.lock'), async () => {
    await installDependencies();
    if (!(await isRuntimeWhole())) await installRuntime();
    if (forTests) await installCurrentNode();
    await installEmbedder();
    await ensureSystemLibraries({ needsDisplay: forTests });
  });
}

// What there is stays until the new one is complete: a download that fails takes nothing away.
async function installRuntime() {
  const pinned = await installPinned();
  const chosen = pinned
    ? { ...pinned, files: await recordFiles(root, [pinned.executable]) }
    : await installStandIn();
  writeJson(stampPath, { ...chosen, pins: pins() });
  say(`Runtime: Electron ${chosen.electronVersion} (${chosen.kind}).`);
}

if (process.argv[1] === import.meta.filename)
  await runMain(() => setup({ forTests: process.argv.includes('--tests') }));
