import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedSession } from './support/core.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { drawer, drawers, searchMemory } from './support/memory.ts';
import * as page from './support/page.js';
import { playing, say } from './support/rehearsal.ts';

describe('the window of the memory', () => {
  let launched: LaunchedApp;
  beforeAll(async () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'holdfast-window-')), 'data');
    const said = [
      'The lamp in the hall flickers.',
      'The lamp of the cellar is new.',
      'Lamps are in the attic.',
    ];
    await seedSession(dataDir, 'Lamps', [
      said.map((text) => ({ type: 'user.message' as const, content: [{ type: 'text' as const, text }] })),
    ]);
    launched = await launchApp({ dataDir, arguments: playing([{ reply: { blocks: [say('Noted.')] } }]) });
  });
  afterAll(() => launched?.close());

  const row = (words: string) =>
    drawers(launched.window).getByRole('link').filter({ hasText: words }).first();
  const isInView = async (element: Locator) => {
    await element.waitFor();
    return await element.evaluate(page.isInView);
  };
  const resize = async (width: number, zoom: number) => {
    await launched.app.evaluate(
      ({ BrowserWindow }, wanted) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.setSize(wanted.width, 800);
        window?.webContents.setZoomFactor(wanted.zoom);
      },
      { width, zoom },
    );
    await launched.window.waitForFunction(page.isAboutAsWide, width / zoom);
  };

  test('search, list and drawer are in reach at every width, and at twice the size', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Memory', exact: true }).click();
    const search = window.getByRole('textbox', { name: 'Search every word that was said' });
    for (const [width, zoom] of [
      [900, 1],
      [760, 1],
      [1280, 2],
    ] as const) {
      await resize(width, zoom);
      const at = `${width} px, ${zoom * 100} %`;
      expect(await isInView(search), `search at ${at}`).toBe(true);
      expect(await isInView(window.getByRole('link', { name: /^Quarantine/ })), `links at ${at}`).toBe(true);
      await row('cellar').focus();
      await window.keyboard.press('Enter');
      expect(await isInView(drawer(window).getByRole('link', { name: 'Go to where it was said' })), at).toBe(
        true,
      );
      expect(await isInView(drawer(window).getByRole('button', { name: 'Forget this drawer…' })), at).toBe(
        true,
      );
      await drawer(window).getByRole('link', { name: 'Back to the list' }).click();
      await row('cellar').waitFor();
    }
    await resize(1280, 1);
  });

  test('Back from where it was said leads to what was found', async () => {
    const { window } = launched;
    await searchMemory(window, 'cellar');
    await row('cellar').click();
    await drawer(window).getByRole('link', { name: 'Go to where it was said' }).click();
    await window.getByRole('log', { name: 'Conversation' }).waitFor();
    await window.goBack();
    await drawers(window).getByText('1 drawer found').waitFor();
    await drawer(window).getByText('The lamp of the cellar is new.').waitFor();
    await window.getByRole('button', { name: 'Clear the search' }).click();
  });

  test('what was moved is put back by Undo', async () => {
    const { window } = launched;
    await row('cellar').click();
    await drawer(window).getByRole('button', { name: 'Move…' }).click();
    const dialog = window.getByRole('dialog', { name: 'Move 1 drawer' });
    // nothing is chosen before the owner did
    expect(await dialog.getByRole('button', { name: 'Move' }).isDisabled()).toBe(true);
    await dialog.getByRole('combobox', { name: 'Room' }).click();
    await window.getByRole('option', { name: 'A new room' }).click();
    await dialog.getByRole('textbox', { name: 'Name of the new room' }).fill('Cellar');
    await dialog.getByRole('button', { name: 'Move' }).click();
    await drawer(window).getByRole('link', { name: 'Home, Cellar' }).waitFor();
    await window.getByRole('button', { name: 'Undo' }).click();
    await drawer(window).getByRole('link', { name: 'Home, Lamps' }).waitFor();
  });

  test('of what was found several are forgotten, with the words that stood there before', async () => {
    const { window } = launched;
    await row('flickers').click();
    await drawer(window).getByRole('button', { name: 'Edit…' }).click();
    await window.getByRole('textbox', { name: 'What holds now' }).fill('The lamp in the hall is mended.');
    await window.getByRole('button', { name: 'Keep' }).click();
    await drawer(window).getByText('What stood here before').waitFor();
    await searchMemory(window, 'lamp');
    await window.getByRole('button', { name: 'Select', exact: true }).click();
    for (const words of ['hall is mended', 'cellar'])
      await drawers(window)
        .getByRole('checkbox', { name: new RegExp(words) })
        .check();
    await lookAt(launched, 'memory-found-selected');
    await drawers(window).getByRole('button', { name: 'Forget…' }).click();
    const dialog = window.getByRole('alertdialog', { name: 'Forget 2 drawers?' });
    await dialog.getByText('The lamp of the cellar is new.').waitFor();
    await dialog.getByRole('checkbox', { name: /^Forget what stood here before, too/ }).check();
    await lookAt(launched, 'memory-forget-several');
    await dialog.getByRole('button', { name: 'Forget them' }).click();
    await window.getByText('2 drawers forgotten.').waitFor();
    await searchMemory(window, 'hall');
    await window.getByText('Nothing found for “hall”').waitFor();
    await searchMemory(window, 'attic');
    expect(await drawers(window).getByRole('link').count()).toBe(1);
  });
});
