import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { drawers, searchMemory } from './support/memory.ts';
import { playing, say } from './support/rehearsal.ts';
import { api, newSession, sendAndWait } from './support/session.ts';

describe('the wake-up', () => {
  let launched: LaunchedApp;
  beforeAll(async () => {
    launched = await launchApp({ arguments: playing([{ reply: { blocks: [say('Noted.')] } }]) });
    await newSession(launched.window);
    await sendAndWait(launched.window, 'My oven in Porto needs 20 minutes to get hot.');
    await sendAndWait(launched.window, 'I always bake rye bread on Mondays.');
  });
  afterAll(() => launched?.close());

  test('is set up where the memory is: who the owner is, and what is pinned', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Memory', exact: true }).click();
    await window.getByRole('link', { name: 'Wake-up' }).click();
    await window.getByText('Nothing is pinned').waitFor();
    await window.getByRole('textbox', { name: 'Who you are' }).fill('Ana, a baker in Lisbon.');
    await window.getByRole('button', { name: 'Save' }).click();
    await window.getByText('Saved.').first().waitFor();
    // what counts as a wish is seen before any session begins with it
    const preview = window.getByRole('region', { name: 'A session would begin with' });
    await preview.getByText('Ana, a baker in Lisbon.').waitFor();
    await preview.getByRole('link', { name: /rye bread on Mondays/ }).waitFor();
    await lookAt(launched, 'wake-up-empty');
    await searchMemory(window, 'oven');
    await drawers(window).getByRole('link').filter({ hasText: 'oven' }).click();
    await window.getByRole('button', { name: 'Pin', exact: true }).click();
    await window.getByRole('button', { name: 'Unpin' }).waitFor();
    await lookAt(launched, 'wake-up-drawer');
    await window.getByRole('link', { name: 'Wake-up' }).click();
    await window
      .getByRole('region', { name: 'Pinned' })
      .getByRole('link', { name: 'My oven in Porto needs 20 minutes to get hot.', exact: true })
      .waitFor();
    await lookAt(launched, 'wake-up');
  });

  test('a drawer is edited: the new words stand in its place, the old ones behind them', async () => {
    const { window } = launched;
    await searchMemory(window, 'oven');
    await drawers(window).getByRole('link').filter({ hasText: 'oven' }).click();
    await window.getByRole('button', { name: 'Edit…' }).click();
    await window
      .getByRole('textbox', { name: 'What holds now' })
      .fill('My oven in Porto needs 25 minutes to get hot.');
    await lookAt(launched, 'drawer-edit');
    await window.getByRole('button', { name: 'Keep' }).click();
    await window.getByText('What stood here before').waitFor();
    // a pin goes along with the words
    await window.getByRole('button', { name: 'Unpin' }).waitFor();
    await lookAt(launched, 'drawer-edited');
  });

  test('what a session began with, and why, is one click away from its meter; it can be switched off there', async () => {
    const { window } = launched;
    const session = await newSession(window);
    await sendAndWait(window, 'Which bread is it today?');
    await window.getByRole('button', { name: /^Context and budget/ }).click();
    await window.getByText('Began with 3 things from the memory').waitFor();
    await lookAt(launched, 'wake-up-meter');
    await window.getByRole('button', { name: 'Show in detail…' }).click();
    const dialog = window.getByRole('dialog', { name: 'What the model sees' });
    await dialog.getByText('Ana, a baker in Lisbon.').waitFor();
    await dialog.getByRole('link', { name: /oven in Porto needs 25/ }).waitFor();
    await dialog.getByRole('link', { name: /rye bread on Mondays/ }).waitFor();
    await lookAt(launched, 'wake-up-session');
    await dialog.getByRole('switch', { name: 'Put the memory into this session' }).click();
    await dialog.getByText('Switched off: nothing of the memory is put in.').waitFor();
    expect(await api(window, 'GET', `/sessions/${session}/wake-up`)).toMatchObject({
      is_on: false,
      decided_by: 'session',
    });
  });
});
