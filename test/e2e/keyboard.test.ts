import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { expectedFigure } from './support/figure.ts';
import { launchApp } from './support/launch.ts';
import * as page from './support/page.js';
import { approval, conversation, demoFolder, events, message, untilTurnsEnded } from './support/session.ts';

/** Presses Tab until the element of this name has the focus. */
async function tabTo(window: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    const focused = await window.evaluate(page.focused);
    seen.push(`${focused.tag}:${focused.name}`);
    if (name.test(focused.name)) return;
    await window.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${name}; it leads to:\n${seen.join('\n')}`);
}

test('a whole session without the mouse: folder, task, approval, memory, a second session, its end', async () => {
  const folder = demoFolder();
  const launched = await launchApp({ dialogs: [{ kind: 'pick_folder', answer: folder }] });
  onTestFinished(() => launched.close());
  const { window } = launched;
  const { keyboard } = window;
  await window.getByRole('button', { name: 'Start the rehearsal' }).waitFor();
  await tabTo(window, /^Start the rehearsal/);
  await keyboard.press('Enter');
  await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();

  await keyboard.press('Control+n');
  await message(window).waitFor();
  await expect.poll(() => message(window).evaluate((element) => element.matches(':focus'))).toBe(true);
  await tabTo(window, /^Add folder/);
  await keyboard.press('Enter');
  await window.getByRole('menuitem', { name: 'May read and write…' }).waitFor();
  await keyboard.press('ArrowDown');
  const item = window.getByRole('menuitem', { name: 'May read and write…' });
  if (!(await item.evaluate((element) => element.matches(':focus')))) await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await window.getByRole('list', { name: 'Granted folders' }).getByRole('listitem').first().waitFor();
  await tabTo(window, /^Message$/);
  await keyboard.type('What did the electricity cost?');
  await keyboard.press('Shift+Enter');
  await keyboard.type('Write a report.');
  await keyboard.press('Enter');

  await approval(window).waitFor({ timeout: 60_000 });
  await expect.poll(() => window.evaluate(page.focused)).toMatchObject({ role: 'alertdialog' });
  await tabTo(window, /^Allow once/);
  await expect
    .poll(() => approval(window).getByRole('button', { name: 'Allow once' }).isEnabled())
    .toBe(true);
  await keyboard.press('Space');
  await untilTurnsEnded(window, 1);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain(expectedFigure(folder));
  await expect.poll(() => message(window).evaluate((element) => element.matches(':focus'))).toBe(true);

  // a card is opened and read
  await tabTo(window, /^Write file/, 'Shift+Tab');
  await keyboard.press('Enter');
  await conversation(window)
    .getByRole('button', { name: /^Write file/, expanded: true })
    .waitFor();

  // the memory
  await keyboard.press('Control+Shift+M');
  await window.getByRole('heading', { name: 'Memory' }).waitFor();
  await tabTo(window, /^Search every word/);
  await keyboard.type(expectedFigure(folder));
  await window.getByRole('region', { name: 'Drawers' }).getByRole('status').waitFor();
  await tabTo(window, /EUR/);
  await keyboard.press('Enter');
  await window.getByRole('article', { name: 'Drawer' }).waitFor();

  // Esc denies: a second session, and what is asked in it
  await keyboard.press('Control+n');
  await message(window).waitFor();
  await tabTo(window, /^Message$/);
  await keyboard.type('Hello');
  await keyboard.press('Enter');
  await untilTurnsEnded(window, 1);

  // find the first one again in the palette
  await keyboard.press('Control+k');
  await window.getByRole('dialog').waitFor();
  await keyboard.type('electricity');
  await window
    .getByRole('option', { name: /electricity/i })
    .first()
    .waitFor();
  await keyboard.press('Enter');
  await conversation(window)
    .getByText(/Done\./)
    .last()
    .waitFor();
  expect((await events(window)).length).toBeGreaterThan(10);

  // the list of shortcuts opens, and Esc closes it
  await keyboard.press('Control+/');
  const list = window.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.getByText('Stop the agent').waitFor();
  await keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
});

test('Esc denies the call that is asked about, and only while its dialog has the focus', async () => {
  const folder = demoFolder();
  const launched = await launchApp({ dialogs: [{ kind: 'pick_folder', answer: folder }] });
  onTestFinished(() => launched.close());
  const { window } = launched;
  await window.getByRole('button', { name: 'Start the rehearsal' }).click();
  await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  await window.keyboard.press('Control+n');
  await window.getByRole('button', { name: 'Add folder' }).click();
  await window.getByRole('menuitem', { name: 'May read and write…' }).click();
  await message(window).fill('Write a report of the electricity.');
  await message(window).press('Enter');
  await approval(window).waitFor({ timeout: 60_000 });
  await message(window).focus();
  await window.keyboard.press('Escape');
  expect(await approval(window).isVisible()).toBe(true);
  await approval(window).focus();
  await window.keyboard.press('Escape');
  await conversation(window)
    .getByText(/I do not write into your folder/)
    .waitFor();
});
