import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import * as page from './support/page.js';
import { playing, say } from './support/rehearsal.ts';
import { conversation, newSession, sendAndWait } from './support/session.ts';

describe('vaults of a session', () => {
  let launched: LaunchedApp;
  const given = () => launched.window.getByRole('button', { name: /^\d vaults?: / });

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing([{ reply: { blocks: [say('Done.')] } }]) });
  });
  afterAll(() => launched?.close());

  test('as long as there are none, none are offered; then a session has none until the owner gives it one', async () => {
    const { window } = launched;
    await newSession(window);
    await window.getByRole('button', { name: 'Add folder' }).waitFor();
    expect(await window.getByRole('button', { name: /^Vaults/ }).count()).toBe(0);
    await makeVault(window, 'Work on the website');
    await makeVault(window, 'Travel');
    await window.getByRole('button', { name: 'Vaults: none given to this session' }).click();
    await window.getByRole('menuitemcheckbox', { name: 'Work on the website' }).waitFor();
    await lookAt(launched, 'session-vaults-choose');
    await window.getByRole('menuitemcheckbox', { name: 'Work on the website' }).click();
    await window.getByRole('menuitemcheckbox', { name: 'Work on the website', checked: true }).waitFor();
    await window.getByRole('menuitemcheckbox', { name: 'Travel' }).click();
    await window.getByRole('menuitemcheckbox', { name: 'Travel', checked: true }).waitFor();
    await window.keyboard.press('Escape');
    await expect.poll(() => vaultIdsOf(window).then((ids) => ids.length)).toBe(2);
    expect(await given().count()).toBe(2);
    await sendAndWait(window, 'Deploy it.');
    await conversation(window).getByText('Vaults from now on: Work on the website, Travel').waitFor();
    await lookAt(launched, 'session-vaults-given');
  });

  test('in the header each can be taken back, and the next session begins with none', async () => {
    const { window } = launched;
    await given().first().click();
    await window.getByRole('menuitem', { name: 'Take “Travel” back' }).waitFor();
    await lookAt(launched, 'session-vaults-header');
    await window.getByRole('menuitem', { name: 'Take “Travel” back' }).click();
    await window.getByRole('button', { name: '1 vault: Work on the website' }).first().waitFor();
    await expect.poll(() => vaultIdsOf(window).then((ids) => ids.length)).toBe(1);
    await newSession(window);
    await window.getByRole('button', { name: 'Vaults: none given to this session' }).waitFor();
    expect(await vaultIdsOf(window)).toEqual([]);
    expect(await given().count()).toBe(0);
  });
});

async function makeVault(window: Page, display_name: string): Promise<void> {
  await window.evaluate(page.callApi, { method: 'POST', path: '/v1/vaults', body: { display_name } });
}

/** As an API client reads it. */
async function vaultIdsOf(window: Page): Promise<string[]> {
  const id = /#\/sessions\/([^?]+)/.exec(window.url())?.[1];
  const { body } = await window.evaluate(page.callApi, {
    method: 'GET',
    path: `/v1/sessions/${id}`,
    body: undefined,
  });
  return body.vault_ids;
}
