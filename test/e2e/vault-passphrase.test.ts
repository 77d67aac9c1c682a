import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { heapOf } from './support/heap.ts';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import * as page from './support/page.js';
import { playing, say } from './support/rehearsal.ts';
import { api, conversation, newSession, said, sendAndWait } from './support/session.ts';

const words = 'violet harbour seven lanterns';
const otherWords = 'copper meadow eleven ravens';
const isTold = (text: string) => [words, otherWords].some((each) => text.includes(each));

/** On a Linux without a keyring: Chromium hides what it is given, and by nothing secret. */
describe('a passphrase for the vault', () => {
  let launched: LaunchedApp;
  const dialog = () => launched.window.getByRole('dialog');
  const asked = () => launched.window.getByRole('heading', { name: 'Unlock the vault' });
  const keeper = () => launched.window.getByRole('group', { name: 'What keeps the keys' });
  const field = (name: string) => dialog().getByLabel(name, { exact: true });
  const isIn = async () =>
    isTold(await heapOf(launched.window)) || isTold(await launched.window.evaluate(page.everythingInPage));

  beforeAll(async () => {
    launched = await launchApp({ arguments: ['--password-store=basic'] });
  });
  afterAll(() => launched?.close());

  test('at the first run it is named plainly that nothing protects keys, and a passphrase can be set', async () => {
    const { window } = launched;
    await window.getByText('“basic_text” only hides keys').waitFor();
    await lookAt(launched, 'passphrase-first-run');
    await window.getByRole('button', { name: 'Set a passphrase…' }).click();
    await type(field('New passphrase'), 'too short');
    await type(field('Once more'), words);
    await dialog().getByRole('button', { name: 'Set the passphrase' }).click();
    await dialog().getByText('At least 12 characters.', { exact: true }).waitFor();
    await dialog().getByText('The two are not alike.').waitFor();
    await lookAt(launched, 'passphrase-set-wrong');
    await field('New passphrase').fill('');
    await type(field('New passphrase'), words);
    await dialog().getByText('The two are not alike.').waitFor({ state: 'detached' });
    // what looks for it below can find it
    expect(isTold(await window.evaluate(page.everythingInPage))).toBe(true);
    await window.keyboard.press('Enter');
    await said(window, 'The vault has a passphrase.').waitFor();
    await expect.poll(() => dialog().count()).toBe(0);
    await expect.poll(() => window.getByText('only hides keys').count()).toBe(0);
    expect(await isIn()).toBe(false);
    await window.getByRole('button', { name: 'Start the rehearsal' }).click();
    await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });

  test('at the next start it is asked for; a wrong one says so, and without it everything else works', async () => {
    await addCredential(launched.window);
    launched = await launched.restart();
    const { window } = launched;
    await asked().waitFor();
    await lookAt(launched, 'passphrase-unlock');
    await type(field('Passphrase'), 'not these words at all');
    await window.keyboard.press('Enter');
    await dialog().getByText('This is not the passphrase of the vault. Nothing was changed.').waitFor();
    await lookAt(launched, 'passphrase-unlock-wrong');
    await dialog().getByRole('button', { name: 'Not now' }).click();
    await window.getByText('The vault is locked: stored keys cannot be used').waitFor();
    await lookAt(launched, 'passphrase-locked-home');
    await newSession(window);
    await sendAndWait(window, 'Hello');
    await conversation(window)
      .getByText(/I am the rehearsal/)
      .waitFor();
    await openVaults(window);
    await keeper().getByText('The vault is locked with your passphrase.').waitFor();
    await window.getByText('The key that it was sealed with does not open here.').waitFor();
    await lookAt(launched, 'passphrase-locked-vaults');
  });

  test('the right one opens everything, whichever way the owner comes to it', async () => {
    const { window } = launched;
    await keeper().getByRole('button', { name: 'Unlock…' }).click();
    await type(field('Passphrase'), words);
    await dialog().getByRole('button', { name: 'Unlock' }).click();
    await said(window, 'The vault is open.').waitFor();
    await keeper().getByText('Stored keys are protected by your passphrase.').waitFor();
    await expect.poll(() => window.getByText('does not open here').count()).toBe(0);
    expect(await statesOf(window)).toEqual(['ready']);
    await lookAt(launched, 'passphrase-open');
    await expect.poll(() => dialog().count()).toBe(0);
    expect(await isIn()).toBe(false);
  });

  test('it is changed by who knows it, and the vault can be locked again at any time', async () => {
    const { window } = launched;
    await keeper().getByRole('button', { name: 'Change the passphrase…' }).click();
    await type(field('Current passphrase'), 'not these words at all');
    await type(field('New passphrase'), otherWords);
    await type(field('Once more'), otherWords);
    await dialog().getByRole('button', { name: 'Change the passphrase' }).click();
    await dialog().getByText('This is not the passphrase').waitFor();
    await lookAt(launched, 'passphrase-change-wrong');
    await type(field('Current passphrase'), words);
    await type(field('New passphrase'), otherWords);
    await type(field('Once more'), otherWords);
    await dialog().getByRole('button', { name: 'Change the passphrase' }).click();
    await said(window, 'The vault has the new passphrase.').waitFor();
    await keeper().getByRole('button', { name: 'Lock now' }).click();
    await said(window, 'The vault is locked.').waitFor();
    await keeper().getByRole('button', { name: 'Unlock…' }).waitFor();
    expect(await asked().count()).toBe(0);
    expect(await statesOf(window)).toEqual(['locked']);
    await keeper().getByRole('button', { name: 'Unlock…' }).click();
    await type(field('Passphrase'), otherWords);
    await window.keyboard.press('Enter');
    await said(window, 'The vault is open.').waitFor();
    expect(await statesOf(window)).toEqual(['ready']);
    expect(isTold(launched.output())).toBe(false);
    expect(isTold(bytesIn(launched.dataDir))).toBe(false);
  });

  test('taken away, it says what keeps the keys then, and nothing is asked for at the next start', async () => {
    await keeper().getByRole('button', { name: 'Remove the passphrase…' }).click();
    await dialog().getByText('“basic_text” only hides keys and does not protect them').waitFor();
    await type(field('Current passphrase'), otherWords);
    await lookAt(launched, 'passphrase-remove');
    await dialog().getByRole('button', { name: 'Remove the passphrase' }).click();
    await keeper().getByText('Stored keys are only hidden by “basic_text”').waitFor();
    await lookAt(launched, 'passphrase-none');
    launched = await launched.restart();
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    expect(await asked().count()).toBe(0);
    expect(await statesOf(launched.window)).toEqual(['ready']);
  });
});

