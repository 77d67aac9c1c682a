import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostile } from '../support/mcp-servers.ts';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, type RehearsalStep, say, think } from './support/rehearsal.ts';
import {
  api,
  approval,
  conversation,
  events,
  message,
  newSession,
  send,
  sessionId,
  untilTurnsEnded,
} from './support/session.ts';

const code = (text: string) => call('run_code', { code: text });
// no host of the web is reached from here: what counts is who decided that it may be asked
const fetching = `const seen = [];
for (const path of ['one?q=prices', 'two'])
  seen.push(await fetch('https://example.com/' + path).then(({ status }) => status, ({ name }) => name));
console.log(seen.join());`;
const named = `await fetch('https://example.com/').catch(({ name }) => console.log(name));`;
const sending = `await fetch('https://example.com/upload', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ name: 'Anna', prices: [1, 2, 3] }),
}).catch(({ message }) => console.log(message));`;
const steps: RehearsalStep[] = [
  { when: heard('and compare'), reply: { blocks: [code(named)] } },
  { when: heard('page'), reply: { blocks: [code(fetching)] } },
  { when: heard('upload'), reply: { blocks: [think('They want it sent.'), code(sending)] } },
  {
    when: heard('dictionary'),
    reply: { blocks: [think('Look it up.'), call('mcp__dictionary__look-up', { word: 'tree' })] },
  },
  { reply: { blocks: [say('Done.')] } },
];

describe('what code sends, and servers that are gone', () => {
  let launched: LaunchedApp;
  const calls = async (name: string) =>
    (await events(launched.window)).flatMap((event) => {
      const use = event as { type: string; name?: string; holdfast?: { verdict?: { rule: string } } };
      return use.type === 'agent.tool_use' && use.name === name ? [use.holdfast?.verdict?.rule] : [];
    });
  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('a fetch of code asks with all that leaves, and the exact rule lets the next one to this host run', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Compare both, by a page each.');
    const dialog = approval(window);
    await dialog.getByText('Let the code fetch from "example.com".').first().waitFor();
    await dialog.getByText('https://example.com/one?q=prices').first().waitFor();
    await dialog.getByText(/adds the rule: Let code of the agent fetch from "example.com"/).waitFor();
    await lookAt(launched, 'leaving-fetch');
    await dialog.getByRole('button', { name: 'Allow for this session' }).click();
    await untilTurnsEnded(window, 1);
    expect(await calls('fetch')).toEqual([
      expect.stringMatching(/^(origin:|default)/),
      expect.stringMatching(/^rule:/),
    ]);
    await lookAt(launched, 'leaving-fetched');
  });

  test('what code sends is asked about each time: no rule is offered for it', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Do the upload to https://example.com/upload, please.');
    const dialog = approval(window);
    await dialog.getByText('Let the code send a POST request to "example.com".').first().waitFor();
    await dialog.getByText('{"name":"Anna","prices":[1,2,3]}').first().waitFor();
    await lookAt(launched, 'leaving-send');
    expect(await dialog.getByRole('button', { name: 'Allow for this session' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Deny', exact: true }).click();
    await untilTurnsEnded(window, 1);
  });

  test('an address that the owner names may be fetched by the agent and by its code, where the card is left on', async () => {
    const { window } = launched;
    await newSession(window);
    const words = 'Read the page https://example.com/ and compare.';
    await message(window).fill(words);
    const grants = window.getByRole('region', { name: 'What this task may do without asking' });
    await grants.getByRole('switch').first().waitFor();
    await lookAt(launched, 'leaving-grants');
    await send(window, words);
    await untilTurnsEnded(window, 1);
    expect(await calls('fetch')).toEqual([expect.stringMatching(/^grant:/)]);
  });

  test('a server that ended is an error of the session, with what to do', async () => {
    const { window } = launched;
    launched.answerDialogs({ kind: 'allow_program', answer: 'allow' });
    const file = join(temporaryFolder('leaving'), 'calls');
    const { id } = await api<{ id: string }>(window, 'POST', '/mcp/servers', {
      name: 'dictionary',
      transport: hostile('counting', file),
    });
    await api(window, 'POST', `/mcp/servers/${id}`, { is_on: true });
    await newSession(window);
    await send(window, 'Ask the dictionary.');
    await approval(window).getByRole('button', { name: 'Allow once' }).click();
    await untilTurnsEnded(window, 1);
    expect(await events(window, sessionId(window))).toContainEqual(
      expect.objectContaining({
        type: 'session.error',
        error: expect.objectContaining({
          type: 'mcp_connection_failed_error',
          mcp_server_name: 'dictionary',
        }),
      }),
    );
    await conversation(window)
      .getByText(/dictionary/)
      .last()
      .waitFor();
    await lookAt(launched, 'leaving-server-gone');
  });
});

describe('where nothing can confine a program', () => {
  let launched: LaunchedApp;
  beforeAll(async () => {
    // the tool that confines is looked for in the search path
    launched = await launchApp({
      arguments: playing([{ reply: { blocks: [say('Done.')] } }]),
      env: { PATH: temporaryFolder('no-tools') },
    });
    await launched.window.getByRole('link', { name: 'Settings' }).click();
    await launched.window.getByRole('link', { name: 'Servers', exact: true }).click();
  });
  afterAll(() => launched?.close());

  test('the form says so, and a confined server does not start without it', async () => {
    const { window } = launched;
    await window.getByText('No servers yet').waitFor();
    await window.getByRole('button', { name: 'Add a server' }).click();
    await window.getByText('This computer cannot confine it, so it will not start.').waitFor();
    await lookAt(launched, 'leaving-cannot-confine');
    await window.keyboard.press('Escape');
    launched.answerDialogs({ kind: 'allow_program', answer: 'allow' });
    const transport = { ...hostile('counting', ''), confinement: { folders: [] } };
    await api(window, 'POST', '/mcp/servers', { name: 'dictionary', transport });
    const server = window.getByRole('group', { name: 'dictionary', exact: true });
    await server.getByText('Confined', { exact: true }).waitFor();
    await server.getByText('Failed', { exact: true }).waitFor();
    await lookAt(launched, 'leaving-confined-not-started');
  });
});
