import { writeFileSync } from 'node:fs';
import { systemRuntime } from '../base/index.ts';
import type { FromVault, ToVault } from './process/protocol.ts';
import { serveVault } from './process/serve.ts';

// The vault's process: a utility process of the app, or a child of the command line. It ends with its parent.

/** Electron's end of the line, where this is a utility process. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: ToVault }) => void): void;
  postMessage(message: FromVault): void;
}

function parentPort(): ParentPort | undefined {
  return (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort;
}

/** What is in this memory is in no file: no core dump, no report, no debugger. */
function keepMemoryPrivate(): void {
  process.report.reportOnFatalError = false;
  process.report.reportOnSignal = false;
  // Node would open its inspector
  process.on('SIGUSR1', () => {});
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // a kernel without it; the limit of the system then decides, which is usually none
  }
}

keepMemoryPrivate();
const port = parentPort();
if (port) {
  const receive = serveVault((message) => port.postMessage(message), systemRuntime());
  port.on('message', ({ data }) => receive(data));
} else {
  const receive = serveVault((message) => void process.send?.(message, () => {}), systemRuntime());
  process.on('message', (message: ToVault) => receive(message));
  process.on('disconnect', () => process.exit(0));
}
// what nobody caught may quote a secret: it is told to nobody, and a new process begins clean
process.on('uncaughtException', () => process.exit(1));
process.on('unhandledRejection', () => process.exit(1));
