// `npm run --silent holdfast -- ARGS`: the command line from a checkout. stdout is the command's own; setup and build
// talk on stderr; signals go to the command, its exit code comes back.
import { ensureBuilt } from './lib/build.mjs';
import { inRoot } from './lib/paths.mjs';
import { runElectronAsNode } from './lib/runtime.mjs';
import { runMain } from './lib/say.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  await setup();
  await ensureBuilt();
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return runElectronAsNode([inRoot('out', 'main', 'cli.js'), ...process.argv.slice(2)], { cwd });
});
