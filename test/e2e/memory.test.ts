import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { drawer, drawers, searchMemory } from './support/memory.ts';
import { heard, playing, say } from './support/rehearsal.ts';
import { api, conversation, events, newSession, sendAndWait } from './support/session.ts';

const secret = 'My grandmother’s tin holds marzipan fudge';

describe('the memory', () => {
  let launched: LaunchedApp;
  let session: string;
  beforeAll(async () => {
    launched = await launchApp({
      arguments: playing([
        { when: heard('marzipan'), reply: { blocks: [say('I shall keep that to myself.')] } },
        { reply: { blocks: [say('Tell me more.')] } },
      ]),
    });
    session = await newSession(launched.window);
    await sendAndWait(launched.window, 'Good morning, I have something to tell.');
    await sendAndWait(launched.window, `${secret}.`);
  });
  afterAll(() => launched?.close());

  test('finds the session’s words, marks them, and says whose they are', async () => {
    const { window } = launched;
    await searchMemory(window, 'marzipan');
    await drawers(window).getByRole('link').filter({ hasText: 'marzipan' }).click();
    await drawer(window).getByText(secret).waitFor();
    await drawer(window).getByText('You said this yourself.').waitFor();
    expect(await drawers(window).locator('mark').first().innerText()).toBe('marzipan');
    await searchMemory(window, 'keep that to myself');
    await drawers(window).getByRole('link').filter({ hasText: 'keep that to myself' }).click();
    await drawer(window).getByText('The agent said this. It may be wrong.').waitFor();
  });

  test('leads to where it was said', async () => {
    const { window } = launched;
    await searchMemory(window, 'marzipan');
    await drawers(window).getByRole('link').filter({ hasText: 'marzipan' }).click();
    await window.getByRole('link', { name: 'Go to where it was said' }).click();
    await conversation(window).getByText(secret).waitFor();
    expect(window.url()).toContain(`#/sessions/${session}?event=`);
  });

  test('walks wings and rooms down to a drawer', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Memory', exact: true }).click();
    const tree = window.getByRole('navigation', { name: 'Wings and rooms' });
    await tree.getByRole('link', { name: /^Home/ }).click();
    await tree.getByRole('link').nth(2).click();
    await drawers(window).getByRole('link').filter({ hasText: 'marzipan' }).waitFor();
  });

  test('a drawer that is forgotten is gone: here, in the search, in the transcript and in the log', async () => {
    const { window } = launched;
    await searchMemory(window, 'marzipan');
    await drawers(window).getByRole('link').filter({ hasText: 'marzipan' }).click();
    await window.getByRole('button', { name: 'Forget this drawer…' }).click();
    const dialog = window.getByRole('alertdialog', { name: 'Forget this drawer?' });
    await dialog
      .getByText(/are removed from the memory, from the search and from the session’s log/)
      .waitFor();
    await dialog.getByRole('button', { name: 'Forget it' }).click();
    await window
      .getByText(/^Forgotten/)
      .first()
      .waitFor();
    await searchMemory(window, 'marzipan');
    await window.getByText('Nothing found for “marzipan”').waitFor();
    await window.goto(`holdfast://app/#/sessions/${session}`);
    await conversation(window).getByText('[forgotten by the owner]').waitFor();
    expect(await conversation(window).innerText()).not.toContain('marzipan');
    expect(JSON.stringify(await events(window, session))).not.toContain('marzipan');
    expect(await api(window, 'POST', '/audit/verify', {})).toMatchObject({ ok: true });
  });
});
