import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { damage } from './support/damage.ts';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import * as page from './support/page.js';
import { heard, playing, type RehearsalStep, say } from './support/rehearsal.ts';
import { api, conversation, events, message, newSession, send, sendAndWait } from './support/session.ts';

const endless = { text: 'One word and another. '.repeat(400) };
const steps: RehearsalStep[] = [
  { when: heard('slowly'), reply: { blocks: [endless], delay_ms: 100 } },
  { when: heard('busy'), times: 1, reply: { error: { status: 400, message: 'I stumbled.' } } },
  { when: heard('busy'), reply: { blocks: [say('Now I can.')] } },
  { when: heard('apples'), reply: { blocks: [say('You said apples.')] } },
  { when: heard('pears'), reply: { blocks: [say('You said pears.')] } },
  { reply: { blocks: [say('I heard you.')] } },
];

/** Closes the window as its button does. */
const closeWindow = ({ app }: LaunchedApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
const isVisible = ({ app }: LaunchedApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());

describe('in a session', () => {
  let launched: LaunchedApp;
  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
  });
  afterAll(() => launched?.close());

  test('the stop button ends a turn in the middle; what was said stays, and it can go on', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Tell me slowly.');
    await conversation(window)
      .getByText(/One word and another/)
      .waitFor();
    await window.getByRole('button', { name: 'Stop', exact: true }).click();
    await conversation(window).getByText('Cut off here. What had arrived is kept.').waitFor();
    await conversation(window)
      .getByText(/One word and another/)
      .first()
      .waitFor();
    await window.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' });
    await sendAndWait(window, 'Go on.');
    await conversation(window).getByText('I heard you.').waitFor();
  });

  test('a message sent while the agent works waits for its turn', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Tell me slowly.');
    await conversation(window)
      .getByText(/One word and another/)
      .waitFor();
    await send(window, 'And then apples.');
    await conversation(window).getByText('Waits for the end of this turn').waitFor();
    await window.keyboard.press('Control+.');
    await conversation(window).getByText('You said apples.').waitFor();
  });

  test('a failed turn says why and is tried again by a button', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Are you busy?');
    await conversation(window).getByRole('alert').waitFor();
    await window.getByRole('button', { name: 'Try again' }).click();
    await conversation(window).getByText('Now I can.').waitFor();
  });

  test('the last message is edited: what followed is set aside, not deleted', async () => {
    const { window } = launched;
    await newSession(window);
    await sendAndWait(window, 'I say apples.');
    await conversation(window).getByText('You said apples.').waitFor();
    await conversation(window).getByRole('article', { name: 'You' }).hover();
    await window.getByRole('button', { name: 'Edit and send again' }).click();
    await window.getByRole('textbox', { name: 'Your message' }).fill('I say pears.');
    await window.getByRole('button', { name: 'Send', exact: true }).first().click();
    await conversation(window).getByText('You said pears.').waitFor();
    const fold = conversation(window).getByRole('button', { name: /set aside/ });
    await conversation(window).getByText('You said apples.').waitFor({ state: 'detached' });
    await fold.click();
    await conversation(window).getByText('You said apples.').waitFor();
  });

  test('a file is dropped and an image pasted: both go with the message', async () => {
    const { window } = launched;
    const id = await newSession(window);
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
    const notes = { name: 'notes.txt', type: 'text/plain', base64: Buffer.from('plums').toString('base64') };
    await window.evaluate(page.dropFiles, [notes]);
    const files = window.getByRole('list', { name: 'Files for this message' });
    await files.getByText('notes.txt').waitFor();
    await message(window).focus();
    await window.evaluate(page.pasteFile, { name: 'pixel.png', type: 'image/png', base64: pixel });
    await files.getByText('pixel.png').waitFor();
    await sendAndWait(window, 'Look at these.');
    await conversation(window).getByRole('img', { name: 'Attached picture 1' }).waitFor();
    await conversation(window).getByText('notes.txt').waitFor();
    const [said] = (await events(window)).filter(({ type }) => type === 'user.message');
    expect(JSON.stringify(said)).toContain(pixel);
    const place = `/sessions/${id}/files?path=${encodeURIComponent('/mnt/session/uploads')}`;
    const uploads = await api<{ data: { name: string }[] }>(window, 'GET', place);
    expect(uploads.data.map(({ name }) => name)).toEqual(expect.arrayContaining(['notes.txt']));
  });

  test('a session is renamed, found by its words, archived, brought back, and deleted', async () => {
    const { window } = launched;
    const id = await newSession(window);
    await sendAndWait(window, 'The harvest was quinces.');
    await window.getByRole('button', { name: 'Options of this session' }).click();
    await window.getByRole('menuitem', { name: 'Rename' }).click();
    await window.getByRole('textbox', { name: 'Title of the session' }).fill('Autumn');
    await window.keyboard.press('Enter');
    await window.getByRole('heading', { name: 'Autumn', level: 1 }).waitFor();

    const search = window.getByRole('textbox', { name: 'Search sessions' });
    const rows = window.getByRole('navigation', { name: 'Sessions' }).getByRole('link');
    await search.fill('quinces');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await rows.first().innerText()).toContain('Autumn');
    await search.fill('rhubarb');
    await window.getByText('Nothing found for “rhubarb”').waitFor();
    await search.press('Escape');

    const menu = window.getByRole('button', { name: 'Options of this session' });
    await menu.click();
    await window.getByRole('menuitem', { name: 'Archive', exact: true }).click();
    await window.getByText('This session is archived: it can be read, not continued.').waitFor();
    await window.getByRole('button', { name: 'Archived', exact: true }).click();
    await window
      .getByRole('navigation', { name: 'Archived' })
      .getByRole('link', { name: /Autumn/ })
      .waitFor();
    await window.getByRole('button', { name: 'Active', exact: true }).click();
    await window.getByRole('button', { name: 'Unarchive' }).click();
    await message(window).waitFor();

    await menu.click();
    await window.getByRole('menuitem', { name: 'Delete…' }).click();
    const dialog = window.getByRole('alertdialog', { name: 'Delete “Autumn”?' });
    await expect.poll(() => window.evaluate(page.focused)).toMatchObject({ name: 'Cancel' });
    await dialog.getByText(/This cannot be undone/).waitFor();
    await dialog.getByRole('button', { name: 'Delete session' }).click();
    await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    await window.goto(`holdfast://app/#/sessions/${id}`);
    await window.getByText('This session does not exist any more').waitFor();
    const found = await api<{ data: unknown[] }>(window, 'GET', '/palace/search?q=quinces');
    expect(found.data).toEqual([]);
  });

  test('a session is exported as Markdown and as JSON lines', async () => {
    const { window } = launched;
    const folder = temporaryFolder('export');
    await newSession(window);
    await sendAndWait(window, 'Keep this sentence.');
    const files = { Markdown: join(folder, 'session.md'), 'JSON lines': join(folder, 'session.jsonl') };
    for (const [format, file] of Object.entries(files)) {
      launched.answerDialogs({ kind: 'pick_save', answer: file });
      await window.getByRole('button', { name: 'Options of this session' }).click();
      await window.getByRole('menuitem', { name: 'Export…' }).click();
      await window.getByRole('radio', { name: format }).click();
      await window.getByRole('button', { name: 'Choose where to save…' }).click();
      await window.getByText(`Exported to ${file}`).waitFor();
    }
    expect(readFileSync(files.Markdown, 'utf8')).toContain('Keep this sentence.');
    const lines = readFileSync(files['JSON lines'], 'utf8').trim().split('\n');
    const types = lines.map((line) => JSON.parse(line)).map((line) => line.type ?? line.event?.type);
    expect(types).toContain('user.message');
    expect(types).toContain('agent.message');
  });

  test('light and dark can be chosen, and “?” lists the shortcuts', async () => {
    const { window } = launched;
    await window.goto('holdfast://app/#/settings/appearance');
    const chosen: Record<string, unknown> = {};
    for (const theme of ['Dark', 'Light']) {
      await window.getByRole('radio', { name: theme }).click();
      await expect.poll(async () => (await window.evaluate(page.colours)).isDark).toBe(theme === 'Dark');
      chosen[theme] = (await window.evaluate(page.colours)).backgroundColor;
    }
    expect(chosen.Dark).not.toBe(chosen.Light);
    await window.getByRole('radio', { name: 'System' }).click();
    await window.keyboard.press('?');
    const list = window.getByRole('dialog', { name: 'Keyboard shortcuts' });
    for (const words of ['New session', 'Stop the agent', 'Deny the call that is asked about'])
      await list.getByText(words).waitFor();
    await window.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
  });
});

