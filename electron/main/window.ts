import { BrowserWindow, nativeTheme, screen } from 'electron';
import { background, type Logger } from '../../core/base/index.ts';
import { addContextMenu } from './context-menu.ts';
import { guardContents } from './guards.ts';
import { windowOrigin } from './respond.ts';
import { fitBounds, readWindowState, smallestWindow, usualWindow, writeWindowState } from './window-state.ts';
import { words } from './words.ts';

export interface WindowOptions {
  stateFile: string;
  icon: string;
  /** `/`, or a route of the renderer such as `/#/sessions/ID`. */
  route: string;
  logger: Logger;
}

/** The one place where windows are made. No preload: the renderer has the API over holdfast:// and nothing else. */
export function createWindow({ stateFile, icon, route, logger }: WindowOptions): BrowserWindow {
  const state = readWindowState(stateFile);
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...(fitBounds(state.bounds, workAreas) ?? usualWindow),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: words.appName,
    icon,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: backgroundColor(),
    webPreferences: {
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      // elsewhere the spell checker would fetch its dictionaries from the network, past our one door
      spellcheck: process.platform === 'darwin',
    },
  });
  guardContents(window.webContents, logger);
  addContextMenu(window);
  window.once('ready-to-show', () => {
    if (state.isMaximized) window.maximize();
    window.webContents.setZoomLevel(state.zoomLevel);
    window.show();
  });
  const onTheme = () => window.setBackgroundColor(backgroundColor());
  nativeTheme.on('updated', onTheme);
  window.on('closed', () => nativeTheme.off('updated', onTheme));
  background(window.loadURL(windowOrigin + route), 'loading the window', logger);
  return window;
}

/** Saves where the window is and how it looks. Failing to is only logged: it is a convenience. */
export function saveWindow(window: BrowserWindow, stateFile: string, logger: Logger): void {
  try {
    writeWindowState(stateFile, {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      zoomLevel: window.webContents.getZoomLevel(),
      theme: nativeTheme.themeSource,
    });
  } catch (error) {
    logger.warn('the window’s place was not saved', error);
  }
}

// the renderer's own canvas colours (renderer/styles/tokens.css): nothing flashes before its first paint
const backgroundColor = () => (nativeTheme.shouldUseDarkColors ? '#161513' : '#f1efeb');
