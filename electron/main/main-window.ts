import type { BrowserWindow } from 'electron';
import { background, type Logger } from '../../core/base/index.ts';
import type { Dialogs } from './dialogs.ts';
import { offerRecovery } from './recovery.ts';
import { windowOrigin } from './respond.ts';
import { createWindow, saveWindow } from './window.ts';

export interface MainWindowOptions {
  stateFile: string;
  icon: string;
  dialogs: Dialogs;
  logger: Logger;
  onClose(event: { preventDefault(): void }): void;
  /** Windows is about to end the owner's session. */
  onSessionEnd(): void;
}

export interface MainWindow {
  current(): BrowserWindow | null;
  /** Opens the window or brings it to the front; on this session, when one is named. */
  show(sessionId?: string): void;
  hide(): void;
  save(): void;
}

/** The one window that Holdfast has at a time. */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  const { stateFile, icon, logger } = options;
  let window: BrowserWindow | null = null;
  const open = (route: string) => {
    const created = createWindow({ stateFile, icon, route, logger });
    offerRecovery(created, options.dialogs, logger);
    created.on('close', options.onClose);
    created.on('session-end', options.onSessionEnd);
    created.on('closed', () => {
      window = null;
    });
    window = created;
  };
  const save = () => {
    if (window) saveWindow(window, stateFile, logger);
  };
  return {
    current: () => window,
    show(sessionId) {
      const route = sessionId === undefined ? '/' : `/#/sessions/${encodeURIComponent(sessionId)}`;
      if (window === null) return open(route);
      // only the hash changes: the page stays, and its router follows
      if (sessionId !== undefined)
        background(window.loadURL(windowOrigin + route), 'going to a session', logger);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    hide() {
      save();
      window?.hide();
    },
    save,
  };
}
