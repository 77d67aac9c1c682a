// `npm run --silent bench|drill|evals -- NAME [--data DIR] [--json]`: runs test/KIND/NAME.ts on Electron's own Node.
// The file is bundled together with the workers, which lie beside the bundle and are named in HOLDFAST_WORKERS.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForNode, findMainEntries } from './lib/bundle.mjs';
import { buildDir, inRoot } from './lib/paths.mjs';
import { readRuntime, runElectronAsNode } from './lib/runtime.mjs';
import { runMain, say } from './lib/say.mjs';
import { setup } from './setup.mjs';

const usage = (kind) => {
  const folder = inRoot('test', kind);
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ts')) : [];
  const list = names.map((file) => `  ${file.slice(0, -3)}`).join('\n') || '  (none yet)';
  return `Usage: npm run --silent ${kind} -- NAME [--data DIR] [--json]\nThere are:\n${list}`;
};

await runMain(async () => {
  const [kind = '', name = '', ...args] = process.argv.slice(2);
  const source = inRoot('test', kind, `${name}.ts`);
  if (!/^[\w-]+$/.test(name) || !existsSync(source)) {
    say(usage(kind));
    return 2;
  }
  await setup();
  const folder = join(buildDir, kind, `${name}-${process.pid}`);
  try {
    const entries = { [name]: source, ...findMainEntries(['holdfast.worker', 'sandbox.worker']) };
    // a drill starts the house hundreds of times
    await bundleForNode(entries, folder, readRuntime().betterSqlite3Alias, {
      withPackages: kind === 'drill',
    });
    return await runElectronAsNode([join(folder, `${name}.js`), ...args], {
      cwd: process.env.INIT_CWD ?? process.cwd(),
      env: { HOLDFAST_WORKERS: folder },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
