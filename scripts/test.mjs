// `npm test`: what `npm run check` does, a part of the unit tests again on Electron's own Node, drills, a build,
// and the end-to-end tests in the real app. .ci/run reads the counts from .build/reports/summary.json.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { installCurrentNode } from './lib/current-node.mjs';
import { withTwoDisplays } from './lib/display.mjs';
import { writeJson } from './lib/files.mjs';
import { buildDir } from './lib/paths.mjs';
import { runMain, say } from './lib/say.mjs';
import { checkSteps, runSteps } from './lib/steps.mjs';
import { runVitest } from './lib/vitest.mjs';
import { setup } from './setup.mjs';

const summary = join(buildDir, 'reports', 'summary.json');

/** Rooms in which the driver, threads and the age of the runtime have a part; the rest of the house runs on it end to end. */
const onElectronsNode = [
  'runtime.test.ts',
  ...['base', 'db', 'electron', 'log', 'palace'],
  ...['loop', 'recovery', 'suspended-runs'].map((name) => `harness/${name}.test.ts`),
  ...['pool', 'pool-races', 'run', 'hostile', 'folders'].map((name) => `sandbox/${name}.test.ts`),
  'vault/process',
].map((path) => `test/unit/${path}`);

await runMain(async () => {
  rmSync(summary, { force: true });
  await setup({ forTests: true });
  const { passed, failed } = await runSteps([
    ...checkSteps(),
    {
      name: "some of them, Electron's Node",
      work: () => runVitest({ name: 'unit-electron', project: 'unit', args: onElectronsNode }),
    },
    {
      name: 'drills',
      work: async () => runVitest({ name: 'drill', project: 'drill', node: await installCurrentNode() }),
    },
    { name: 'build', work: () => ensureBuilt() },
    {
      name: 'end-to-end tests',
      work: () => withTwoDisplays((env) => runVitest({ name: 'e2e', project: 'e2e', env })),
    },
  ]);
  writeJson(summary, { passed, failed });
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
