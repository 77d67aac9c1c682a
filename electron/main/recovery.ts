import type { BrowserWindow } from 'electron';
import { background, type Logger } from '../../core/base/index.ts';
import type { Dialogs } from './dialogs.ts';
import { words } from './words.ts';

/**
 * Offers a way out when the window's process is gone or hangs. Reloading loses nothing: what happened is in the log,
 * and agents run outside of the window.
 */
export function offerRecovery(window: BrowserWindow, dialogs: Dialogs, logger: Logger): void {
  let hang: AbortController | null = null;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    logger.error(`the window's process is gone: ${reason} (${exitCode})`);
    if (reason !== 'killed' || hang === null)
      background(afterCrash(window, dialogs), 'the dialog after a crash', logger);
  });
  window.on('unresponsive', () => {
    if (hang !== null) return;
    logger.warn('the window does not respond');
    hang = new AbortController();
    const answered = duringHang(window, dialogs, hang.signal).finally(() => {
      hang = null;
    });
    background(answered, 'the dialog during a hang', logger);
  });
  window.on('responsive', () => hang?.abort());
}

async function afterCrash(window: BrowserWindow, dialogs: Dialogs): Promise<void> {
  const { choice } = await dialogs.ask({
    kind: 'window_gone',
    type: 'error',
    message: words.windowGone,
    detail: words.windowGoneDetail,
    choices: [
      { choice: 'reload', label: words.reload },
      { choice: 'close', label: words.quit },
    ],
    usual: 'reload',
    dismissed: 'reload',
  });
  if (window.isDestroyed()) return;
  if (choice === 'reload') window.webContents.reload();
  else window.close();
}

async function duringHang(window: BrowserWindow, dialogs: Dialogs, signal: AbortSignal): Promise<void> {
  const { choice } = await dialogs.ask({
    kind: 'window_hangs',
    type: 'warning',
    message: words.windowHangs,
    detail: words.windowHangsDetail,
    choices: [
      { choice: 'wait', label: words.keepWaiting },
      { choice: 'reload', label: words.reload },
    ],
    usual: 'wait',
    dismissed: 'wait',
    signal,
  });
  if (choice === 'wait' || window.isDestroyed()) return;
  const { webContents } = window;
  webContents.once('render-process-gone', () => webContents.reload());
  webContents.forcefullyCrashRenderer();
}
