import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesystem, hostile, node } from '../support/mcp-servers.ts';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, type RehearsalStep, say, think } from './support/rehearsal.ts';
import {
  api,
  approval,
  card,
  demoFolder,
  newSession,
  said,
  send,
  untilTurnsEnded,
} from './support/session.ts';

const folder = demoFolder();
const report = join(folder, 'report.md');
const steps: RehearsalStep[] = [
  {
    when: heard('report'),
    reply: {
      blocks: [
        think('The owner wants a file report.md in that folder.'),
        call('mcp__files__write_file', { path: report, content: '# Electricity\n\nIt went down.\n' }),
      ],
    },
  },
  { reply: { blocks: [say('Done.')] } },
];

describe('MCP servers', () => {
  let launched: LaunchedApp;
  const group = (name: string) => launched.window.getByRole('group', { name, exact: true });
  const rowOf = (server: string, tool: string) =>
    group(server)
      .getByRole('listitem')
      .filter({ has: launched.window.getByText(tool, { exact: true }) });
  const addByApi = async (name: string, transport: object, timeout_ms = 20_000) => {
    launched.answerDialogs({ kind: 'allow_program', answer: 'allow' });
    return api<{ id: string }>(launched.window, 'POST', '/mcp/servers', { name, transport, timeout_ms });
  };

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('one is added as a program, with a question outside of the window, and starts switched off', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Settings' }).click();
    await window.getByRole('link', { name: 'Servers', exact: true }).click();
    await window.getByText('No servers yet').waitFor();
    await lookAt(launched, 'servers-empty');

    await window.getByRole('button', { name: 'Add a server' }).click();
    const dialog = window.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add and look at it' }).click();
    await dialog.getByText('Use letters, digits and hyphens only').waitFor();
    await dialog.getByRole('button', { name: 'Add a variable' }).click();
    await lookAt(launched, 'servers-add-wrong');
    await dialog.getByRole('radio', { name: 'At an address' }).click();
    await lookAt(launched, 'servers-add-address');
    await dialog.getByRole('radio', { name: 'As a program' }).click();
    const { args } = filesystem(folder);
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('files');
    await dialog.getByRole('textbox', { name: 'Command' }).fill(node);
    await dialog.getByRole('textbox', { name: 'Arguments' }).fill(args.join('\n'));
    await dialog.getByRole('textbox', { name: 'Name of variable 1' }).fill('REGION');
    await dialog.getByRole('textbox', { name: 'Value of variable 1' }).fill('north');

    // confined unless the owner says otherwise, to folders that they choose in the system's dialog
    launched.answerDialogs({ kind: 'pick_folder', answer: folder });
    await dialog.getByRole('button', { name: 'Add a folder' }).click();
    await dialog.getByText(folder, { exact: true }).waitFor();
    await lookAt(launched, 'servers-add-confined');
    await dialog.getByRole('radio', { name: 'With your rights' }).click();
    await dialog.getByText('It can read, change and send everything that you can.').waitFor();
    await lookAt(launched, 'servers-add-unconfined');

    // without a yes in the system's dialog nothing starts
    await dialog.getByRole('button', { name: 'Add and look at it' }).click();
    await expect.poll(() => launched.askedDialogs().length).toBe(2);
    expect(await api(window, 'GET', '/mcp/servers')).toEqual({ data: [] });
    expect(launched.askedDialogs()[1]).toMatchObject({
      kind: 'allow_program',
      message: 'Let Holdfast start a program for the server “files”?',
      detail: expect.stringContaining(folder),
    });
    launched.answerDialogs({ kind: 'allow_program', answer: 'allow' });
    await dialog.getByRole('button', { name: 'Add and look at it' }).click();
    await said(window, '“files” is added.').waitFor();
    await group('files').getByText('Reached').waitFor();
    expect(await window.getByRole('switch', { name: 'Agents may use “files”' }).isChecked()).toBe(false);
    await group('files')
      .getByRole('button', { name: /^\d+ tools$/ })
      .click();
    await window.getByText('New, not looked at').first().waitFor();
    await lookAt(launched, 'servers-quarantined');
  });

  test('switching it on approves what it shows, and labels are a click', async () => {
    const { window } = launched;
    await window.getByRole('switch', { name: 'Agents may use “files”' }).click();
    const row = rowOf('files', 'read_text_file');
    await row.getByText('On', { exact: true }).waitFor();
    await lookAt(launched, 'servers-on');
    await row.getByRole('button', { name: 'Use the proposal' }).click();
    await row.getByText(/Set by you: Only reads/).waitFor();
    const write = rowOf('files', 'write_file');
    await write.getByRole('button', { name: 'Labels of write_file' }).click();
    await window.getByRole('dialog').getByText('What it does').waitFor();
    await lookAt(launched, 'servers-labels');
    await window.getByRole('dialog').getByRole('button', { name: 'Save labels' }).click();
    await write.getByText(/Set by you/).waitFor();
    await group('files').getByRole('button', { name: 'Hide tools' }).click();
  });

  test('a session calls its tool through the approval, and the file is there', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, `Please write a report into ${report}.`);
    await approval(window).getByText('Call the tool "write_file" of "files".').first().waitFor();
    await lookAt(launched, 'servers-approval');
    expect(existsSync(report)).toBe(false);
    await approval(window).getByRole('button', { name: 'Allow once' }).click();
    await untilTurnsEnded(window, 1);
    expect(readFileSync(report, 'utf8')).toBe('# Electricity\n\nIt went down.\n');
    await card(window, /^files: write_file/).click();
    await lookAt(launched, 'servers-card');
  });

  test('what fails, what changed and what looks like another is said, with the reason', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Settings' }).click();
    await window.getByRole('link', { name: 'Servers', exact: true }).click();
    await api(window, 'POST', '/mcp/servers', {
      name: 'calendar',
      transport: { type: 'http', url: 'http://127.0.0.1:9/mcp' },
    });
    await group('calendar').getByText('is on this computer or its own network').waitFor();
    await addByApi('gone', hostile('gone'));
    await group('gone').getByText('The program ended with code 1.').waitFor();

    const changed = join(temporaryFolder('servers'), 'changed');
    const { id } = await addByApi('dictionary', hostile('changing', changed));
    await api(window, 'POST', `/mcp/servers/${id}`, { is_on: true });
    writeFileSync(changed, '');
    await group('dictionary').getByRole('button', { name: 'Test the connection' }).click();
    await group('dictionary').getByText('2 tools wait for a look of yours').waitFor();
    const twin = await addByApi('twin', hostile('look-alike'));
    await api(window, 'POST', `/mcp/servers/${twin.id}`, { is_on: true });
    await group('twin').getByRole('button', { name: '4 tools' }).click();
    await group('twin').getByText('“Look_Up” looks like “look-up”, a tool of “dictionary”.').waitFor();
    await lookAt(launched, 'servers-refused');
    await group('twin').getByRole('button', { name: 'Hide tools' }).click();
    await group('dictionary').getByRole('button', { name: '2 tools' }).click();
    await group('dictionary').getByRole('button', { name: 'Labels of brand-new' }).scrollIntoViewIfNeeded();
    await lookAt(launched, 'servers-changed');

    await group('dictionary').getByRole('button', { name: 'Compare… look-up' }).click();
    await window.getByRole('dialog').getByText('What it says now').waitFor();
    await lookAt(launched, 'servers-compare');
    await window.getByRole('dialog').getByRole('button', { name: 'Accept the new version' }).click();
    await said(window, '“look-up” is accepted as it is now.').waitFor();
    await group('dictionary').getByRole('button', { name: 'Take it in brand-new' }).click();
    await expect.poll(() => group('dictionary').getByText('On', { exact: true }).count()).toBe(2);
  });

  test('one is changed: its form holds everything but secrets, mistakes are said, and a changed description is compared', async () => {
    const { window } = launched;
    // with the other's look-alike there, the same names would be refused here
    const { data } = await api<{ data: { id: string; name: string }[] }>(window, 'GET', '/mcp/servers');
    const twin = data.find((each) => each.name === 'twin');
    await api(window, 'DELETE', `/mcp/servers/${twin?.id}`);
    const other = join(temporaryFolder('servers'), 'other');
    writeFileSync(other, '');
    const environment = [{ name: 'API_KEY', value: 'quince-jelly-three-jars', is_secret: true }];
    const { id } = await addByApi('words', { ...hostile('changing', join(folder, 'never')), environment });
    await api(window, 'POST', `/mcp/servers/${id}`, { is_on: true });
    await group('words').getByRole('button', { name: 'Change words…' }).click();
    const dialog = window.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Command' }).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Value of variable 1' }).inputValue()).toBe('');
    await lookAt(launched, 'servers-edit');

    const submit = dialog.getByRole('button', { name: 'Change and look at it' });
    const name = dialog.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('DICTIONARY');
    await dialog.getByText('Its tools get other names with it').waitFor();
    await dialog.getByRole('textbox', { name: 'Name of variable 1' }).fill('OTHER_KEY');
    await submit.click();
    await dialog.getByText('one that is stored cannot be renamed or shown').waitFor();
    await lookAt(launched, 'servers-edit-wrong');
    await dialog.getByRole('textbox', { name: 'Name of variable 1' }).fill('API_KEY');
    await submit.click();
    await dialog.getByText('This name cannot be used for a server.').waitFor();
    await dialog.getByText('“DICTIONARY” looks like “dictionary”').scrollIntoViewIfNeeded();
    await lookAt(launched, 'servers-edit-refused');

    // the rest with the keys alone
    await name.fill('words');
    await dialog.getByRole('textbox', { name: 'Arguments' }).fill(hostile('changing', other).args.join('\n'));
    launched.answerDialogs({ kind: 'allow_program', answer: 'allow' });
    await submit.focus();
    await window.keyboard.press('Enter');
    await said(window, '“words” is changed. Sessions have it so from their next call.').waitFor();
    await group('words').getByText('2 tools wait for a look of yours').waitFor();
    await group('words').getByRole('button', { name: '2 tools' }).click();
    await group('words').getByRole('button', { name: 'Compare… look-up' }).click();
    await dialog.getByText('What it says now').waitFor();
    await dialog.getByText('evil.example').first().waitFor();
    await window.keyboard.press('Escape');
    await group('words').getByRole('button', { name: 'Hide tools' }).click();
  });

  test('the token of an address stays with its host, and the form says so', async () => {
    const { window } = launched;
    const url = 'https://mcp.example.invalid/mcp';
    const { id } = await addByApi('remote', { type: 'http', url, token: 'quince-jelly-three-jars' });
    await group('remote').getByText('Failed', { exact: true }).waitFor();
    await group('remote').getByRole('button', { name: 'Change remote…' }).click();
    const dialog = window.getByRole('dialog');
    await dialog.getByText('One is stored. It stays if you enter nothing.').waitFor();
    await lookAt(launched, 'servers-edit-address');
    await dialog.getByRole('textbox', { name: 'Address' }).fill('no address');
    await dialog.getByRole('button', { name: 'Change and look at it' }).click();
    await dialog.getByText('An address starts with http:// or https://').waitFor();
    await dialog.getByRole('textbox', { name: 'Address' }).fill('https://other.example.invalid/mcp');
    await dialog.getByText('The stored token is for the old host alone and goes').waitFor();
    await lookAt(launched, 'servers-edit-address-moved');
    await dialog.getByRole('button', { name: 'Change and look at it' }).click();
    await said(window, '“remote” is changed.').waitFor();
    const { data } = await api<{ data: { id: string; transport: object }[] }>(window, 'GET', '/mcp/servers');
    expect(data.find((each) => each.id === id)?.transport).toMatchObject({ has_token: false });
  });

  test('one that does not answer shows that it is waited for, and can be removed', async () => {
    const { window } = launched;
    // it is removed while it is waited for
    const adding = addByApi('mute', hostile('mute'), 60_000).catch(String);
    await group('mute').getByText('Connecting…').waitFor();
    await group('mute').scrollIntoViewIfNeeded();
    await lookAt(launched, 'servers-connecting');
    await group('mute').getByRole('button', { name: 'Remove…' }).click();
    await lookAt(launched, 'servers-remove');
    await window.getByRole('button', { name: 'Remove the server' }).click();
    await expect.poll(() => group('mute').count()).toBe(0);
    // whether its time was up by then or not: the request ends, and nothing of it is left
    await adding;
    // while the dialog closes, what lies behind it cannot be seen: only the house knows when it is gone
    const names = async () => {
      const { data } = await api<{ data: { name: string }[] }>(window, 'GET', '/mcp/servers');
      return data.map(({ name }) => name);
    };
    await expect.poll(names).not.toContain('mute');
    await expect.poll(() => group('mute').count()).toBe(0);
  });
});