/** A profile whose keys a command locked with HOLDFAST_KEY, opened by the app, whose keychain did not. */
describe('the key of a command', () => {
  let launched: LaunchedApp;
  const dialog = () => launched.window.getByRole('dialog', { name: 'Unlock the vault' });
  afterAll(() => launched?.close());

  test('is asked for where the passphrase is; a wrong one loses nothing, and the right one opens everything', async () => {
    const dataDir = join(temporaryFolder('command'), 'data');
    await withCommand(dataDir, async (url, token) => {
      const post = async (path: string, body: object) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
        return z.object({ id: z.string() }).parse(await answer.json());
      };
      const { id } = await post('/v1/vaults', { display_name: 'Of the command' });
      const auth = {
        type: 'static_bearer',
        mcp_server_url: 'https://mcp.example.com',
        token: 'token-71f00ac3b2',
      };
      await post(`/v1/vaults/${id}/credentials`, { auth });
    });
    launched = await launchApp({
      dataDir,
      arguments: ['--password-store=basic', ...playing([{ reply: { blocks: [say('Done.')] } }])],
    });
    const { window } = launched;
    await dialog().getByText('Stored keys were locked by a command with HOLDFAST_KEY.').waitFor();
    await lookAt(launched, 'key-unlock');
    const key = dialog().getByLabel('Key (HOLDFAST_KEY)', { exact: true });
    await type(key, 'not this key at all');
    await window.keyboard.press('Enter');
    await dialog().getByText('This is not the key that the stored keys were locked with.').waitFor();
    await lookAt(launched, 'key-unlock-wrong');
    expect(await statesOf(window)).toEqual(['locked']);
    await type(key, words);
    await window.keyboard.press('Enter');
    await said(window, 'The vault is open.').waitFor();
    expect(await statesOf(window)).toEqual(['ready']);
    expect(isTold(await heapOf(window))).toBe(false);
    // and is asked for anew
    launched = await launched.restart();
    await dialog().waitFor();
    expect(isTold(bytesIn(dataDir))).toBe(false);
  });
});

/** Runs `holdfast serve` on a folder for as long as `use` takes. */
async function withCommand(
  dataDir: string,
  use: (url: string, token: string) => Promise<void>,
): Promise<void> {
  const { executablePath, cwd, env } = inject('app');
  const command = [
    inRoot('out', 'main', 'cli.js'),
    'serve',
    '--data-dir',
    dataDir,
    '--model',
    'rehearsal:demo',
  ];
  const child = spawn(executablePath, command, {
    cwd,
    env: { ...env, ELECTRON_RUN_AS_NODE: '1', HOLDFAST_KEY: words },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const line = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = /\{.*"token".*\}/.exec(said);
        if (found) resolve(found[0]);
      });
      child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
    });
    const { url, token } = z.object({ url: z.string(), token: z.string() }).parse(JSON.parse(line));
    await use(url, token);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** By the keyboard: what a test fills in by script would be in the page for that reason alone. */
async function type(input: Locator, text: string): Promise<void> {
  await input.click();
  await input.page().keyboard.insertText(text);
}

async function openVaults(window: Page): Promise<void> {
  await window.getByRole('link', { name: 'Settings' }).click();
  await window.getByRole('link', { name: 'Vaults', exact: true }).click();
}

async function addCredential(window: Page): Promise<void> {
  const { body } = await window.evaluate(page.callApi, {
    method: 'POST',
    path: '/v1/vaults',
    body: { display_name: 'Work on the website' },
  });
  const auth = {
    type: 'static_bearer',
    mcp_server_url: 'https://mcp.example.com',
    token: 'token-71f00ac3b2',
  };
  await window.evaluate(page.callApi, {
    method: 'POST',
    path: `/v1/vaults/${body.id}/credentials`,
    body: { auth },
  });
}

async function statesOf(window: Page): Promise<string[]> {
  const { data } = await api<{ data: { credentials: { state: string }[] }[] }>(window, 'GET', '/vaults');
  return data.flatMap(({ credentials }) => credentials.map(({ state }) => state));
}

function bytesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1')).join('');
}
