import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScanner } from '../../core/vault/scan/scanner.ts';
import { openTalker } from '../support/talker.ts';
import { heapOf } from './support/heap.ts';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import * as page from './support/page.js';
import { conversation, newSession, send, untilTurnsEnded } from './support/session.ts';

// the model's key, against a server that says it back in three encodings; and a control text that every search must find
const canary = 'sk-CANARY-2e8b4d6f0a1c3957ffeeddcc';
const control = 'CONTROL-4c6a8e0b2d1f3957ccddeeff';
const scanner = createScanner([canary]);
const controls = createScanner([control]);

/** Every file of these folders, as the bytes on the disk. Files that went meanwhile are none. */
function filesIn(...folders: string[]): Buffer {
  const contents = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      return entry.isFile() && existsSync(file) ? [readFileSync(file)] : [];
    }),
  );
  return Buffer.concat(contents);
}

describe('a secret of the vault in the real app', () => {
  let launched: LaunchedApp;
  let talker: Awaited<ReturnType<typeof openTalker>>;
  const temporary = join(temporaryFolder('canary'), 'tmp');

  beforeAll(async () => {
    mkdirSync(temporary);
    talker = await openTalker(control);
    launched = await launchApp({ env: { TMPDIR: temporary } });
  });
  afterAll(async () => {
    await launched?.close();
    talker?.close();
  });

  test('is found neither in the page nor on the window’s heap, whatever the model’s server says back', async () => {
    const { app, window } = launched;
    // past the window: what it never had, it can only get by a leak
    const status = await app.evaluate(
      async ({ net }, body) => {
        const request = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
        return (await net.fetch('holdfast://app/api/holdfast/v1/settings/model', request)).status;
      },
      JSON.stringify({ provider: 'compatible', model: 'test-model', base_url: talker.url, api_key: canary }),
    );
    expect(status).toBe(200);
    await window.reload();
    await newSession(window);
    await send(window, `please say ${control}`);
    await untilTurnsEnded(window, 1);
    await conversation(window).getByText(control).last().waitFor();
    await send(window, 'now fail now');
    await expect.poll(() => talker.seen.length).toBeGreaterThan(1);
    await window.getByText(/key/).last().waitFor();
    for (const link of ['Settings', 'Memory']) {
      const places = {
        page: Buffer.from(await window.evaluate(page.everythingInPage)),
        heap: Buffer.from(await heapOf(window)),
      };
      for (const [place, bytes] of Object.entries(places))
        expect([place, scanner.find(bytes).length]).toEqual([place, 0]);
      // what is on the page is on the heap: the search would find it
      if (link === 'Settings') expect(controls.find(places.heap).length).toBeGreaterThan(0);
      await window.getByRole('link', { name: link, exact: true }).first().click();
    }
    expect(new Set(talker.seen)).toEqual(new Set([canary]));
  });

  test('is in no crash dump, no temporary file and no file of the profile, also after the window and the vault crashed', async () => {
    const { app, dataDir } = launched;
    const dumps = await app.evaluate(({ app: electron }) => electron.getPath('crashDumps'));
    await app.evaluate(({ BrowserWindow, app: electron }) => {
      for (const { type, pid } of electron.getAppMetrics())
        if (type === 'Utility') process.kill(pid, 'SIGSEGV');
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await expect.poll(() => launched.askedDialogs().length).toBeGreaterThan(0);
    await launched.kill();
    writeFileSync(join(temporary, 'planted'), control);
    const places = { profile: filesIn(dataDir), temporary: filesIn(temporary) };
    for (const [place, bytes] of Object.entries({ ...places, dumps: filesIn(dumps) }))
      expect([place, scanner.find(bytes).length]).toEqual([place, 0]);
    for (const [place, bytes] of Object.entries(places))
      expect([place, controls.find(bytes).length > 0]).toEqual([place, true]);
  });
});
