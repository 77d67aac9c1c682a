import type { Runtime } from '../../base/index.ts';
import type { FromVault, LaunchVault } from './protocol.ts';
import { serveVault } from './serve.ts';

/**
 * The vault in this very process, where no other can be started: the packaged app as a command without a window, and tests of what
 * does not depend on it.
 */
export function vaultInside(runtime: Runtime): LaunchVault {
  return () => {
    let listener: (message: FromVault) => void = () => {};
    let onExit = () => {};
    let isClosed = false;
    const receive = serveVault((message) => {
      queueMicrotask(() => {
        if (!isClosed) listener(message);
      });
    }, runtime);
    return {
      post(message) {
        queueMicrotask(() => {
          if (!isClosed) receive(message);
        });
      },
      onMessage(given) {
        listener = given;
      },
      onExit(given) {
        onExit = given;
      },
      async close() {
        if (isClosed) return;
        isClosed = true;
        onExit();
      },
    };
  };
}
