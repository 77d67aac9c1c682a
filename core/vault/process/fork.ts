import { fork } from 'node:child_process';
import type { FromVault, LaunchVault } from './protocol.ts';

/** Of the environment, what the runtime itself needs; nothing that a person put there. */
const kept = ['ELECTRON_RUN_AS_NODE', 'LD_LIBRARY_PATH', 'SystemRoot', 'windir', 'TZ'];
const graceMs = 1000;

/** Starts the vault as a child of this process, on the same runtime: for the command line and for tests. */
export function forkVault(path: string): LaunchVault {
  return () => {
    const env = Object.fromEntries(
      kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    );
    const child = fork(path, [], {
      env,
      // what this process was started with (an inspector, for one) is not for that one
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let isGone = false;
    let onExit = () => {};
    const gone = new Promise<void>((resolve) => {
      const end = () => {
        if (isGone) return;
        isGone = true;
        onExit();
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    });
    return {
      post(message) {
        // a message to a process that just died is answered by its exit
        if (child.connected) child.send(message, () => {});
      },
      onMessage: (listener) => void child.on('message', (message: FromVault) => listener(message)),
      onExit(listener) {
        onExit = listener;
      },
      async close() {
        if (isGone) return;
        child.disconnect();
        const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
        await gone;
        clearTimeout(timer);
      },
    };
  };
}
