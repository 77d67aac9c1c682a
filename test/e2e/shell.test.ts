import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { contentSecurityPolicy } from '../../electron/main/security-headers.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import * as probes from './support/probes.js';

/** A server outside of Holdfast that must never hear from the window. */
interface Outside {
  server: Server;
  origin: string;
  requests: string[];
}

async function openOutside(): Promise<Outside> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('outside');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { server, origin: `http://127.0.0.1:${address.port}`, requests };
}

describe('the window is hardened', () => {
  let launched: LaunchedApp;
  let outside: Outside;
  const violations: string[] = [];

  beforeAll(async () => {
    outside = await openOutside();
    launched = await launchApp();
    launched.window.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text());
    });
  });
  afterAll(async () => {
    await launched?.close();
    outside?.server.close();
  });

  test('the page comes from holdfast://app with the strict policy', async () => {
    const headers = await launched.window.evaluate(probes.headersOfPage, [
      'content-security-policy',
      'x-content-type-options',
      'referrer-policy',
      'cross-origin-opener-policy',
    ]);
    expect({ url: new URL(launched.window.url()).href.split('#')[0], headers }).toEqual({
      url: 'holdfast://app/',
      headers: {
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      },
    });
  });

  test('the app’s own page does not fight its policy', async () => {
    await launched.window.reload();
    await launched.window.waitForLoadState('load');
    await launched.window.locator('#root > *').first().waitFor();
    expect(violations).toEqual([]);
  });

  test('the page has nothing of Node or Electron', async () => {
    const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', 'electron', 'ipcRenderer'];
    const found = await launched.window.evaluate(probes.visibleGlobals, names);
    const preferences = await launched.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // not in Electron's types, and the one way to see what a window was really made with
      const read: unknown = contents && Reflect.get(contents, 'getLastWebPreferences');
      return typeof read === 'function' ? read.call(contents) : null;
    });
    expect(found).toEqual([]);
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(preferences).not.toHaveProperty('preload');
  });

  test('inline scripts and code from strings do not run', async () => {
    const ran = await launched.window.evaluate(probes.tryInlineCode);
    expect(ran).toEqual({ title: 'Holdfast', hasRunText: false });
  });

  test('nothing is loaded from outside: images, scripts, frames, requests, sockets, beacons', async () => {
    const outcomes = await launched.window.evaluate(probes.loadFrom, outside.origin);
    const kinds = ['img', 'script', 'iframe', 'link', 'fetch', 'socket'];
    const refused = Object.fromEntries(kinds.map((kind) => [kind, 'refused']));
    expect({ outcomes, requests: outside.requests }).toEqual({ outcomes: refused, requests: [] });
  });

  test('the page cannot leave, open a window or be embedded', async () => {
    const { window, app } = launched;
    const before = window.url();
    const hasOpened = await window.evaluate(probes.openWindow, `${outside.origin}/open`);
    const targets = [
      `${outside.origin}/go`,
      '/api/holdfast/v1/status',
      'holdfast://other/',
      'data:text/html,hi',
      'file:///etc/passwd',
    ];
    for (const target of targets) await window.evaluate(probes.followLink, target);
    const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    expect({ hasOpened, url: window.url(), windows, requests: outside.requests }).toEqual({
      hasOpened: false,
      url: before,
      windows: 1,
      requests: [],
    });
  });

  test('every permission but writing to the clipboard is denied', async () => {
    const denied = await launched.window.evaluate(probes.askPermissions);
    expect(denied).toEqual({
      camera: 'denied',
      microphone: 'denied',
      clipboardRead: 'denied',
      clipboardWrite: 'granted',
      notifications: 'denied',
      position: 'denied',
      readText: 'NotAllowedError',
    });
  });

  test('holdfast:// gives the renderer’s files and nothing else', async () => {
    const paths = [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/main/index.js',
      '/nothing.js',
      '/assets/',
      '/%',
    ];
    const requests = [...paths.map((path) => ({ path, method: 'GET' })), { path: '/', method: 'POST' }];
    const statuses = await launched.window.evaluate(probes.statusesOf, requests);
    expect(statuses).toEqual(requests.map(() => 404));
  });
});

describe('the app as a whole', () => {
  test('a second start shows the first one’s window and ends', async () => {
    const launched = await launchApp();
    await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    const { executablePath, args, cwd, env } = inject('app');
    const second = spawn(executablePath, [...args, `--data-dir=${launched.dataDir}`], {
      cwd,
      env,
      stdio: 'ignore',
    });
    const code = await new Promise((resolve) => second.once('exit', resolve));
    await expect
      .poll(() => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
      .toBe(true);
    expect(code).toBe(0);
    await launched.close();
  });

  test('the window comes back where it was, and its page survives going to a session', async () => {
    const bounds = { x: 120, y: 90, width: 1000, height: 700 };
    const first = await launchApp();
    await expect
      .poll(() => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
      .toBe(true);
    await first.app.evaluate(
      ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
      bounds,
    );
    await first.window.evaluate(probes.markPage);
    await first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.loadURL('holdfast://app/#/sessions/s1'),
    );
    expect(await first.window.evaluate(probes.whereIsPage)).toEqual({
      hash: '#/sessions/s1',
      isSamePage: true,
    });
    const second = await first.restart();
    const restored = await second.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    );
    expect(restored).toEqual(bounds);
    await second.close();
  });

  test('a window whose process dies offers to reload, and does', async () => {
    const launched = await launchApp({ dialogs: [{ kind: 'window_gone', answer: 'reload' }] });
    await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await expect.poll(() => launched.askedDialogs().map(({ kind }) => kind)).toEqual(['window_gone']);
    // asking the page itself while it is replaced would never be answered
    await expect
      .poll(() =>
        launched.app.evaluate(({ BrowserWindow }) => {
          const page = BrowserWindow.getAllWindows()[0]?.webContents;
          return { isCrashed: page?.isCrashed(), isLoading: page?.isLoading() };
        }),
      )
      .toEqual({ isCrashed: false, isLoading: false });
    const title = await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.title'),
    );
    expect(title).toBe('Holdfast');
    await launched.close();
  });

  test('a folder with other people’s files is refused, untouched', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-foreign-'));
    writeFileSync(join(folder, 'letter.txt'), 'dear diary');
    const answers = join(mkdtempSync(join(tmpdir(), 'holdfast-dialogs-')), 'answers.json');
    writeFileSync(answers, '[]');
    const { executablePath, args, cwd, env } = inject('app');
    const started = spawn(executablePath, [...args, `--data-dir=${folder}`], {
      cwd,
      env: { ...env, HOLDFAST_TEST_DIALOGS: answers },
      stdio: 'ignore',
    });
    const code = await new Promise((resolve) => started.once('exit', resolve));
    expect({
      code,
      asked: JSON.parse(readFileSync(`${answers}.asked`, 'utf8')).kind,
      letter: readFileSync(join(folder, 'letter.txt'), 'utf8'),
      marked: existsSync(join(folder, '.holdfast-data')),
    }).toEqual({ code: 1, asked: 'could_not_start', letter: 'dear diary', marked: false });
  });
});
