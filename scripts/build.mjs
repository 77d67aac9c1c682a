// `npm run build`: out/, always anew.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { buildDir } from './lib/paths.mjs';
import { runMain } from './lib/say.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  await setup();
  rmSync(join(buildDir, 'built.json'), { force: true });
  await ensureBuilt();
});
