// `npm run demo`: a whole session in the real app, without a display if there is none.
import { existsSync } from 'node:fs';
import { ensureBuilt } from './lib/build.mjs';
import { withDisplay } from './lib/display.mjs';
import { inRoot } from './lib/paths.mjs';
import { runMain, Stop } from './lib/say.mjs';
import { runVitest } from './lib/vitest.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  if (!existsSync(inRoot('test', 'e2e', 'demo.test.ts'))) throw new Stop('There is no demo yet.');
  await setup({ forTests: true });
  await ensureBuilt();
  const { failed } = await withDisplay((env) =>
    runVitest({ name: 'demo', project: 'e2e', args: ['demo'], env: { ...env, HOLDFAST_DEMO: '1' } }),
  );
  return failed === 0 ? 0 : 1;
});
