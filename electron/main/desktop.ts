import { fileURLToPath } from 'node:url';
import { app, nativeTheme, powerMonitor, session } from 'electron';
import { background, type Logger, systemRuntime } from '../../core/base/index.ts';
import { createHoldfast, type Holdfast } from '../../core/holdfast.ts';
import appIcon from '../assets/icon-256.png?asset';
import { callForAttention } from './attention.ts';
import { createClient } from './client.ts';
import { createClosing } from './closing.ts';
import type { Dialogs } from './dialogs.ts';
import { guardSession } from './guards.ts';
import { createHost, type DesktopHost } from './host.ts';
import { openKeychain } from './keychain.ts';
import { createMainWindow } from './main-window.ts';
import { setApplicationMenu } from './menu.ts';
import type { Places } from './places.ts';
import { serveScheme } from './protocol.ts';
import { rehearsalArgument } from './rehearsal-argument.ts';
import { builtFiles, developmentFiles } from './renderer-files.ts';
import { contentSecurityPolicy, developmentPolicy } from './security-headers.ts';
import { followTheme } from './theme.ts';
import { createTray } from './tray.ts';
import { launchVault } from './vault-process.ts';
import { readWindowState } from './window-state.ts';

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Plugs the core into the desktop: protocol, window, tray, notifications, closing. Call after `ready`. The window opens
 * while the core still does; rejects when the core cannot be opened.
 */
export async function openDesktop(places: Places, dialogs: Dialogs, logger: Logger): Promise<void> {
  nativeTheme.themeSource = readWindowState(places.stateFile).theme;
  setApplicationMenu(!app.isPackaged, { stopAll: () => stopAll() });

  const mainWindow = createMainWindow({
    stateFile: places.stateFile,
    icon: appIcon,
    dialogs,
    logger,
    onClose: (event) => closing.onWindowClose(event),
    onSessionEnd: () => closing.end(),
  });
  const host = createHost({
    dialogs,
    logger,
    isWindowFocused: () => mainWindow.current()?.isFocused() ?? false,
    showSession: mainWindow.show,
  });
  const opening = openCore(places.dataDir, host, logger);
  const lazily: Pick<Holdfast, 'fetch' | 'running' | 'stopAll' | 'close'> = {
    fetch: async (request, access) => (await opening).fetch(request, access),
    running: async () => (await opening).running(),
    stopAll: async () => (await opening).stopAll(),
    close: async () => (await opening).close(),
  };
  const client = createClient(lazily);
  const stopAll = () => background(lazily.stopAll(), 'stopping everything', logger);
  const tray = createTray({
    open: () => mainWindow.show(),
    stopAll,
    quit: () => app.quit(),
  });
  let counts = { running: 0, pending: 0 };
  const updateTray = () => {
    tray.update({ ...counts, isWindowHidden: mainWindow.current()?.isVisible() !== true });
  };
  const closing = createClosing({
    holdfast: lazily,
    client,
    dialogs,
    logger,
    window: mainWindow.current,
    hide: () => {
      mainWindow.hide();
      updateTray();
    },
    beforeEnd: () => {
      mainWindow.save();
      tray.close();
    },
    quit: () => app.quit(),
    platform: process.platform,
  });

  serveWindow((request) => lazily.fetch(request, { kind: 'window' }), logger);
  followSystem(mainWindow.show, closing.end);
  app.on('before-quit', closing.onBeforeQuit);
  mainWindow.show();

  const holdfast = await opening;
  followTheme(holdfast, client, logger);
  callForAttention({
    holdfast,
    client,
    host,
    logger,
    window: mainWindow.current,
    onCount: (changed) => {
      counts = changed;
      updateTray();
    },
  });
}

async function openCore(dataDir: string, host: DesktopHost, logger: Logger): Promise<Holdfast> {
  return await createHoldfast({
    dataDir,
    workers: { data: beside('./holdfast.worker.js'), sandbox: beside('./sandbox.worker.js') },
    host,
    keyPort: await openKeychain(),
    launchVault: launchVault(beside('./vault.process.js')),
    runtime: systemRuntime(),
    version: app.getVersion(),
    logger,
    model: await rehearsalArgument(process.argv, app.isPackaged),
  });
}

/** The window's files and API on holdfast://app; from Vite's server under `npm run dev`. */
function serveWindow(api: (request: Request) => Promise<Response>, logger: Logger): void {
  const origin = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
  const files = origin === undefined ? builtFiles(beside('../renderer')) : developmentFiles(origin);
  const policy = origin === undefined ? contentSecurityPolicy : developmentPolicy(origin);
  guardSession(session.defaultSession, logger, origin === undefined ? null : origin.replace(/^http/, 'ws'));
  serveScheme(session.defaultSession, { files, policy, api }, logger);
}

function followSystem(show: () => void, end: () => void): void {
  app.on('second-instance', () => show());
  app.on('activate', () => show());
  // Electron would quit here; when to end is decided in closing.ts
  app.on('window-all-closed', () => {});
  powerMonitor.on('shutdown', end);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
}
