// `npm run demo`: a whole session in the real app, without a display if there is none. What it leaves in demo-output:
// numbered pictures in light and dark, the session's transcript, and the report that the agent wrote.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { withDisplay } from './lib/display.mjs';
import { inRoot } from './lib/paths.mjs';
import { runMain, say } from './lib/say.mjs';
import { runVitest } from './lib/vitest.mjs';
import { setup } from './setup.mjs';

const output = inRoot('demo-output');

await runMain(async () => {
  const began = Date.now();
  await setup({ forTests: true });
  await ensureBuilt();
  const { failed } = await withDisplay((env) =>
    runVitest({ name: 'demo', project: 'e2e', args: ['demo'], env: { ...env, HOLDFAST_DEMO: '1' } }),
  );
  const report = join(output, 'report.md');
  if (failed > 0 || !existsSync(report)) {
    say('The demo failed: what went wrong stands above; pictures of it are in test-results/failures.');
    return 1;
  }
  const pictures = readdirSync(output).filter((name) => name.endsWith('.png'));
  say(readFileSync(report, 'utf8').trim());
  say(`${output}: ${pictures.length} pictures, transcript.md, report.md`);
  say(`It took ${((Date.now() - began) / 1000).toFixed(0)} s.`);
  return 0;
});
