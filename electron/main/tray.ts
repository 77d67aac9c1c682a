import { readFileSync } from 'node:fs';
import { Menu, nativeImage, Tray } from 'electron';
import largeIcon from '../assets/tray@2x.png?asset';
import icon from '../assets/tray.png?asset';
import largeMacIcon from '../assets/trayTemplate@2x.png?asset';
import macIcon from '../assets/trayTemplate.png?asset';
import { words } from './words.ts';

export interface TrayIcon {
  /** Shows the icon while something runs or the window is hidden, and takes it away otherwise. */
  update(state: { running: number; pending: number; isWindowHidden: boolean }): void;
  close(): void;
}

/** The icon beside the clock: how many agents work, the way back to the window, and out. */
export function createTray(actions: { open(): void; stopAll(): void; quit(): void }): TrayIcon {
  let tray: Tray | null = null;
  const close = () => {
    tray?.destroy();
    tray = null;
  };
  const open = () => {
    const created = new Tray(trayImage());
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
          ...(running === 0 ? [] : [{ label: words.stopAll, click: actions.stopAll }]),
          { label: words.open, click: actions.open },
          { label: words.quit, click: actions.quit },
        ]),
      );
    },
    close,
  };
}

function trayImage(): Electron.NativeImage {
  const isMac = process.platform === 'darwin';
  const image = nativeImage.createFromPath(isMac ? macIcon : icon);
  image.addRepresentation({ scaleFactor: 2, buffer: readFileSync(isMac ? largeMacIcon : largeIcon) });
  if (isMac) image.setTemplateImage(true);
  return image;
}
