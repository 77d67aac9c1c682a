import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, type RehearsalStep, say } from './support/rehearsal.ts';
import {
  api,
  approval,
  card,
  conversation,
  newSession,
  send,
  sendAndWait,
  untilTurnsEnded,
} from './support/session.ts';

const steps: RehearsalStep[] = [
  {
    when: heard('page'),
    reply: { blocks: [call('web_fetch', { url: 'https://example.com/prices?year=2026' })] },
  },
  { when: heard('search'), reply: { blocks: [call('web_search', { query: 'heat pump prices' })] } },
  { reply: { blocks: [say('Done.')] } },
];

describe('the web', () => {
  let launched: LaunchedApp;
  const server = createServer((_, response) => {
    const results = [{ url: 'https://example.com/a', title: 'Heat pumps', content: 'What they cost.' }];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(async () => {
    await launched?.close();
    server.close();
  });

  test('a search provider is chosen in the settings', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Settings' }).click();
    await window.getByRole('link', { name: 'Web', exact: true }).click();
    const field = window.getByRole('textbox', { name: 'Address of the server' });
    await field.fill('not an address');
    await window.getByRole('button', { name: 'Save' }).click();
    await window.getByText('This is no address of a server.').waitFor();
    await lookAt(launched, 'web-settings-wrong');
    await field.fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await window.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => api<{ url: string | null }>(window, 'GET', '/settings/web-search'))
      .toEqual({ url: expect.stringContaining('127.0.0.1') });
    await lookAt(launched, 'web-settings');
  });

  test('a page is asked about with all that leaves; no is no', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Read the page about prices.');
    await approval(window).getByText('https://example.com/prices?year=2026').first().waitFor();
    await lookAt(launched, 'web-approval');
    await approval(window).getByRole('button', { name: 'Deny', exact: true }).click();
    await untilTurnsEnded(window, 1);
  });

  test('a search goes to the provider once it is allowed', async () => {
    const { window } = launched;
    await api(window, 'POST', '/tools/web_search', { policy: 'always_allow' });
    await sendAndWait(window, 'Now search for it.');
    await card(window, /^Search the web/).click();
    await conversation(window)
      .getByText(/What they cost/)
      .first()
      .waitFor();
    await lookAt(launched, 'web-search');
  });
});
