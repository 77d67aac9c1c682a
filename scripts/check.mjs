// `npm run check`: format, lint, layers, types, dead code, unit tests.

import { runMain, say } from './lib/say.mjs';
import { checkSteps, runSteps } from './lib/steps.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  await setup();
  const { passed, failed } = await runSteps(checkSteps());
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
