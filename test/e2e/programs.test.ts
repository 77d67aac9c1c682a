import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, type RehearsalStep, say } from './support/rehearsal.ts';
import {
  api,
  approval,
  card,
  demoFolder,
  grantFolder,
  newSession,
  send,
  untilTurnsEnded,
} from './support/session.ts';

const command = 'for f in *.csv; do\n  sort "$f" > "sorted-$f"\ndone\nls sorted-*; echo "all sorted" >&2';
const steps: RehearsalStep[] = [
  {
    when: heard('sort'),
    reply: { blocks: [call('run_command', { command, folder: '/mnt/folders/electricity' })] },
  },
  { reply: { blocks: [say('Done.')] } },
];

describe('programs of this computer', () => {
  let launched: LaunchedApp;
  const folder = demoFolder();
  let canConfine = false;

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    const { missing } = await api<{ missing: string[] }>(launched.window, 'GET', '/settings/host-commands');
    canConfine = missing.length === 0;
  });
  afterAll(() => launched?.close());

  test('are off, and say what the computer lacks or can be switched on', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Settings' }).click();
    await window.getByRole('link', { name: 'Programs', exact: true }).click();
    if (!canConfine) {
      await window.getByText('so they stay off').waitFor();
      await lookAt(launched, 'programs-missing');
      return;
    }
    const toggle = window.getByRole('switch', { name: 'The agent may ask to run programs' });
    expect(await toggle.isChecked()).toBe(false);
    await lookAt(launched, 'programs-off');
    await toggle.click();
    await expect
      .poll(() => api(window, 'GET', '/settings/host-commands'))
      .toEqual({ is_on: true, missing: [] });
    await lookAt(launched, 'programs-on');
  });

  test('a command is shown whole, runs once it is allowed, and can be undone', async ({ skip }) => {
    if (!canConfine) skip();
    const { window } = launched;
    await newSession(window);
    await grantFolder(launched, folder);
    await send(window, 'Please sort the files.');
    await approval(window).getByText('sort "$f"').first().waitFor();
    await approval(window).getByText('It runs a program of your computer.').first().waitFor();
    await lookAt(launched, 'programs-approval');
    await approval(window).getByRole('button', { name: 'Allow once' }).click();
    await untilTurnsEnded(window, 1);
    await card(window, /^Run a program/).click();
    await lookAt(launched, 'programs-card');
    const sorted = readFileSync(join(folder, 'sorted-electricity-2026-09.csv'), 'utf8');
    expect(sorted.split('\n').length).toBeGreaterThan(3);
    await window.getByRole('button', { name: /files? changed/ }).click();
    await window
      .getByRole('dialog')
      .getByText(/sorted-electricity-2026-09\.csv/)
      .first()
      .waitFor();
    await lookAt(launched, 'programs-changes');
  });
});