describe('closing while an agent works', () => {
  test('asks: cancel goes on, the tray keeps it running, stop ends both', async () => {
    const launched = await launchApp({
      arguments: playing(steps),
      dialogs: [
        { kind: 'close_running', answer: 'cancel' },
        { kind: 'close_running', answer: 'tray' },
        { kind: 'close_running', answer: 'stop' },
      ],
    });
    onTestFinished(() => launched.close());
    const { window } = launched;
    const id = await newSession(window);
    await send(window, 'Tell me slowly.');
    await conversation(window)
      .getByText(/One word and another/)
      .waitFor();
    const asked = () => launched.askedDialogs().filter(({ kind }) => kind === 'close_running').length;

    await closeWindow(launched);
    await expect.poll(asked).toBe(1);
    expect(await isVisible(launched)).toBe(true);
    await closeWindow(launched);
    await expect.poll(() => isVisible(launched)).toBe(false);
    expect(await api(window, 'GET', `/sessions/${id}`)).toMatchObject({ status: 'running' });
    await closeWindow(launched);
    expect(await launched.ended).toBe(0);

    const again = await launched.restart();
    onTestFinished(() => again.close());
    await again.window.goto(`holdfast://app/#/sessions/${id}`);
    await conversation(again.window).getByText('Cut off here. What had arrived is kept.').waitFor();
    expect(await api(again.window, 'GET', `/sessions/${id}`)).toMatchObject({ status: 'idle' });
  });
});

