// `npm start`: makes the checkout ready, builds what changed, opens the app. Further words go to the app.
import { ensureBuilt } from './lib/build.mjs';
import { hasDisplay } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { runElectron } from './lib/runtime.mjs';
import { runMain, Stop } from './lib/say.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  if (!hasDisplay()) {
    throw new Stop(
      'There is no display here to open a window on. Run "npm run demo": it needs none and leaves screenshots.',
    );
  }
  await setup();
  await ensureBuilt();
  return runElectron([root, ...process.argv.slice(2)]);
});
