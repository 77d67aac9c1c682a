import { utilityProcess } from 'electron';
import type { LaunchVault } from '../../core/holdfast.ts';

// an app that ends beside a living utility process may crash on its way out
const graceMs = 5000;

/** Starts the vault as a utility process of the app, with nothing of its environment. Call after `ready`. */
export function launchVault(path: string): LaunchVault {
  return () => {
    const child = utilityProcess.fork(path, [], {
      serviceName: 'Holdfast vault',
      stdio: 'ignore',
      env: {},
      execArgv: [],
    });
    let isGone = false;
    let onExit = () => {};
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        isGone = true;
        onExit();
        resolve();
      });
    });
    return {
      post(message) {
        if (!isGone) child.postMessage(message);
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit(listener) {
        onExit = listener;
      },
      async close() {
        if (isGone) return;
        child.kill();
        // the app's end does not wait for one that hangs: the system takes it along
        await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, graceMs))]);
      },
    };
  };
}