describe('backups', () => {
  test('made by a button, restored by a button; what came after is gone, and the present is kept aside', async () => {
    const launched = await launchApp({ arguments: playing(steps) });
    onTestFinished(() => launched.close());
    const { window, dataDir } = launched;
    const file = join(temporaryFolder('backup'), 'mine.db');
    await newSession(window);
    await sendAndWait(window, 'Before the backup.');
    await window.goto('holdfast://app/#/settings/data');
    launched.answerDialogs({ kind: 'pick_save', answer: file });
    await window.getByRole('button', { name: 'Back up now…' }).click();
    await window.getByText(`Backed up to ${file}`).waitFor();
    expect(existsSync(file)).toBe(true);
    await newSession(window);
    await sendAndWait(window, 'After the backup.');

    await window.goto('holdfast://app/#/settings/data');
    launched.answerDialogs({ kind: 'pick_open', answer: file });
    await window.getByRole('button', { name: 'Restore from a file…' }).click();
    await window.getByRole('button', { name: 'Replace everything by this backup' }).click();
    await window.getByText('The backup is restored.').waitFor();
    const rows = window.getByRole('navigation', { name: 'Sessions' }).getByRole('link');
    await expect.poll(() => rows.count()).toBe(1);
    await rows.first().click();
    await conversation(window).getByText('Before the backup.').waitFor();
    await sendAndWait(window, 'And on it goes.');
    expect(readdirSync(join(dataDir, 'backups')).some((name) => name.startsWith('before-restore'))).toBe(
      true,
    );
  });

  test('a damaged database opens read-only and shows the way out', async () => {
    const dataDir = temporaryFolder('damaged');
    const first = await launchApp({ dataDir, arguments: playing(steps) });
    await newSession(first.window);
    await sendAndWait(first.window, 'Written before the disk failed.');
    await api(first.window, 'POST', '/backups', {});
    await first.close();
    damage(join(dataDir, 'holdfast.db'));

    const launched = await launchApp({ dataDir, arguments: playing(steps) });
    onTestFinished(() => launched.close());
    const broken = launched.window;
    await broken.getByRole('heading', { name: 'Holdfast could not open its data safely' }).waitFor();
    await broken.getByRole('button', { name: 'Restore…' }).first().click();
    await broken.getByRole('button', { name: 'Replace everything by this backup' }).click();
    await broken
      .getByRole('link', { name: /Written before|New session|Untitled/ })
      .first()
      .waitFor();
  });
});
