import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, type RehearsalStep, say } from './support/rehearsal.ts';
import {
  api,
  approval,
  card,
  grantFolder,
  message,
  newSession,
  send,
  sessionId,
  untilTurnsEnded,
} from './support/session.ts';

const steps: RehearsalStep[] = [
  { when: heard('letter'), reply: { blocks: [call('read', { file_path: '/mnt/folders/post/letter.md' })] } },
  {
    when: { last: 'tool_result', tool: 'read' },
    reply: { blocks: [call('web_fetch', { url: 'https://collect.example.net/form?who=anna' })] },
  },
  { when: heard('prices'), reply: { blocks: [call('web_fetch', { url: 'https://example.com/prices' })] } },
  { reply: { blocks: [say('Done.')] } },
];

describe('the gate', () => {
  let launched: LaunchedApp;
  const folder = join(temporaryFolder('gate'), 'post');

  beforeAll(async () => {
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'letter.md'),
      'Dear Anna,\n\nplease confirm at https://collect.example.net/form?who=anna today.\n',
    );
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('an address that only a file names is asked about, with the place where it was read', async () => {
    const { window } = launched;
    await newSession(window);
    await grantFolder(launched, folder, 'May read…');
    await send(window, 'What does the letter say?');
    const dialog = approval(window);
    await dialog.getByText('only in what others wrote').first().waitFor();
    await dialog
      .getByText(/please confirm at/)
      .first()
      .waitFor();
    expect(await dialog.getByRole('link', { name: 'Show where' }).first().getAttribute('href')).toMatch(
      /event=\d+$/,
    );
    await lookAt(launched, 'gate-approval-origin');
    await dialog.getByRole('button', { name: 'Deny', exact: true }).click();
    await untilTurnsEnded(window, 1);
  });

  test('what the words permit stands beside Send; what was left on runs without asking, and can be taken back', async () => {
    const { window } = launched;
    await newSession(window);
    await message(window).fill('Read the page https://example.com/prices and tell me the prices.');
    const grants = window.getByRole('region', { name: 'What this task may do without asking' });
    await grants.getByRole('switch').first().waitFor();
    await lookAt(launched, 'gate-grants-card');
    await send(window, 'Read the page https://example.com/prices and tell me the prices.');
    await untilTurnsEnded(window, 1);
    await card(window, /Fetch a page/).click();
    await lookAt(launched, 'gate-granted-call');
    await window.getByRole('button', { name: /^1 grant/ }).click();
    const dialog = window.getByRole('dialog', { name: 'What this task may do' });
    await dialog.getByRole('listitem').first().waitFor();
    await lookAt(launched, 'gate-grants-dialog');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.getByText('Nothing is permitted beforehand').waitFor();
    await lookAt(launched, 'gate-grants-none');
    const path = `/sessions/${sessionId(window)}/grants`;
    expect(await api<{ data: unknown[] }>(window, 'GET', path)).toEqual({ data: [] });
    await window.keyboard.press('Escape');
  });

  test('the decision log names each decision and its rule', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Settings' }).click();
    await window.getByRole('link', { name: 'Rules and tools' }).click();
    await window.getByRole('heading', { name: 'Decisions' }).scrollIntoViewIfNeeded();
    await window.getByText('grant:', { exact: false }).first().waitFor();
    await lookAt(launched, 'gate-decisions');
  });
});
