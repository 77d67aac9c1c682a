// `npm run dev`: the app with hot reload.
import { hasDisplay } from './lib/display.mjs';
import { inRoot } from './lib/paths.mjs';
import { launch, runtimeEnv, sandboxArguments } from './lib/runtime.mjs';
import { runMain, Stop } from './lib/say.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  if (!hasDisplay()) throw new Stop('There is no display here to open a window on.');
  await setup();
  const cli = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const noSandbox = sandboxArguments().length > 0 ? { NO_SANDBOX: '1' } : {};
  return launch(process.execPath, [cli, 'dev', '--watch', ...process.argv.slice(2)], {
    env: { ...process.env, ...runtimeEnv(), ...noSandbox },
  });
});
