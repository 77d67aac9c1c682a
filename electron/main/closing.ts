import type { BrowserWindow } from 'electron';
import { background, type Logger } from '../../core/base/index.ts';
import type { Holdfast } from '../../core/holdfast.ts';
import type { Client } from './client.ts';
import type { Dialogs } from './dialogs.ts';
import { words } from './words.ts';

const longestAskMs = 2_000;
const longestCloseMs = 15_000;

export interface ClosingOptions {
  holdfast: Pick<Holdfast, 'running' | 'stopAll' | 'close'>;
  client: Pick<Client, 'settings' | 'changeSettings'>;
  dialogs: Pick<Dialogs, 'ask'>;
  logger: Logger;
  window(): Pick<BrowserWindow, 'hide'> | null;
  /** Hides the window; the agents go on. */
  hide(): void;
  /** Last things before the end, such as saving where the window is. */
  beforeEnd(): void;
  /** Lets Electron quit; comes back through `onBeforeQuit`, which then lets it pass. */
  quit(): void;
  platform: NodeJS.Platform;
}

export interface Closing {
  /** The window's close button, or Alt+F4. Prevents the event unless the app is ending. */
  onWindowClose(event: { preventDefault(): void }): void;
  /** Quit in a menu or the tray, or `app.quit()`. Prevents the event until everything is closed. */
  onBeforeQuit(event: { preventDefault(): void }): void;
  /** Ends without asking (the system shuts down, SIGTERM): sessions are stopped cleanly and can be taken up again. */
  end(): void;
}

/** What is asked, and in which order things end, so that no agent is killed unseen and nothing is lost. */
export function createClosing(options: ClosingOptions): Closing {
  const { logger } = options;
  let state: 'open' | 'asking' | 'ending' | 'ended' = 'open';
  const end = () => {
    if (state === 'ending' || state === 'ended') return;
    state = 'ending';
    options.beforeEnd();
    options.window()?.hide();
    const ended = within(options.holdfast.close(), longestCloseMs, 'closing took too long')
      .catch((error: unknown) => logger.error('closing failed', error))
      .then(() => {
        state = 'ended';
        options.quit();
      });
    background(ended, 'ending', logger);
  };
  const decide = async (isWindowOnly: boolean) => {
    const choice = await chooseWhatToDo(options, isWindowOnly);
    if (choice === 'stop') {
      // without it, what was under way would go on by itself at the next start
      await within(options.holdfast.stopAll(), longestCloseMs, 'stopping took too long');
      return end();
    }
    state = 'open';
    if (choice === 'tray') options.hide();
  };
  const start = (event: { preventDefault(): void }, isWindowOnly: boolean) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state !== 'open') return;
    state = 'asking';
    const decided = decide(isWindowOnly).catch((error: unknown) => {
      // an app that cannot be closed is worse than an agent that has to be woken again
      logger.error('asking before closing failed', error);
      state = 'open';
      end();
    });
    background(decided, 'closing', logger);
  };
  return {
    onWindowClose: (event) => start(event, true),
    onBeforeQuit: (event) => start(event, false),
    end,
  };
}

async function chooseWhatToDo(
  options: ClosingOptions,
  isWindowOnly: boolean,
): Promise<'tray' | 'stop' | 'cancel'> {
  // on macOS an app stays when its window closes, and nothing stops: no reason to ask
  if (isWindowOnly && options.platform === 'darwin') return 'tray';
  const { sessions } = await within(options.holdfast.running(), longestAskMs, 'the core does not answer');
  if (sessions === 0) return 'stop';
  const { close_behaviour: behaviour } = await within(options.client.settings(), longestAskMs, 'no settings');
  if (behaviour === 'stop') return 'stop';
  if (behaviour === 'tray' && isWindowOnly) return 'tray';
  const { choice, isRemembered } = await options.dialogs.ask({
    kind: 'close_running',
    type: 'question',
    message: words.stillRunning(sessions),
    detail: words.stillRunningDetail,
    choices: [
      { choice: 'tray', label: words.keepInTray },
      { choice: 'stop', label: words.stopAndQuit },
      { choice: 'cancel', label: words.cancel },
    ],
    usual: 'tray',
    dismissed: 'cancel',
    ...(isWindowOnly ? { remember: words.remember } : {}),
  });
  if (isRemembered && choice !== 'cancel') await options.client.changeSettings({ close_behaviour: choice });
  return choice;
}

async function within<Result>(promise: Promise<Result>, limitMs: number, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(what)), limitMs);
  });
  return await Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
