// `npm run --silent bench|drill|evals -- NAME [--data DIR] [--json]`: runs test/KIND/NAME.ts on Electron's own Node,
// or with --node (the mutations drill always) on a current Node with the pinned SQLite driver.
// The file is bundled together with the workers, which lie beside the bundle and are named in HOLDFAST_WORKERS.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForNode, findMainEntries } from './lib/bundle.mjs';
import { installCurrentNode } from './lib/current-node.mjs';
import { embedderFolder } from './lib/embedder/install.mjs';
import { buildDir, inRoot } from './lib/paths.mjs';
import { installPeers } from './lib/peers.mjs';
import { launch, readRuntime, runElectronAsNode } from './lib/runtime.mjs';
import { runMain, Stop, say } from './lib/say.mjs';
import { setup } from './setup.mjs';

const usage = (kind) => {
  const folder = inRoot('test', kind);
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => /^[\w-]+\.ts$/.test(file)) : [];
  const list = names.map((file) => `  ${file.slice(0, -3)}`).join('\n') || '  (none yet)';
  return `Usage: npm run --silent ${kind} -- NAME [--data DIR] [--json]\nThere are:\n${list}`;
};

/** `test/KIND/NAME/*.worker.ts` and `*.job.ts`: workers and programs of the task's own, by file name. */
function ownPrograms(kind, name) {
  const folder = inRoot('test', kind, name);
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => /\.(worker|job)\.ts$/.test(file))
    : [];
  return Object.fromEntries(files.map((file) => [file.slice(0, -3), join(folder, file)]));
}

await runMain(async () => {
  const [kind = '', name = '', ...args] = process.argv.slice(2);
  const source = inRoot('test', kind, `${name}.ts`);
  if (!/^[\w-]+$/.test(name) || !existsSync(source)) {
    say(usage(kind));
    return 2;
  }
  await setup();
  // cases that must fail, some by never ending: Vitest does not get over that on an older Node
  const wantsNode = args.includes('--node') || (kind === 'drill' && name === 'mutations');
  const node = wantsNode ? await installCurrentNode() : undefined;
  if (wantsNode && !node) throw new Stop('There is no current Node for this platform.');
  const words = args.filter((word) => word !== '--node');
  const folder = join(buildDir, kind, `${name}-${process.pid}`);
  try {
    const entries = {
      [name]: source,
      ...findMainEntries([
        'holdfast.worker',
        'sandbox.worker',
        'import.worker',
        'embedder.worker',
        'vault.process',
      ]),
      ...ownPrograms(kind, name),
    };
    const sqliteFolder = node ? null : readRuntime().betterSqlite3Alias;
    const env = {
      HOLDFAST_WORKERS: folder,
      HOLDFAST_EMBEDDER: embedderFolder,
      ...(kind === 'bench' || name === 'conformance'
        ? await installPeers(sqliteFolder, name === 'memory' ? 'HOLDFAST_MEMORY_PEERS' : 'HOLDFAST_PEERS')
        : {}),
    };
    // a drill starts the house hundreds of times
    const options = { withPackages: kind === 'drill' };
    await bundleForNode(entries, folder, sqliteFolder, options);
    const program = [join(folder, `${name}.js`), ...words];
    const cwd = process.env.INIT_CWD ?? process.cwd();
    if (node) return await launch(node, program, { cwd, env: { ...process.env, ...env } });
    return await runElectronAsNode(program, { cwd, env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
