import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heapOf } from './support/heap.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import * as page from './support/page.js';
import { playing, say } from './support/rehearsal.ts';
import { api, said } from './support/session.ts';

const values = {
  bearer: 'bearer-CANARY-7f1c2a9e55d0',
  variable: 'variable-CANARY-83bd61f0c7',
  access: 'access-CANARY-1199d3ab20',
  refresh: 'refresh-CANARY-44ce01f7aa',
  client: 'client-CANARY-b0b7733f12',
  renewed: 'newvalue-CANARY-5ad0e9c3b1',
};
const found = (text: string) => Object.values(values).filter((value) => text.includes(value));

describe('vaults', () => {
  let launched: LaunchedApp;
  const group = (name: string) => launched.window.getByRole('group', { name, exact: true });
  const row = (name: string) =>
    launched.window.getByRole('listitem').filter({ has: launched.window.getByText(name, { exact: true }) });

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing([{ reply: { blocks: [say('Done.')] } }]) });
    await openVaults(launched.window);
  });
  afterAll(() => launched?.close());

  test('there are none at first, and one is made by its name', async () => {
    const { window } = launched;
    await window.getByText('No vaults yet').waitFor();
    await lookAt(launched, 'vaults-empty');
    await window.getByRole('button', { name: 'New vault' }).click();
    const dialog = window.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Make the vault' }).click();
    await dialog.getByText('A vault needs a name.').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Work on the website');
    await window.keyboard.press('Enter');
    await said(window, 'The vault “Work on the website” is there.').waitFor();
    await group('Work on the website').getByText('Nothing in it yet.').waitFor();
  });

  test('a value is typed once: what it needs is asked for first, and then it is nowhere in the window', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: 'Add a credential to Work on the website' }).click();
    const dialog = window.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Variable' }).click();
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.getByText('Name 1 to 16 hosts').waitFor();
    await dialog.getByText('The secret belongs here.').waitFor();
    await lookAt(launched, 'vaults-add-wrong');
    await dialog.getByRole('textbox', { name: 'Name of the variable' }).fill('DEPLOY_TOKEN');
    await dialog
      .getByRole('textbox', { name: 'Hosts it may go to' })
      .fill('api.example.com\nuploads.example.com');
    await typeSecret(dialog.getByLabel('Value', { exact: true }), values.variable);
    await dialog.getByText('The secret belongs here.').waitFor({ state: 'detached' });
    await lookAt(launched, 'vaults-add-variable');
    // what looks for it below can find it
    expect(found(await window.evaluate(page.everythingInPage))).toEqual([values.variable]);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await said(window, 'The credential is in “Work on the website”.').waitFor();
    await row('DEPLOY_TOKEN')
      .getByText('Goes to api.example.com, uploads.example.com only, in headers')
      .waitFor();
    await expect.poll(() => dialog.count()).toBe(0);
    expect(found(await heapOf(window))).toEqual([]);
    expect(found(await window.evaluate(page.everythingInPage))).toEqual([]);
  });

  test('tokens of servers go in the same way, and one that is refused must be typed again', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: 'Add a credential to Work on the website' }).click();
    const dialog = window.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Address of the server' }).fill('https://mcp.example.com/mcp');
    await typeSecret(dialog.getByLabel('Token', { exact: true }), values.bearer);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await row('mcp.example.com').getByText('Goes to https://mcp.example.com/mcp only').waitFor();

    await window.getByRole('button', { name: 'Add a credential to Work on the website' }).click();
    await dialog.getByRole('radio', { name: 'MCP with OAuth' }).click();
    await dialog.getByRole('textbox', { name: 'Address of the server' }).fill('https://mcp.example.com/mcp');
    await typeSecret(dialog.getByLabel('Access token'), values.access);
    await dialog
      .getByRole('textbox', { name: 'Ends at' })
      .or(dialog.getByLabel('Ends at'))
      .fill('2031-05-04T10:00');
    await dialog.getByRole('switch', { name: 'Renew it by itself' }).click();
    await dialog
      .getByRole('textbox', { name: 'Where it is renewed' })
      .fill('https://login.example.com/token');
    await typeSecret(dialog.getByLabel('Refresh token'), values.refresh);
    await dialog.getByRole('textbox', { name: 'Client ID' }).fill('holdfast');
    await dialog.getByRole('combobox', { name: 'How the client proves itself' }).click();
    await window.getByRole('option', { name: 'With a secret, in a header' }).click();
    await typeSecret(dialog.getByLabel('Client secret'), values.client);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    // the vault has one for this server already
    await dialog.getByText('type it again').waitFor();
    await lookAt(launched, 'vaults-refused');
    await dialog
      .getByRole('textbox', { name: 'Address of the server' })
      .fill('https://calendar.example.com/mcp');
    await typeSecret(dialog.getByLabel('Access token'), values.access);
    await typeSecret(dialog.getByLabel('Refresh token'), values.refresh);
    await typeSecret(dialog.getByLabel('Client secret'), values.client);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await row('calendar.example.com').getByText('Renewed by itself at login.example.com.').waitFor();
    await expect.poll(() => dialog.count()).toBe(0);
    await lookAt(launched, 'vaults-list');
  });

  test('a value can be replaced, and what is stored is told to nobody', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: 'New value… DEPLOY_TOKEN' }).click();
    const dialog = window.getByRole('dialog');
    await typeSecret(dialog.getByLabel('Value', { exact: true }), values.renewed);
    await lookAt(launched, 'vaults-replace');
    await dialog.getByRole('button', { name: 'Replace the value' }).click();
    await said(window, '“DEPLOY_TOKEN” has the new value.').waitFor();
    await expect.poll(() => dialog.count()).toBe(0);
    expect(found(await heapOf(window))).toEqual([]);
    expect(found(await window.evaluate(page.everythingInPage))).toEqual([]);
    expect(found(JSON.stringify(await api(window, 'GET', '/vaults')))).toEqual([]);
    expect(found(launched.output())).toEqual([]);
    expect(found(bytesIn(launched.dataDir))).toEqual([]);
  });

  test('when it was last used is shown, and archived ones keep it without their secret', async () => {
    const { window } = launched;
    const { data } = await api<{ data: { credentials: { id: string; name: string }[] }[] }>(
      window,
      'GET',
      '/vaults',
    );
    const id = data[0]?.credentials.find(({ name }) => name === 'DEPLOY_TOKEN')?.id ?? '';
    const { id: session } = await api<{ id: string }>(window, 'POST', '/sessions', {
      title: 'Deploy the site',
    });
    // as egress notes it; nothing of the outside can be asked here
    await launched.kill();
    const db = new Database(join(launched.dataDir, 'holdfast.db'));
    db.prepare('INSERT INTO credential_uses VALUES (?, ?, ?, ?, ?)').run(
      id,
      Date.now() - 180_000,
      'api.example.com',
      session,
      3,
    );
    db.close();
    launched = await launched.restart();
    await openVaults(launched.window);
    await row('DEPLOY_TOKEN').getByText('3 requests so far, the last to api.example.com,').waitFor();
    await row('DEPLOY_TOKEN').getByRole('link', { name: 'Deploy the site' }).waitFor();
    await row('mcp.example.com').getByText('Never used yet').waitFor();
    await lookAt(launched, 'vaults-used');

    await launched.window.getByRole('button', { name: 'Archive… DEPLOY_TOKEN' }).click();
    await lookAt(launched, 'vaults-archive');
    await launched.window.getByRole('button', { name: 'Archive and erase the secret' }).click();
    await expect.poll(() => row('DEPLOY_TOKEN').count()).toBe(0);
    await launched.window.getByRole('switch', { name: 'Show what is archived' }).click();
    await row('DEPLOY_TOKEN').getByText('3 requests so far').waitFor();
    await lookAt(launched, 'vaults-archived');

    await launched.window.getByRole('button', { name: 'Delete… mcp.example.com' }).click();
    await launched.window.getByRole('button', { name: 'Delete the credential' }).click();
    await expect.poll(() => row('mcp.example.com').count()).toBe(0);
    await launched.window.getByRole('button', { name: 'Delete… Work on the website' }).click();
    await launched.window.getByRole('button', { name: 'Delete the vault' }).click();
    await launched.window.getByText('No vaults yet').waitFor();
    expect(await api(launched.window, 'GET', '/vaults')).toEqual({ data: [] });
  });
});

async function openVaults(window: Page): Promise<void> {
  await window.getByRole('link', { name: 'Settings' }).click();
  await window.getByRole('link', { name: 'Vaults', exact: true }).click();
}

/** By the keyboard: what a test fills in by script would be in the page for that reason alone. */
async function typeSecret(field: Locator, value: string): Promise<void> {
  await field.click();
  await field.page().keyboard.insertText(value);
}

function bytesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1')).join('');
}
