import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { pinnedElectronVersion, platform } from '../../../scripts/lib/pins.mjs';
import { temporaryFolder } from './support/folder.ts';
import { zipOf } from './support/zip.ts';

const version: string = pinnedElectronVersion();
const archive = `electron-v${version}-${platform}.zip`;
const program = { linux: 'electron', darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const executable = program[process.platform as keyof typeof program];

/** A checkout with Electron's own installer and nothing installed yet. */
function checkout() {
  const folder = temporaryFolder();
  const electron = join(folder, 'node_modules', 'electron');
  mkdirSync(electron, { recursive: true });
  for (const name of ['install.js', 'package.json', 'checksums.json']) {
    cpSync(inRoot('node_modules', 'electron', name), join(electron, name));
  }
  for (const scope of ['@electron', '@electron-internal']) {
    symlinkSync(inRoot('node_modules', scope), join(folder, 'node_modules', scope), 'dir');
  }
  cpSync(inRoot('package.json'), join(folder, 'package.json'));
  return { folder, electron };
}

/** A server that carries Electron's releases, and what was asked of it. */
async function mirror(body: Buffer) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}

/** Runs installPinned on the Node that runs scripts, and gives what it returned or said. */
function installPinned(folder: string, mirrorUrl: string): Promise<{ result?: object; stop?: string }> {
  const module = pathToFileURL(inRoot('scripts', 'lib', 'pinned.mjs')).href;
  const code = `import('${module}').then((m) => m.installPinned()).then(
    (result) => console.log(JSON.stringify({ result })), (error) => console.log(JSON.stringify({ stop: error.message })))`;
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const cache = join(folder, 'cache');
  const child = spawn('node', ['-e', code], {
    env: { ...env, HOLDFAST_ROOT: folder, ELECTRON_MIRROR: mirrorUrl, electron_config_cache: cache },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (piece) => {
    text += piece;
  });
  return new Promise((done) => child.on('close', () => done(JSON.parse(text))));
}

test('a download that is not what its makers published is refused', async () => {
  const { folder, electron } = checkout();
  const { url, requests } = await mirror(zipOf({ [executable]: 'not Electron' }));
  const { stop } = await installPinned(folder, url);
  expect(stop).toMatch(/does not match the checksum that its makers publish, so it was refused/);
  expect(requests).toEqual([`HEAD /v${version}/${archive}`, `GET /v${version}/${archive}`]);
  expect(existsSync(join(electron, 'dist'))).toBe(false);
});

test('the pinned Electron is installed from a mirror whose file fits its checksum', async () => {
  const { folder, electron } = checkout();
  const zip = zipOf({ [executable]: 'the program', version });
  const checksums = { [archive]: createHash('sha256').update(zip).digest('hex') };
  writeFileSync(join(electron, 'checksums.json'), JSON.stringify(checksums));
  const { url } = await mirror(zip);
  expect(await installPinned(folder, url)).toEqual({
    result: {
      kind: 'pinned',
      electronVersion: version,
      distPath: 'node_modules/electron/dist',
      executable: `node_modules/electron/dist/${executable}`,
      betterSqlite3Alias: null,
    },
  });
  expect(readFileSync(join(electron, 'dist', executable), 'utf8')).toBe('the program');
});

test('a server that cannot be reached means: take the stand-in', async () => {
  const { folder } = checkout();
  expect(await installPinned(folder, 'http://127.0.0.1:1/')).toEqual({});
});
