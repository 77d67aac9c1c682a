// `npm run unit -- [FILE...] [--electron]` and `npm run e2e -- [FILE...]`: vitest alone. The unit tests run on a current Node
// with the pinned SQLite driver, with --electron on Electron's own Node. Other words go to vitest as they are.
import { ensureBuilt } from './lib/build.mjs';
import { installCurrentNode } from './lib/current-node.mjs';
import { withTwoDisplays } from './lib/display.mjs';
import { runMain } from './lib/say.mjs';
import { runVitest } from './lib/vitest.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  const [project, ...rest] = process.argv.slice(2);
  const args = rest.filter((word) => word !== '--electron');
  const isEndToEnd = project === 'e2e';
  await setup({ forTests: isEndToEnd });
  if (!isEndToEnd) {
    const node = rest.includes('--electron') ? undefined : await installCurrentNode();
    return (await runVitest({ name: project, project, args, node })).failed === 0 ? 0 : 1;
  }
  await ensureBuilt();
  return withTwoDisplays(async (env) =>
    (await runVitest({ name: project, project, args, env })).failed === 0 ? 0 : 1,
  );
});
