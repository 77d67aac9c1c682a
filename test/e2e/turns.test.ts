import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, type RehearsalStep, say } from './support/rehearsal.ts';
import {
  api,
  card,
  conversation,
  demoFolder,
  events,
  grantFolder,
  message,
  newSession,
  send,
  sendAndWait,
  sessionId,
  textOf,
  untilTurnsEnded,
} from './support/session.ts';

const steps: RehearsalStep[] = [
  {
    when: heard('stream'),
    reply: { blocks: [say('Word after word. '.repeat(400))], delay_ms: 60 },
  },
  {
    when: heard('wait a moment'),
    reply: { blocks: [say('I wait.'), call('wait', { seconds: 4, reason: 'a build runs' })] },
  },
  {
    when: { last: 'tool_result', tool: 'wait', matches: '^(?!Skipped)' },
    reply: { blocks: [say('I waited to the end.')] },
  },
  {
    when: heard('overloaded'),
    times: 1,
    reply: { error: { status: 529, type: 'overloaded_error', retry_after: 40 } },
  },
  {
    when: heard('break off'),
    times: 4,
    reply: { blocks: [say('This breaks off here and now.')], cut_after: 16 },
  },
  { when: heard('refuse'), reply: { blocks: [say('No.')], stop_reason: 'refusal' } },
  {
    when: heard('claim'),
    reply: { blocks: [say('Done. I wrote the summary to /mnt/folders/electricity/summary.md.')] },
  },
  {
    when: heard('long code'),
    reply: {
      blocks: [call('run_code', { code: 'const end = Date.now() + 60000; while (Date.now() < end);' })],
    },
  },
  {
    when: heard('circles'),
    reply: { blocks: [call('glob', { pattern: '**/*.nothing', path: '/mnt/folders' })] },
  },
  {
    when: { last: 'tool_result', tool: 'glob' },
    reply: { blocks: [call('glob', { pattern: '**/*.nothing', path: '/mnt/folders' })] },
  },
  {
    when: { contains: 'Note from Holdfast' },
    reply: { blocks: [call('glob', { pattern: '**/*.nothing', path: '/mnt/folders' })] },
  },
  { reply: { blocks: [say('I see: {{last_text}}')] } },
];

const waiting = (window: Page, words: string) =>
  conversation(window).getByRole('article', { name: 'You' }).filter({ hasText: words });
const stop = (window: Page) => window.getByRole('button', { name: 'Stop', exact: true });

describe('a turn that runs is steered, and what becomes of it is said', () => {
  let launched: LaunchedApp;

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('a message sent during a turn waits; it can be changed and taken back', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Please stream.');
    await conversation(window)
      .getByText(/Word after word/)
      .first()
      .waitFor();
    await send(window, 'And a second thing.');
    const row = waiting(window, 'And a second thing.');
    await row.getByText('Waits for the end of this turn').waitFor();
    await message(window).fill('What I am writing now');
    await lookAt(launched, 'queue-waits');
    await message(window).fill('');
    await row.getByRole('button', { name: 'Edit' }).click();
    await window.getByRole('textbox', { name: 'Your waiting message' }).fill('And a third thing.');
    await lookAt(launched, 'queue-edit');
    await window.getByRole('button', { name: 'Save', exact: true }).click();
    const changed = waiting(window, 'And a third thing.');
    await changed.getByRole('button', { name: 'Take back' }).click();
    await changed.waitFor({ state: 'detached' });
    await expect.poll(() => message(window).inputValue()).toBe('And a third thing.');
    await window.getByRole('button', { name: 'Pause' }).waitFor();
    await stop(window).click();
    await untilTurnsEnded(window, 1);
    await conversation(window).getByText('Cut off here. What had arrived is kept.').waitFor();
    await lookAt(launched, 'interrupted');
    const log = await events(window);
    expect(log.filter(({ type }) => type === 'user.message').map(textOf)).toEqual(['Please stream.']);
    expect(textOf(log.find(({ type }) => type === 'agent.message'))).toContain('Word after word.');
  });

  test('“now, after this tool” is read before the agent goes on', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Please wait a moment.');
    await card(window, /^Wait /).waitFor();
    await send(window, 'Never mind, tell me the time.');
    const row = waiting(window, 'Never mind');
    await row.getByRole('button', { name: 'Now, after this tool' }).click();
    await row.getByText('Is read after the current tool').waitFor();
    await lookAt(launched, 'queue-steer');
    await conversation(window).getByText('I see: Never mind, tell me the time.').waitFor();
    expect(JSON.stringify(await events(window))).not.toContain('I waited to the end.');
  });

  test('paused, nothing new starts until it is resumed; pause and stop are two things', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Please wait a moment.');
    await card(window, /^Wait /).waitFor();
    await stop(window).waitFor();
    await window.getByRole('button', { name: 'Pause' }).click();
    await window.getByText('Paused', { exact: true }).waitFor();
    await lookAt(launched, 'paused');
    expect(JSON.stringify(await events(window))).not.toContain('I waited to the end.');
    await window.getByRole('button', { name: 'Resume' }).click();
    await conversation(window).getByText('I waited to the end.').waitFor();
  });

  test('an overloaded model is tried again, and the seconds are counted down', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Be overloaded.');
    const line = conversation(window).getByText(/The model is overloaded. Trying again in \d+s/);
    await line.waitFor();
    const first = await line.innerText();
    await expect.poll(() => line.innerText()).not.toBe(first);
    await lookAt(launched, 'retry-countdown');
    await stop(window).click();
  });

  test('a refusal, a claim without proof and a broken stream are shown as such', async () => {
    const { window } = launched;
    await newSession(window);
    await sendAndWait(window, 'Now refuse.');
    await conversation(window).getByText('The model declined to go on.').waitFor();
    await lookAt(launched, 'refusal');
    await newSession(window);
    await grantFolder(launched, demoFolder());
    await sendAndWait(window, 'Now claim something.');
    await conversation(window).getByRole('region', { name: 'The log does not bear this out' }).waitFor();
    await lookAt(launched, 'claim-warning');
    await newSession(window);
    await send(window, 'Now break off.');
    await conversation(window)
      .getByText(/The answer broke off/)
      .first()
      .waitFor();
    await lookAt(launched, 'stream-broken');
    await stop(window)
      .click({ timeout: 5_000 })
      .catch(() => undefined);
  });

  test('going in circles is noticed, and it is Holdfast that asks', async () => {
    const { window } = launched;
    await newSession(window);
    await grantFolder(launched, demoFolder());
    await send(window, 'Go in circles.');
    await conversation(window).getByText('Holdfast asks, not the agent').waitFor({ timeout: 60_000 });
    await lookAt(launched, 'loop-question');
    await conversation(window)
      .getByRole('button', { name: /Holdfast told the agent that it repeats itself/ })
      .first()
      .click();
    await lookAt(launched, 'loop-note-open');
  });

  test('killed while code ran: nobody knows, and the owner can say what they found', async () => {
    const { window } = launched;
    const id = await newSession(window);
    await send(window, 'Run the long code.');
    await card(window, /^Run code .*Running/).waitFor();
    launched = await launched.restart('kill');
    await launched.window.goto(`holdfast://app/#/sessions/${id}`);
    const again = launched.window;
    await card(again, /^Run code .*Outcome unknown/).waitFor();
    await again.getByText(/Nobody knows whether this was done/).waitFor();
    await lookAt(launched, 'unknown-outcome');
    await again.getByRole('button', { name: 'I looked: it did not happen' }).click();
    await conversation(again)
      .getByText(/I see: I looked: “Run code.*did not happen\./)
      .waitFor();
  });
});

