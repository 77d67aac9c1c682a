import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OauthServer, startOauthServer } from '../unit/house/mcp/oauth-server.ts';
import { heapOf } from './support/heap.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { playing, say } from './support/rehearsal.ts';
import { api, said } from './support/session.ts';

/** The address in the system's dialog, which the owner copied into their browser. */
const addressIn = (asked: Record<string, unknown> | undefined) =>
  /http:\S+/.exec(String(asked?.detail))?.[0] ?? '';

describe('signing in to an MCP server', () => {
  let launched: LaunchedApp;
  let provider: OauthServer;
  const card = () => launched.window.getByRole('group', { name: 'notes', exact: true });
  const dialog = () => launched.window.getByRole('dialog', { name: 'Sign in to “notes”' });
  /** The form, with the keys alone, and the system's dialog. */
  async function open(answer: 'copy' | null): Promise<string> {
    const { window } = launched;
    if (answer) launched.answerDialogs({ kind: 'open_sign_in', answer });
    await card().getByRole('button', { name: 'Sign in to notes' }).focus();
    await window.keyboard.press('Enter');
    await dialog().getByRole('button', { name: 'Open the browser' }).focus();
    await window.keyboard.press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    return addressIn(launched.askedDialogs().at(-1));
  }

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing([{ reply: { blocks: [say('Done.')] } }]) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('a server that lets nobody in offers it, a no in the system’s dialog ends it, and a yes waits', async () => {
    provider = await startOauthServer();
    const { window } = launched;
    await api(window, 'POST', '/mcp/servers', {
      name: 'notes',
      transport: { type: 'http', url: provider.mcp, may_be_private: true },
    });
    await window.getByRole('link', { name: 'Settings' }).click();
    await window.getByRole('link', { name: 'Servers', exact: true }).click();
    await card().getByText('The MCP server does not accept the token.').waitFor();
    await lookAt(launched, 'sign-in-offered');
    await card().getByRole('button', { name: 'Sign in to notes' }).click();
    await dialog().getByText('Your browser opens a page of the server').waitFor();
    await lookAt(launched, 'sign-in-form');
    await window.keyboard.press('Escape');

    await open(null);
    expect(launched.askedDialogs().at(-1)).toMatchObject({
      kind: 'open_sign_in',
      message: `Sign in at ${new URL(provider.url).host} for the server “notes”?`,
      detail: expect.stringContaining('Holdfast asks for these rights: notes.read notes.write.'),
    });
    await card().getByRole('button', { name: 'Sign in to notes' }).waitFor();

    const address = await open('copy');
    await card()
      .getByText(`Waiting for you at ${new URL(provider.url).host}`)
      .waitFor();
    await lookAt(launched, 'sign-in-waiting');
    await fetch(await provider.browse(address));
    await card().getByText('Signed in', { exact: true }).waitFor();
    await card().getByText('Reached').waitFor();
    await lookAt(launched, 'sign-in-done');
    // nothing of it was ever in the page
    expect(await window.content()).not.toContain('CANARY');
    const heap = await heapOf(window);
    for (const secret of provider.secrets) expect(heap.includes(secret)).toBe(false);

    await card().getByRole('button', { name: 'Sign out of notes' }).click();
    await said(window, 'You are signed out of “notes”').waitFor();
    await card().getByText('The MCP server does not accept the token.').waitFor();
  });

  test('what goes wrong is said, and can be tried again', async () => {
    provider = await startOauthServer({ back: { code: null, error: 'access_denied' } });
    const { window } = launched;
    const { data } = await api<{ data: { id: string }[] }>(window, 'GET', '/mcp/servers');
    await api(window, 'POST', `/mcp/servers/${data[0]?.id}`, {
      transport: { type: 'http', url: provider.mcp, may_be_private: true },
    });
    await fetch(await provider.browse(await open('copy')));
    await card().getByText('The sign-in was refused in the browser.').waitFor();
    await lookAt(launched, 'sign-in-refused');
    await card().getByRole('button', { name: 'Put it away' }).click();

    provider.says.metadata = { issuer: 'https://honest.example' };
    await card().getByRole('button', { name: 'Sign in to notes' }).click();
    await dialog().getByRole('button', { name: 'Open the browser' }).click();
    await dialog().getByText('What the server says of its sign-in does not fit together.').waitFor();
    await lookAt(launched, 'sign-in-mismatch');
    await window.keyboard.press('Escape');

    provider.says.metadata = { registration_endpoint: undefined };
    provider.says.back = {};
    await card().getByRole('button', { name: 'Sign in to notes' }).click();
    await dialog().getByRole('button', { name: 'Open the browser' }).click();
    await dialog().getByText('The server signs in only clients that are registered there.').waitFor();
    await dialog().getByRole('textbox', { name: 'Client id' }).fill('of-the-owner');
    await dialog().getByLabel('Client secret').fill('short');
    await dialog().getByRole('button', { name: 'Open the browser' }).click();
    await dialog().getByText('It has 8 characters at least').waitFor();
    await lookAt(launched, 'sign-in-client');
    await dialog().getByLabel('Client secret').fill('client-secret-CANARY-77');
    launched.answerDialogs({ kind: 'open_sign_in', answer: 'copy' });
    await dialog().getByRole('button', { name: 'Open the browser' }).click();
    await card().getByText('Waiting for you at').waitFor();
    await fetch(await provider.browse(addressIn(launched.askedDialogs().at(-1))));
    await card().getByText('Signed in', { exact: true }).waitFor();
    expect((await heapOf(window)).includes('client-secret-CANARY-77')).toBe(false);
  });
});
