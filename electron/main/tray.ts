import { Menu, nativeImage, Tray } from 'electron';
import { words } from './words.ts';

export interface TrayIcon {
  /** Shows the icon while something runs or the window is hidden, and takes it away otherwise. */
  update(state: { running: number; pending: number; isWindowHidden: boolean }): void;
  close(): void;
}

/** The icon beside the clock: how many agents work, the way back to the window, and out. */
export function createTray(icon: string, actions: { open(): void; quit(): void }): TrayIcon {
  let tray: Tray | null = null;
  const close = () => {
    tray?.destroy();
    tray = null;
  };
  const open = () => {
    const image = nativeImage.createFromPath(icon);
    if (process.platform === 'darwin') image.setTemplateImage(true);
    const created = new Tray(image);
    created.on('click', actions.open);
    return created;
  };
  return {
    update({ running, pending, isWindowHidden }) {
      if (running === 0 && !isWindowHidden) return close();
      tray ??= open();
      const state = running === 0 ? words.trayIdle : words.trayRunning(running);
      const waiting = pending === 0 ? [] : [{ label: words.trayPending(pending), click: actions.open }];
      tray.setToolTip(pending === 0 ? state : `${state}\n${words.trayPending(pending)}`);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: state, enabled: false },
          ...waiting,
          { type: 'separator' },
          { label: words.open, click: actions.open },
          { label: words.quit, click: actions.quit },
        ]),
      );
    },
    close,
  };
}
