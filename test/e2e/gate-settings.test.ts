import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heapOf } from './support/heap.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, say } from './support/rehearsal.ts';
import { api, demoFolder, grantFolder, newSession, said, send, untilTurnsEnded } from './support/session.ts';

const token = `ghp_${randomBytes(27).toString('base64').replace(/[+/]/g, 'x')}`;
const folder = demoFolder();
writeFileSync(join(folder, 'config.txt'), `GITHUB_TOKEN=${token}\n`);
const path = '/mnt/folders/electricity/config.txt';
const steps = [
  { when: heard('config'), reply: { blocks: [call('read', { file_path: path })] } },
  { reply: { blocks: [say('Done.')] } },
];

describe('settings of the gate', () => {
  let launched: LaunchedApp;
  const open = async (section: string) => {
    await launched.window.getByRole('link', { name: 'Settings' }).click();
    await launched.window.getByRole('link', { name: section, exact: true }).click();
  };
  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('a proxy and authorities are set one without the other, and what they weaken is named', async () => {
    const { window } = launched;
    await open('Network');
    await window.getByText('Requests leave directly.').waitFor();
    await lookAt(launched, 'network-plain');
    const address = window.getByRole('textbox', { name: 'Address of the proxy' });
    await address.fill('proxy.example');
    await window.getByRole('button', { name: 'Save' }).click();
    await window.getByText('An address like http://host:port belongs here').waitFor();
    await address.fill('http://127.0.0.1:3128');
    await window.getByRole('button', { name: 'Save' }).click();
    await said(window, 'Requests leave through the proxy from now on.').waitFor();
    await window.getByText('it finds the addresses of hosts').waitFor();

    await window.getByRole('button', { name: 'Add authorities of your own' }).click();
    const dialog = window.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Certificates' }).fill('no certificate');
    await dialog.getByRole('button', { name: 'Accept these authorities' }).click();
    await dialog.getByText('There is no certificate (PEM) in it.').waitFor();
    await lookAt(launched, 'network-wrong-certificate');
    await dialog.getByRole('textbox', { name: 'Certificates' }).fill(rootCertificates[0] ?? '');
    await dialog.getByRole('button', { name: 'Accept these authorities' }).click();
    await window.getByText('Certificates of your own authority are accepted').waitFor();
    await expect.poll(() => dialog.count()).toBe(0);
    await lookAt(launched, 'network-weakened');
    expect(await api(window, 'GET', '/network')).toMatchObject({
      proxy: 'http://127.0.0.1:3128',
      certificates: [{ sha256: expect.stringMatching(/^[0-9A-F:]{95}$/) }],
    });

    await window.getByRole('button', { name: 'Remove mine…' }).click();
    await window.getByRole('button', { name: 'Remove them' }).click();
    await said(window, 'Only the usual authorities count now.').waitFor();
    await address.fill('');
    await window.getByRole('button', { name: 'Save' }).click();
    await window.getByText('Requests leave directly.').first().waitFor();
    expect(await api(window, 'GET', '/network')).toEqual({
      proxy: null,
      has_certificates: false,
      certificates: [],
      weaknesses: [],
    });
  });

  test('doors of Holdfast’s own are listed with their reason', async () => {
    const { window } = launched;
    await window.getByText('None. Nothing leaves without a session.').scrollIntoViewIfNeeded();
    await lookAt(launched, 'network-doors');
  });

  test('a secret that was taken out is shown to the owner alone, on demand, and not kept', async () => {
    const { window } = launched;
    await open('Secrets found');
    await window.getByText('Nothing was taken out so far.').waitFor();
    await lookAt(launched, 'secrets-empty');
    await newSession(window);
    await grantFolder(launched, folder, 'May read…');
    await send(window, 'Read the config, please.');
    await untilTurnsEnded(window, 1);
    await open('Secrets found');
    const row = window.getByRole('list', { name: 'Taken out lately' }).getByRole('listitem');
    await row.getByText('#1: looks like').waitFor();
    expect(await heapOf(window)).not.toContain(token);
    await row.getByRole('button', { name: 'Show #1' }).click();
    await row.getByText(token).waitFor();
    await lookAt(launched, 'secrets-shown');
    await row.getByRole('button', { name: 'Hide #1' }).click();
    await expect.poll(() => row.getByText(token).count()).toBe(0);
    await row.getByRole('button', { name: '#1 is not a secret' }).click();
    await row.getByText('Not a secret').first().waitFor();
    await row.getByRole('button', { name: '#1 is a secret' }).click();
    await said(window, '#1 is taken out again from now on.').waitFor();
  });

  test('it is switched off for a tool and a session, and on again', async () => {
    const { window } = launched;
    const tools = window.getByRole('region', { name: 'Tools', exact: true });
    await tools.getByRole('combobox').click();
    await window.getByRole('option', { name: 'web_fetch' }).click();
    await tools.getByRole('button', { name: 'Switch off for the chosen one: Tools' }).click();
    await window.getByText('It is switched off in places').waitFor();
    const sessions = window.getByRole('region', { name: 'Sessions', exact: true });
    await sessions.getByRole('combobox').click();
    await window.getByRole('option').nth(1).click();
    await sessions.getByRole('button', { name: 'Switch off for the chosen one: Sessions' }).click();
    await expect
      .poll(() => api(window, 'GET', '/settings/redaction'))
      .toEqual({ off_tools: ['web_fetch'], off_sessions: [expect.stringMatching(/^sesn_/)] });
    await sessions.getByRole('button', { name: /^Switch on again for/ }).waitFor();
    await lookAt(launched, 'secrets-exceptions');
    await tools.getByRole('button', { name: 'Switch on again for web_fetch' }).click();
    await sessions.getByRole('button', { name: /^Switch on again for/ }).click();
    await window.getByText('It is on for every tool and every session.').waitFor();
  });
});
