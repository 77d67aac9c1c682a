import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { expectedFigure } from './support/figure.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import * as page from './support/page.js';
import { screenshotBoth } from './support/screenshot.ts';
import {
  approval,
  card,
  conversation,
  demoFolder,
  events,
  grantFolder,
  message,
  newSession,
  send,
  textOf,
  untilTurnsEnded,
} from './support/session.ts';

/** `npm run demo` keeps what the session leaves behind. */
const isDemo = process.env.HOLDFAST_DEMO === '1';
const output = inRoot('demo-output');
const task =
  'What did I spend on electricity in September? Work it out and write a short report into the folder.';

describe('the demo session: a real folder, the sandbox, an approval, the quarantine, the memory', () => {
  const folder = demoFolder();
  const figure = expectedFigure(folder);
  const report = join(folder, 'report.md');
  let launched: LaunchedApp;
  let session: string;
  let shot = 0;

  const picture = async (name: string) => {
    shot += 1;
    if (isDemo) await screenshotBoth(launched, `${String(shot).padStart(2, '0')}-${name}`, output);
  };

  beforeAll(async () => {
    if (isDemo) {
      rmSync(output, { recursive: true, force: true });
      mkdirSync(output, { recursive: true });
    }
    launched = await launchApp();
  });
  afterAll(() => launched?.close());

  test('the first run needs no key, and the folder is granted in a native dialog', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: 'Start the rehearsal' }).waitFor();
    await picture('first-run');
    await window.getByRole('button', { name: 'Start the rehearsal' }).click();
    await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    await picture('home');
    session = await newSession(window);
    await grantFolder(launched, folder);
    expect(launched.askedDialogs()).toEqual([
      { kind: 'pick_folder', title: 'Choose a folder that the agent may read and write' },
    ]);
    await message(window).fill(task);
    await picture('task');
  });

  test('the agent reads the files, computes in the sandbox, and stops before it writes', async () => {
    const { window } = launched;
    await send(window, task);
    await approval(window).waitFor({ timeout: 60_000 });
    const log = await events(window);
    const calls = log.filter(({ type }) => type === 'agent.tool_use');
    expect(calls.map(({ name }) => name).filter((name, at, all) => all.indexOf(name) === at)).toEqual([
      'glob',
      'read',
      'run_code',
      'write',
    ]);
    const computed = calls.find(({ name }) => name === 'run_code');
    const result = log.find(
      ({ type, tool_use_id: id }) => type === 'agent.tool_result' && id === computed?.id,
    );
    expect(textOf(result)).toContain(`figure=${figure}`);
    expect(existsSync(report)).toBe(false);
  });

  test('the approval tells the whole truth, and nothing in it allows by itself', async () => {
    const { window } = launched;
    const dialog = approval(window);
    await dialog.getByRole('heading', { name: /report\.md/ }).waitFor();
    expect(await dialog.innerText()).toContain('/mnt/folders/electricity/report.md');
    await dialog.getByText('It changes a file in your folder "electricity".').waitFor();
    const diff = dialog.getByRole('figure');
    await diff.getByText('new file').waitFor();
    await diff.getByText(`The electricity cost ${figure} EUR`).waitFor();
    for (const name of ['Deny', 'Deny with a note…', 'Allow for this session', 'Allow once'])
      await dialog.getByRole('button', { name, exact: true }).waitFor();
    await dialog.getByText(/“Allow for this session” adds the rule:/).waitFor();
    await dialog.getByText('Why you are asked').waitFor();
    await expect.poll(() => window.evaluate(page.focused)).toMatchObject({ role: 'alertdialog' });
    await picture('approval');
    await window.keyboard.press('Enter');
    const allow = dialog.getByRole('button', { name: 'Allow once' });
    await expect.poll(() => allow.isEnabled()).toBe(true);
    for (const name of ['Allow once', 'Allow for this session']) {
      await dialog.getByRole('button', { name }).focus();
      await window.keyboard.press('Enter');
    }
    expect(await dialog.isVisible()).toBe(true);
    expect((await events(window)).filter(({ type }) => type === 'user.tool_confirmation')).toEqual([]);
    expect(existsSync(report)).toBe(false);
  });

  test('allowed once, it writes the report with the right figure, notes it, and says that the note waits', async () => {
    const { window } = launched;
    await approval(window).getByRole('button', { name: 'Allow once' }).click();
    await untilTurnsEnded(window, 1);
    expect(readFileSync(report, 'utf8')).toContain(`The electricity cost ${figure} EUR`);
    expect(readdirSync(folder).sort()).toEqual([
      'electricity-2026-09.csv',
      'household.md',
      'report.md',
      'tariffs.md',
    ]);
    await conversation(window).getByText(`The electricity cost ${figure} EUR`).last().waitFor();
    const log = await events(window);
    const answer = textOf(log.findLast(({ type }) => type === 'agent.message'));
    expect(answer).toContain(`The note with the figure **${figure}** waits for you in the memory`);
    const remembered = log.find(({ type, name }) => type === 'agent.tool_use' && name === 'remember');
    expect(JSON.stringify(remembered)).toContain(figure);
    await picture('done');
  });

  test('the cards show what was called, what came back and who allowed it', async () => {
    const { window } = launched;
    await card(window, /^Write file .*Allowed by you/).waitFor();
    await card(window, /^Run code/).click();
    await conversation(window).getByText('Calls made by this code').waitFor();
    await conversation(window).getByText(`figure=${figure}`).first().waitFor();
    await picture('sandbox');
    await card(window, /^Run code/).click();
  });

  test('the note waits for the owner, who releases it', async () => {
    launched = await launched.restart();
    const { window } = launched;
    await window.getByRole('link', { name: 'Memory' }).click();
    await window.getByRole('link', { name: /^Quarantine/ }).click();
    const waiting = window.getByRole('list', { name: 'Waiting' }).getByRole('listitem');
    await waiting.getByText(figure).waitFor();
    await picture('quarantine');
    await waiting.getByRole('button', { name: 'Release' }).click();
    const dialog = window.getByRole('alertdialog', { name: 'Remember this?' });
    await dialog.getByRole('button', { name: 'Remember it' }).click();
    await window.getByText('Nothing waits for you').waitFor();
    await window.getByRole('button', { name: 'Close' }).click();
  });

  test('what happened is found again in the memory', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Memory', exact: true }).click();
    await window.getByRole('textbox', { name: 'Search every word that was said' }).fill(figure);
    const drawers = window.getByRole('region', { name: 'Drawers' });
    await drawers.getByRole('status').waitFor();
    await drawers.getByRole('link').filter({ hasText: 'report in' }).first().click();
    await window.getByRole('article', { name: 'Drawer' }).waitFor();
    await picture('memory');
    await window.getByRole('link', { name: 'Go to where it was said' }).click();
    await conversation(window).waitFor();
    await picture('back-at-the-event');
    expect(window.url()).toMatch(new RegExp(`#/sessions/${session}\\?event=\\d+$`));
  });

  test.runIf(isDemo)('leaves the transcript and the report behind', async () => {
    const { window } = launched;
    const transcript = await window.evaluate(
      page.fetchText,
      `/holdfast/v1/sessions/${session}/export?format=markdown`,
    );
    expect(transcript).toContain(figure);
    writeFileSync(join(output, 'transcript.md'), transcript);
    writeFileSync(join(output, 'report.md'), readFileSync(report));
  });
});
