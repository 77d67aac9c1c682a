import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import * as page from './support/page.js';
import {
  api,
  approval,
  card,
  conversation,
  demoFolder,
  grantFolder,
  newSession,
  said,
  send,
  untilTurnsEnded,
} from './support/session.ts';

const plan = (window: Page) => conversation(window).getByRole('region', { name: /A short report/ });
const modeSwitch = (window: Page) => window.getByRole('button', { name: /^How the agent works/ });
const steps = (window: Page) => plan(window).getByRole('list', { name: 'Steps' }).getByRole('listitem');

async function choose(window: Page, mode: 'Act' | 'Plan first' | 'Dry run'): Promise<void> {
  await modeSwitch(window).click();
  await window.getByRole('menuitemradio', { name: new RegExp(`^${mode}`) }).click();
  await window.getByRole('button', { name: `How the agent works: ${mode}` }).waitFor();
}

async function newTask(launched: LaunchedApp, mode: 'Plan first' | 'Dry run') {
  const folder = demoFolder();
  const session = await newSession(launched.window);
  await grantFolder(launched, folder);
  await choose(launched.window, mode);
  await send(launched.window, 'What did the electricity cost? Write a short report.');
  return { session, report: join(folder, 'report.md') };
}

describe('plan first, lived through with the rehearsal', () => {
  let launched: LaunchedApp;
  let report: string;
  let session: string;

  beforeAll(async () => {
    launched = await launchApp();
    await launched.window.getByRole('button', { name: 'Start the rehearsal' }).click();
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('the three ways to work say what they mean, and are chosen without the mouse', async () => {
    const { window } = launched;
    await newSession(window);
    await modeSwitch(window).focus();
    await window.keyboard.press('Enter');
    const menu = window.getByRole('menu', { name: 'How the agent works' });
    await menu.getByText(/asks before anything that your settings and rules do not allow/).waitFor();
    await menu.getByText(/shows you its steps/).waitFor();
    await menu.getByText(/Nothing outside its workspace is changed/).waitFor();
    expect(await menu.getByRole('menuitemradio', { name: /^Act/ }).getAttribute('aria-checked')).toBe('true');
    await lookAt(launched, 'mode-menu');
    await window.keyboard.press('ArrowDown');
    if (
      !(await menu
        .getByRole('menuitemradio', { name: /^Plan first/ })
        .evaluate((item) => item.matches(':focus')))
    )
      await window.keyboard.press('ArrowDown');
    await window.keyboard.press('Enter');
    await window.getByRole('button', { name: 'How the agent works: Plan first' }).waitFor();
    await conversation(window)
      .or(window.getByText('From here on the agent works by a plan'))
      .first()
      .waitFor();
  });

  test('the agent looks and computes, then shows its steps; nothing is written', async () => {
    ({ report, session } = await newTask(launched, 'Plan first'));
    const { window } = launched;
    await plan(window).waitFor({ timeout: 60_000 });
    expect(await steps(window).count()).toBe(2);
    await steps(window)
      .first()
      .getByText(/\/mnt\/folders\/electricity\/report\.md/)
      .waitFor();
    await steps(window).first().getByText('Can be undone').waitFor();
    await lookAt(launched, 'plan-review');
    expect(existsSync(report)).toBe(false);
  });

  test('the inbox names the plan that waits', async () => {
    const { window } = launched;
    await window
      .getByRole('link', { name: /^Approvals/ })
      .first()
      .click();
    await window.getByRole('link', { name: /A plan for you to review/ }).waitFor();
    await lookAt(launched, 'plan-inbox');
    await window.getByRole('link', { name: /A plan for you to review/ }).click();
    await plan(window).waitFor();
  });

  test('steps are edited, added, moved and removed; the edits survive a restart', async () => {
    const { window } = launched;
    await plan(window).getByRole('button', { name: 'Remove step 2' }).click();
    await plan(window).getByRole('button', { name: 'Edit step 1' }).click();
    await plan(window).getByRole('textbox', { name: 'What is done' }).fill('Write the report, in one page');
    await lookAt(launched, 'plan-edit-step');
    await plan(window).getByRole('button', { name: 'Done' }).click();
    await plan(window).getByRole('button', { name: 'Add a step' }).click();
    await plan(window).getByText('Say what step 2 does.').waitFor();
    expect(await plan(window).getByRole('button', { name: 'Approve this plan' }).isDisabled()).toBe(true);
    await plan(window).getByRole('textbox', { name: 'What is done' }).fill('Check it against the table');
    await window.keyboard.press('Escape');
    await plan(window).getByRole('button', { name: 'Move step 2 up' }).click();
    await expect.poll(() => steps(window).first().innerText()).toContain('Check it against the table');
    await plan(window).getByRole('button', { name: 'Move step 1 down' }).click();
    launched = await launched.restart();
    await launched.window.goto(`holdfast://app/#/sessions/${session}`);
    await expect.poll(() => steps(launched.window).first().innerText()).toContain('in one page');
    expect(await steps(launched.window).nth(1).innerText()).toContain('Check it against the table');
    await lookAt(launched, 'plan-edited');
  });

  test('approved with a note; a call says its step, one outside the plan says that it is', async () => {
    const { window } = launched;
    await plan(window).getByRole('button', { name: 'Add a note…' }).click();
    await plan(window).getByRole('textbox', { name: 'Note for the agent' }).fill('Keep it short.');
    const approve = plan(window).getByRole('button', { name: 'Approve with this note' });
    await approve.focus();
    await window.keyboard.press('Enter');
    expect(await approve.isVisible()).toBe(true);
    await approve.click();
    await conversation(window)
      .getByRole('heading', { name: /You approved this plan, with your changes: 2 steps/ })
      .waitFor();
    await approval(window).getByText('1. Write the report, in one page').waitFor();
    await card(window, /^Write file .*Step 1/).waitFor();
    await lookAt(launched, 'plan-step-asks');
    await approval(window).getByRole('button', { name: 'Allow once' }).click();
    await approval(window).getByText('It is not in the plan that you approved.').waitFor();
    await card(window, /^Remember .*Not in your plan/).waitFor();
    await lookAt(launched, 'plan-outside-asks');
    expect(readFileSync(report, 'utf8')).toContain('Report');
    await approval(window).getByRole('button', { name: 'Deny', exact: true }).click();
    await untilTurnsEnded(window, 1);
    await lookAt(launched, 'plan-done');
  });

  test('an answer that comes too late is refused in clear words', async () => {
    const { session: late } = await newTask(launched, 'Plan first');
    const { window } = launched;
    await plan(window).waitFor({ timeout: 60_000 });
    const approve = plan(window).getByRole('button', { name: 'Approve this plan' });
    await expect.poll(() => approve.isEnabled()).toBe(true);
    const { data } = await api<{ data: { tool_use_id: string }[] }>(
      window,
      'GET',
      `/plans?session_id=${late}`,
    );
    // somebody else answers while the owner still looks at the plan
    await window.evaluate(page.postThenPress, {
      path: `/holdfast/v1/plans/${data[0]?.tool_use_id}`,
      body: { decision: 'reject' },
      name: 'Approve this plan',
    });
    await said(window, 'That answer came too late.').waitFor();
    await window.getByText(/Your answer was not taken: “A short report/).waitFor();
    await lookAt(launched, 'plan-too-late');
    await conversation(window).getByRole('heading', { name: 'You rejected this plan' }).waitFor();
  });

  test('rejected, nothing of it is done, and the agent knows why', async () => {
    const { report: unwritten } = await newTask(launched, 'Plan first');
    const { window } = launched;
    await plan(window).waitFor({ timeout: 60_000 });
    await plan(window).getByRole('button', { name: 'Add a note…' }).click();
    await plan(window).getByRole('textbox', { name: 'Note for the agent' }).fill('Not into that folder.');
    await plan(window).getByRole('button', { name: 'Reject with this note' }).click();
    await conversation(window).getByRole('heading', { name: 'You rejected this plan' }).waitFor();
    await untilTurnsEnded(window, 1);
    await conversation(window)
      .getByText(/Not into that folder/)
      .first()
      .waitFor();
    expect(existsSync(unwritten)).toBe(false);
    await lookAt(launched, 'plan-rejected');
  });
});

describe('a dry run, lived through with the rehearsal', () => {
  let launched: LaunchedApp;
  let report: string;

  beforeAll(async () => {
    launched = await launchApp();
    await launched.window.getByRole('button', { name: 'Start the rehearsal' }).click();
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  const list = (window: Page) =>
    window.getByRole('region', { name: /^Dry run: \d+ calls? (was|were) recorded and not done/ }).first();

  test('what would change something is recorded and not done', async () => {
    ({ report } = await newTask(launched, 'Dry run'));
    const { window } = launched;
    await untilTurnsEnded(window, 1);
    expect(existsSync(report)).toBe(false);
    await card(window, /^Write file .*Recorded, not done/).waitFor();
    await list(window)
      .getByRole('heading', { name: 'Dry run: 2 calls were recorded and not done' })
      .waitFor();
    await lookAt(launched, 'dry-run-recorded');
  });

  test('the list says what and where, shows the change, and what would ask', async () => {
    const { window } = launched;
    await list(window).getByRole('button', { name: 'Review the list' }).click();
    const rows = list(window).getByRole('listitem');
    await rows.first().getByText('/mnt/folders/electricity/report.md').waitFor();
    await rows.first().getByText('Will ask you first').waitFor();
    await rows.nth(1).getByText('Needs no question').waitFor();
    await lookAt(launched, 'dry-run-list');
    await rows.first().getByRole('button', { name: 'What would change' }).click();
    await rows.first().getByRole('figure').getByText('new file').waitFor();
    await lookAt(launched, 'dry-run-diff');
  });

  test('what needs no question runs at once; the rest goes through the gate', async () => {
    const { window } = launched;
    await list(window).getByRole('button', { name: 'Run the 1 that needs no question' }).click();
    await untilTurnsEnded(window, 2);
    await window.getByRole('button', { name: 'How the agent works: Act' }).waitFor();
    await list(window).getByRole('heading', { name: 'Dry run: 1 call was recorded and not done' }).waitFor();
    expect(existsSync(report)).toBe(false);
    await list(window).getByRole('button', { name: 'Run 1 selected' }).click();
    await approval(window).waitFor();
    expect(existsSync(report)).toBe(false);
    await approval(window).getByRole('button', { name: 'Allow once' }).click();
    await untilTurnsEnded(window, 3);
    expect(readFileSync(report, 'utf8')).toContain('Report');
    await expect.poll(() => list(window).count()).toBe(0);
    await lookAt(launched, 'dry-run-executed');
  });

  test('what is discarded can no longer be run', async () => {
    const { report: unwritten, session } = await newTask(launched, 'Dry run');
    const { window } = launched;
    await untilTurnsEnded(window, 1);
    await list(window).getByRole('button', { name: 'Review the list' }).click();
    await list(window)
      .getByRole('checkbox', { name: /^Select: Remember/ })
      .uncheck();
    await list(window).getByRole('button', { name: 'Discard 1' }).click();
    await list(window).getByRole('heading', { name: 'Dry run: 1 call was recorded and not done' }).waitFor();
    expect(existsSync(unwritten)).toBe(false);
    const { data } = await api<{ data: { state: string }[] }>(window, 'GET', `/sessions/${session}/dry-run`);
    expect(data.map(({ state }) => state)).toEqual(['discarded', 'recorded']);
  });
});
