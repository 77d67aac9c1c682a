import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Endpoint, openEndpoint } from './support/endpoint.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { conversation, newSession, sendAndWait } from './support/session.ts';

describe('the first run', () => {
  let launched: LaunchedApp;
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
    launched = await launchApp();
  });
  afterAll(async () => {
    await launched?.close();
    await endpoint?.close();
  });

  const choose = async (name: RegExp) => launched.window.getByRole('radio', { name }).click();
  const fill = async (fields: { address: string; model: string; key: string }) => {
    const { window } = launched;
    await window.getByRole('textbox', { name: 'Address' }).fill(fields.address);
    await window.getByLabel('Model', { exact: true }).fill(fields.model);
    await window.getByLabel('API key', { exact: true }).fill(fields.key);
    await window.getByRole('button', { name: 'Test and start' }).click();
  };

  test('asks which model, with the rehearsal chosen, and says what the app promises', async () => {
    const { window } = launched;
    await window.getByRole('heading', { name: 'Which model should the agents use?' }).waitFor();
    expect(await window.getByRole('radio', { name: /^Rehearsal/ }).isChecked()).toBe(true);
    await window.getByText('It asks before it acts').waitFor();
    await window.getByRole('button', { name: 'Start the rehearsal' }).waitFor();
  });

  test('an Anthropic key is asked for before anything is sent', async () => {
    const { window } = launched;
    await choose(/^Anthropic/);
    await window.getByRole('button', { name: 'Test and start' }).click();
    await expect
      .poll(() => window.getByLabel('API key', { exact: true }).getAttribute('aria-invalid'))
      .toBe('true');
    expect(await window.getByLabel('API key', { exact: true }).getAttribute('type')).toBe('password');
  });

  test('a wrong key, an unknown model and a server that is not there each say so', async () => {
    const { window } = launched;
    await choose(/^Local model/);
    await fill({ address: endpoint.url, model: 'small', key: 'wrong-key' });
    await window.getByText('The server refused the key.').waitFor();
    await fill({ address: endpoint.url, model: 'enormous', key: 'good-key' });
    await window.getByText('The server does not know this model.').first().waitFor();
    const { url } = await closedEndpoint();
    await fill({ address: url, model: 'small', key: 'good-key' });
    await window.getByText('Nothing answers there.').waitFor();
  });

  test('with the right key, model and address the house opens, and the agent answers', async () => {
    const { window } = launched;
    await fill({ address: endpoint.url, model: 'small', key: 'good-key' });
    await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    await newSession(window);
    await sendAndWait(window, 'Good day.');
    await conversation(window).getByText('Hello.').waitFor();
    expect(new Set(endpoint.requests.map(({ key }) => key))).toEqual(new Set(['wrong-key', 'good-key']));
  });

  test('what left is listed in the session: where to, how much, with which key', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: /^Context and budget/ }).click();
    await window.getByRole('heading', { name: 'What left' }).waitFor();
    await lookAt(launched, 'what-left-short');
    await window.getByRole('button', { name: 'See what left' }).click();
    const dialog = window.getByRole('dialog', { name: 'What left' });
    await dialog.getByText(new URL(endpoint.url).host).first().waitFor();
    await dialog.getByText('Key: model').first().waitFor();
    await dialog.getByText('Answered 200').first().waitFor();
    expect(await dialog.textContent()).not.toContain('good-key');
    await lookAt(launched, 'what-left');
    await window.keyboard.press('Escape');
  });

  test('the key is sealed: not in the window, not in the files of the data folder', async () => {
    const { window, dataDir } = launched;
    await window.goto('holdfast://app/#/settings/model');
    await window.getByLabel('API key', { exact: true }).waitFor();
    expect(await window.getByLabel('API key', { exact: true }).inputValue()).toBe('');
    expect(await filesWith(dataDir, 'good-key')).toEqual([]);
  });
});

test('the rehearsal needs no key: one click, and the house is open', async () => {
  const launched = await launchApp();
  const { window } = launched;
  await window.getByRole('button', { name: 'Start the rehearsal' }).click();
  await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  await newSession(window);
  await sendAndWait(window, 'Hello');
  await conversation(window)
    .getByText(/I am the rehearsal/)
    .waitFor();
  // chosen once: it is not asked again
  const again = await launched.restart();
  await again.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  await again.close();
});

/** An address where nothing listens any more. */
async function closedEndpoint(): Promise<Endpoint> {
  const closed = await openEndpoint();
  await closed.close();
  return closed;
}

/** The files below `folder` that hold these words as they are. */
async function filesWith(folder: string, words: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(words)) found.push(path);
  }
  return found;
}
