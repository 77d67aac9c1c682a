import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, say } from './support/rehearsal.ts';
import {
  api,
  approval,
  card,
  conversation,
  demoFolder,
  grantFolder,
  newSession,
  send,
  untilTurnsEnded,
} from './support/session.ts';

const folder = demoFolder();
const write = (name: string) =>
  call('write', { file_path: `/mnt/folders/electricity/${name}`, content: '# Plans\n' });
const code = `await tools.write({ file_path: '/mnt/folders/electricity/coded.md', content: 'x' })`;
const steps = [
  { when: heard('plans.md'), reply: { blocks: [write('plans.md')] } },
  { when: heard('something'), reply: { blocks: [write('other.md')] } },
  { when: heard('coded.md'), reply: { blocks: [call('run_code', { code })] } },
  { reply: { blocks: [say('Done.')] } },
];
const yes = JSON.stringify({ decision: 'allow', reason: 'You asked for this very file.' });

describe('the judge', () => {
  let launched: LaunchedApp;
  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps, 'a test', {}, yes) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('it is switched on in the settings, and chosen for a tool', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Settings' }).click();
    await window.getByRole('link', { name: 'Safety', exact: true }).click();
    const judge = window.getByRole('switch', { name: 'Let a judge answer for such calls' });
    await judge.scrollIntoViewIfNeeded();
    expect(await judge.isChecked()).toBe(false);
    await lookAt(launched, 'judge-off');
    await judge.click();
    await window.getByText('Choose the tools it may judge for').waitFor();
    await lookAt(launched, 'judge-on');
    await window.getByText('Choose the tools it may judge for').click();
    const policy = window.getByRole('radiogroup', { name: /\bwrite\b/ });
    await policy.getByRole('radio', { name: 'Judge', exact: true }).click();
    await policy.scrollIntoViewIfNeeded();
    await lookAt(launched, 'judge-tool');
    const { data } = await api<{ data: { name: string; policy: string }[] }>(window, 'GET', '/tools');
    expect(data.filter((tool) => tool.policy === 'auto').map(({ name }) => name)).toEqual(['write']);
  });

  test('a file that the owner named is written unasked, and the card says who let it run', async () => {
    const { window } = launched;
    await newSession(window);
    await grantFolder(launched, folder);
    await send(window, 'Write plans.md into the folder');
    await untilTurnsEnded(window, 1);
    expect(readFileSync(join(folder, 'plans.md'), 'utf8')).toBe('# Plans\n');
    await conversation(window).getByText('Let run by the judge').first().waitFor();
    await card(window, /plans\.md/)
      .first()
      .click();
    await lookAt(launched, 'judge-card');
    const { data } = await api<{ data: object[] }>(window, 'GET', '/decisions');
    expect(data[0]).toMatchObject({ rule: 'judge', reason: 'You asked for this very file.' });
  });

  test('what the owner did not name is asked about, and so is a call of code, whatever the judge says', async () => {
    const { window } = launched;
    for (const [words, name] of [
      ['Write something', 'other.md'],
      ['Write coded.md by a program', 'coded.md'],
    ] as const) {
      await send(window, words);
      await approval(window).waitFor();
      expect(existsSync(join(folder, name))).toBe(false);
      await approval(window).getByRole('button', { name: 'Deny', exact: true }).click();
      await approval(window).waitFor({ state: 'detached' });
    }
    const { data } = await api<{ data: { rule: string }[] }>(window, 'GET', '/decisions?limit=50');
    expect(data.filter(({ rule }) => rule === 'judge')).toHaveLength(1);
  });
});