describe('forks', () => {
  let launched: LaunchedApp;
  const menuOf = (window: Page, words: string) =>
    conversation(window)
      .locator('[data-item-index]')
      .filter({ hasText: words })
      .first()
      .getByRole('button', { name: 'Options of this step' });

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  });
  afterAll(() => launched?.close());

  test('forked at a row by keyboard: a session of its own, with ways there and back', async () => {
    const { window } = launched;
    const parent = await newSession(window);
    await grantFolder(launched, demoFolder());
    await sendAndWait(window, 'The first thing.');
    await sendAndWait(window, 'The second thing.');
    await menuOf(window, 'I see: The first thing.').focus();
    await window.keyboard.press('Enter');
    await window.getByRole('menuitem', { name: /^Fork from here/ }).waitFor();
    await lookAt(launched, 'fork-menu');
    await window.keyboard.press('Enter');
    await window.waitForURL(({ href }) => !href.includes(parent));
    await conversation(window).getByText('This session was forked here.').waitFor();
    await conversation(window).getByText('I see: The first thing.').waitFor();
    expect(await conversation(window).getByText('The second thing.').count()).toBe(0);
    const fork = sessionId(window);
    await lookAt(launched, 'fork-new');

    // it begins without the folders, which are offered
    await window.getByRole('button', { name: 'Grant: electricity' }).click();
    await window.getByRole('list', { name: 'Granted folders' }).getByRole('listitem').waitFor();
    await sendAndWait(window, 'Another second thing.');

    await window.getByRole('link', { name: /^Fork of The first thing/ }).click();
    await window.waitForURL(({ href }) => href.includes(parent));
    const link = conversation(window).getByRole('link', { name: /The first thing\. \(fork\)/ });
    await link.waitFor();
    await lookAt(launched, 'fork-parent');
    expect(await conversation(window).getByText('Another second thing.').count()).toBe(0);
    await window.getByRole('button', { name: '1 fork' }).click();
    await window.getByRole('menuitem', { name: /The first thing/ }).waitFor();
    await window.keyboard.press('Escape');
    await link.click();
    await window.waitForURL(({ href }) => href.includes(fork));
    expect(await api(window, 'GET', `/sessions/${fork}`)).toMatchObject({
      forked_from: { session_id: parent },
    });
  });

  test('forked before a message: its words wait in the composer', async () => {
    const { window } = launched;
    await newSession(window);
    await sendAndWait(window, 'One.');
    await sendAndWait(window, 'Two, said badly.');
    const parent = sessionId(window);
    await menuOf(window, 'Two, said badly.').click();
    await window.getByRole('menuitem', { name: /^Fork before this message/ }).click();
    await window.waitForURL(({ href }) => !href.includes(parent));
    await expect.poll(() => message(window).inputValue()).toBe('Two, said badly.');
    expect(await conversation(window).getByText('Two, said badly.').count()).toBe(0);
  });
});
