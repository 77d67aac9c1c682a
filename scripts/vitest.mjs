// `npm run unit -- [FILE...] [--node]` and `npm run e2e -- [FILE...]`: vitest alone, on Electron's own Node, or with
// --node on a current Node with the pinned SQLite driver. Other words go to vitest as they are.
import { ensureBuilt } from './lib/build.mjs';
import { installCurrentNode } from './lib/current-node.mjs';
import { withDisplay } from './lib/display.mjs';
import { runMain } from './lib/say.mjs';
import { runVitest } from './lib/vitest.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  const [project, ...rest] = process.argv.slice(2);
  const args = rest.filter((word) => word !== '--node');
  const isEndToEnd = project === 'e2e';
  await setup({ forTests: isEndToEnd });
  if (!isEndToEnd) {
    const node = rest.includes('--node') ? await installCurrentNode() : undefined;
    return (await runVitest({ name: project, project, args, node })).failed === 0 ? 0 : 1;
  }
  await ensureBuilt();
  return withDisplay(async (env) =>
    (await runVitest({ name: project, project, args, env })).failed === 0 ? 0 : 1,
  );
});
