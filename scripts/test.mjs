// `npm test`: what `npm run check` does, the unit tests again on a current Node with the pinned SQLite driver, a build,
// and the end-to-end tests in the real app. .ci/run reads the counts from .build/reports/summary.json.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { installCurrentNode } from './lib/current-node.mjs';
import { withDisplay } from './lib/display.mjs';
import { writeJson } from './lib/files.mjs';
import { buildDir } from './lib/paths.mjs';
import { runMain, say } from './lib/say.mjs';
import { checkSteps, runSteps } from './lib/steps.mjs';
import { runVitest } from './lib/vitest.mjs';
import { setup } from './setup.mjs';

const summary = join(buildDir, 'reports', 'summary.json');

async function onCurrentNode() {
  const node = await installCurrentNode();
  if (!node) return say('No current Node for this platform: the second run of the unit tests is left out.');
  // Only the rooms that work with the driver and with threads need a second run.
  const areas = [
    ...['scripts', 'renderer', 'window', 'electron', 'api', 'cli', 'context', 'model'],
    // of the gate and the vault, what the driver and threads have a part in is run by the harness and the log
    ...['adversaries', 'evals', 'gate', 'house', 'vault'],
  ];
  // the same WebAssembly on either Node: once is enough
  const sameEverywhere = [
    'boundary',
    'declarations',
    'escapes',
    'packages',
    'reasons',
    'second-engine',
    'typescript',
    'workspace-modules',
  ];
  const once = [
    'sandbox/fuzz/**',
    'sandbox/suspended-runs.test.ts',
    'tools/web.test.ts',
    'tools/conformance.test.ts',
    ...sameEverywhere.map((name) => `sandbox/${name}.test.ts`),
  ];
  const left = [...areas.map((area) => `${area}/**`), ...once];
  const args = left.flatMap((path) => ['--exclude', `test/unit/${path}`]);
  return runVitest({ name: 'unit-current-node', project: 'unit', node, args });
}

await runMain(async () => {
  rmSync(summary, { force: true });
  await setup({ forTests: true });
  const { passed, failed } = await runSteps([
    ...checkSteps(),
    { name: 'unit tests, current Node', work: onCurrentNode },
    // the drills start their own Electrons
    { name: 'drills', work: () => runVitest({ name: 'drill', project: 'drill', node: process.execPath }) },
    { name: 'build', work: () => ensureBuilt() },
    {
      name: 'end-to-end tests',
      work: () => withDisplay((env) => runVitest({ name: 'e2e', project: 'e2e', env })),
    },
  ]);
  writeJson(summary, { passed, failed });
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
