import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectedFigure } from './support/figure.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { playing } from './support/rehearsal.ts';
import {
  approval,
  card,
  conversation,
  demoFolder,
  events,
  grantFolder,
  newSession,
  send,
  sendAndWait,
  untilTurnsEnded,
} from './support/session.ts';

const task = 'Work out what the electricity cost and write a short report into the folder.';

/** A house in which the demo waits at its approval. */
async function waitingHouse() {
  const folder = demoFolder();
  const launched = await launchApp();
  const { window } = launched;
  await window.getByRole('button', { name: 'Start the rehearsal' }).click();
  await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
  const session = await newSession(window);
  await grantFolder(launched, folder);
  await send(window, task);
  await approval(window).waitFor({ timeout: 60_000 });
  return { launched, session, folder, report: join(folder, 'report.md') };
}

/** What the log says of the one write of a session. */
async function writesIn(window: Page, session: string) {
  const log = await events(window, session);
  const [write] = log.filter(({ type, name }) => type === 'agent.tool_use' && name === 'write');
  const about = (type: string) =>
    log.filter((event) => event.type === type && event.tool_use_id === write?.id).length;
  return {
    intents: about('holdfast.tool_intent'),
    results: about('agent.tool_result'),
    confirmations: about('user.tool_confirmation'),
  };
}

describe('a call that waits for the owner', () => {
  test('denied with a note: nothing is written, the agent reads the note and goes another way', async () => {
    const { launched, session, folder, report } = await waitingHouse();
    onTestFinished(() => launched.close());
    const { window } = launched;
    await approval(window).getByRole('button', { name: 'Deny with a note…' }).click();
    const note = 'Not into this folder: my tax adviser reads along.';
    await window.getByRole('textbox', { name: 'What should the agent know?' }).fill(note);
    await window.getByRole('button', { name: 'Deny with this note' }).click();
    await untilTurnsEnded(window, 1);
    await conversation(window)
      .getByText(/I do not write into your folder/)
      .waitFor();
    await conversation(window).getByText(note).last().waitFor();
    expect(existsSync(report)).toBe(false);
    expect(await writesIn(window, session)).toEqual({ intents: 0, results: 1, confirmations: 1 });
    await card(window, /^Write file .*Denied by you/).click();
    await conversation(window).getByText('What you said').waitFor();

    await sendAndWait(window, 'Yes, keep it in the workspace.');
    await conversation(window)
      .getByText(/in this session’s workspace/)
      .waitFor();
    expect(await conversation(window).innerText()).toContain(expectedFigure(folder));
    expect(existsSync(report)).toBe(false);
  });

  test.each(['kill', 'close'] as const)(
    'survives the end of the app (%s): answered afterwards, the file is written exactly once',
    async (how) => {
      const before = await waitingHouse();
      const { session, folder, report } = before;
      const launched = await before.launched.restart(how);
      onTestFinished(async () => {
        await launched.close();
      });
      const { window } = launched;
      await window.getByText('1 thing waits for your answer').waitFor();
      await window.getByRole('link', { name: 'Have a look' }).click();
      const dialog = approval(window);
      await dialog
        .getByRole('figure')
        .getByText(`The electricity cost ${expectedFigure(folder)} EUR`)
        .waitFor();
      expect(existsSync(report)).toBe(false);
      expect(await writesIn(window, session)).toEqual({ intents: 0, results: 0, confirmations: 0 });
      await dialog.getByRole('button', { name: 'Allow once' }).click();
      await window.getByText('Nothing is waiting for you').waitFor();
      await window.goto(`holdfast://app/#/sessions/${session}`);
      await untilTurnsEnded(window, 1);
      expect(await writesIn(window, session)).toEqual({ intents: 1, results: 1, confirmations: 1 });
      expect(readFileSync(report, 'utf8')).toContain(expectedFigure(folder));
      const written = statSync(report);

      // once more opened, nothing is done again
      const again = await launched.restart('kill');
      onTestFinished(() => again.close());
      await again.window.goto(`holdfast://app/#/sessions/${session}`);
      await untilTurnsEnded(again.window, 1);
      expect(await writesIn(again.window, session)).toEqual({ intents: 1, results: 1, confirmations: 1 });
      expect(statSync(report).mtimeMs).toBe(written.mtimeMs);
    },
  );
});

describe('answers of other kinds', () => {
  test('allowed for the session: the rule is shown, works, and can be taken back', async () => {
    const folder = demoFolder();
    const write = (name: string) => ({
      reply: {
        blocks: [
          {
            tool_use: {
              name: 'write',
              input: { file_path: `/mnt/folders/electricity/${name}`, content: `${name}\n` },
            },
          },
        ],
      },
    });
    const launched: LaunchedApp = await launchApp({
      arguments: playing([
        { when: { last: 'user', contains: 'first' }, ...write('first.md') },
        { when: { last: 'user', contains: 'second' }, ...write('second.md') },
        { when: { last: 'user', contains: 'third' }, ...write('third.md') },
        { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'That is done: {{last_text}}' }] } },
      ]),
    });
    onTestFinished(() => launched.close());
    const { window } = launched;
    await newSession(window);
    await grantFolder(launched, folder);
    await send(window, 'Write the first.');
    await approval(window).getByRole('button', { name: 'Allow for this session' }).click();
    await untilTurnsEnded(window, 1);
    await sendAndWait(window, 'Write the second.');
    expect(['first.md', 'second.md'].map((name) => existsSync(join(folder, name)))).toEqual([true, true]);
    await card(window, /second\.md.*Allowed by your rule/).waitFor();

    await window.getByRole('link', { name: /^1 rule/ }).click();
    await window.getByText('used once').waitFor();
    await window.getByRole('button', { name: 'Take back' }).click();
    await window.getByText('No rules: every call that asks, asks each time.').waitFor();
    await window.goBack();
    await send(window, 'Write the third.');
    await approval(window).getByRole('button', { name: 'Deny', exact: true }).click();
    await untilTurnsEnded(window, 3);
    expect(existsSync(join(folder, 'third.md'))).toBe(false);
  });
});
