import { Menu, type MenuItemConstructorOptions } from 'electron';
import { words } from './words.ts';

export interface MenuActions {
  /** Stops every agent at once. */
  stopAll(): void;
}

/**
 * The application menu: roles of the operating system, and the one command that must work while the window hangs. Everything else of
 * Holdfast's own lives in the renderer, which needs no channel from here. `isDevelopment` adds the developer tools.
 */
export function setApplicationMenu(isDevelopment: boolean, actions: MenuActions): void {
  const isMac = process.platform === 'darwin';
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(isDevelopment ? [{ role: 'toggleDevTools' as const }] : []),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' as const }] : []),
      { role: 'fileMenu' },
      { role: 'editMenu' },
      { label: 'View', submenu: view },
      {
        label: words.agents,
        submenu: [
          { label: words.stopAll, accelerator: 'CommandOrControl+Shift+Backspace', click: actions.stopAll },
        ],
      },
      { role: 'windowMenu' },
    ]),
  );
}
