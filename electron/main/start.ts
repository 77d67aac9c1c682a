import { app } from 'electron';
import { background, createLogger, type Logger } from '../../core/base/index.ts';
import { openDesktop } from './desktop.ts';
import { type Dialogs, nativeDialogs } from './dialogs.ts';
import { reportFailedStart, reportFailures } from './failures.ts';
import { openLogFile } from './log-file.ts';
import { openPlaces, type Places } from './places.ts';
import { registerScheme } from './protocol.ts';
import { scriptedDialogs } from './scripted-dialogs.ts';

const now = () => Date.now();

/** Everything that must happen before Electron is ready, in the same tick as the app's first line. */
export function startDesktop(): void {
  // Chromium has no sandbox for root, and this call would take back the `--no-sandbox` that tests give there
  const isRootWithout = process.getuid?.() === 0 && app.commandLine.hasSwitch('no-sandbox');
  if (!isRootWithout) app.enableSandbox();
  registerScheme();
  const dialogs = chooseDialogs();
  const places = tryToOpenPlaces(dialogs);
  if (places === null) return;
  // the lock belongs to the profile folder, so each --data-dir has an instance of its own
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  const logger = openLogFile(places.logFile, now);
  reportFailures(dialogs, logger, places.logFile);
  background(open(places, dialogs, logger), 'starting', logger);
}

async function open(places: Places, dialogs: Dialogs, logger: Logger): Promise<void> {
  await app.whenReady();
  try {
    await openDesktop(places, dialogs, logger);
  } catch (error) {
    await reportFailedStart(error, dialogs, logger);
  }
}

function tryToOpenPlaces(dialogs: Dialogs): Places | null {
  try {
    return openPlaces(process.argv, process.env);
  } catch (error) {
    const logger = createLogger((line) => process.stderr.write(`${line}\n`), now);
    const told = app.whenReady().then(() => reportFailedStart(error, dialogs, logger));
    background(told, 'telling of a failed start', logger);
    return null;
  }
}

/** Tests of a checkout answer dialogs from a file; a packaged app does not know of it. */
function chooseDialogs(): Dialogs {
  const script = app.isPackaged ? undefined : process.env.HOLDFAST_TEST_DIALOGS;
  return script === undefined ? nativeDialogs() : scriptedDialogs(script);
}
