import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { axeViolations } from './support/axe.ts';
import { damage } from './support/damage.ts';
import { openEndpoint } from './support/endpoint.ts';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import { drawers, searchMemory } from './support/memory.ts';
import * as page from './support/page.js';
import { call, heard, playing, type RehearsalStep, say, think } from './support/rehearsal.ts';
import { screenshotBoth, setTheme, themes } from './support/screenshot.ts';
import {
  approval,
  card,
  conversation,
  demoFolder,
  grantFolder,
  message,
  newSession,
  send,
  sendAndWait,
  untilTurnsEnded,
} from './support/session.ts';

const folder = inRoot('test-results', 'screenshots');
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

const formatted = `# What I found

Some **bold** words, *others*, \`code\`, and [a link](https://example.com/page).

| month | kWh | EUR |
|---|---:|---:|
| August | 240.5 | 81.20 |
| September | 262.1 | 89.07 |

1. first
2. second

> A quoted line.

\`\`\`ts
export function half(value: number): number {
  return value / 2; // nothing more
}
\`\`\`

![a remote picture](https://example.com/picture.png) <b onclick="x()">raw</b>`;

const steps: RehearsalStep[] = [
  { when: heard('format'), reply: { blocks: [think('How shall I show it?'), say(formatted)] } },
  {
    when: heard('stream'),
    reply: { blocks: [think('Hm. '.repeat(40)), say('Word after word. '.repeat(200))], delay_ms: 60 },
  },
  {
    when: heard('question'),
    reply: {
      blocks: [
        call('ask_user', {
          question: 'Which month should the report be about?',
          options: ['August', 'September'],
          why: 'Both have a table.',
        }),
      ],
    },
  },
  {
    when: heard('key'),
    reply: { error: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' } },
  },
  {
    when: heard('change'),
    reply: {
      blocks: [
        say('I correct the notes.'),
        call('read', { file_path: '/mnt/folders/electricity/household.md' }),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'read' },
    reply: {
      blocks: [
        call('write', {
          file_path: '/mnt/folders/electricity/first.md',
          content: '# First\n\nA first file.\n',
        }),
        call('write', { file_path: '/mnt/folders/electricity/second.md', content: 'A second file.\n' }),
      ],
    },
  },
  {
    when: heard('failing'),
    reply: { blocks: [call('run_code', { code: 'console.log("so far"); throw new Error("No such luck")' })] },
  },
  { reply: { blocks: [say('I see: {{last_text}}')] } },
];

describe('every screen and state, light and dark, has no axe violation and is kept as a picture', () => {
  let launched: LaunchedApp;
  let shot = 0;

  /** Looks at the window as it stands. */
  const look = async (name: string) => {
    shot += 1;
    await launched.window.evaluate(page.settle);
    await screenshotBoth(launched, `${String(shot).padStart(2, '0')}-${name}`, folder);
    const found: Record<string, unknown[]> = {};
    for (const theme of themes) {
      await setTheme(launched, theme);
      await launched.window.evaluate(page.settle);
      found[theme] = await axeViolations(launched.window);
    }
    await setTheme(launched, 'light');
    // every screen is looked at, also after one that fails
    expect.soft(found, name).toEqual({ light: [], dark: [] });
  };
  const go = (hash: string) => launched.window.goto(`holdfast://app/#${hash}`);

  beforeAll(() => rmSync(folder, { recursive: true, force: true }));
  afterAll(() => launched?.close());

  test('the first run', async () => {
    launched = await launchApp();
    const { window } = launched;
    await window.getByRole('button', { name: 'Start the rehearsal' }).waitFor();
    await look('welcome-rehearsal');
    await window.getByRole('radio', { name: /^Anthropic/ }).click();
    await window.getByRole('button', { name: 'Test and start' }).click();
    await window
      .getByRole('textbox', { name: 'Model' })
      .or(window.getByLabel('API key', { exact: true }))
      .first()
      .waitFor();
    await look('welcome-anthropic-key-missing');
    const endpoint = await openEndpoint();
    await window.getByRole('radio', { name: /^Local model/ }).click();
    await window.getByRole('textbox', { name: 'Address' }).fill(endpoint.url);
    await window.getByLabel('Model', { exact: true }).fill('small');
    await window.getByLabel('API key', { exact: true }).fill('wrong-key');
    await window.getByRole('button', { name: 'Test and start' }).click();
    await window.getByText('The server refused the key.').waitFor();
    await look('welcome-wrong-key');
    await window.getByRole('button', { name: 'Go on without a working model' }).click();
    await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    await look('home-model-broken');
    await go('/settings/model');
    await window.getByRole('button', { name: 'Save and test' }).waitFor();
    await look('settings-model-wrong-key');
    await launched.close();
    await endpoint.close();
  });

  test('an empty house', async () => {
    launched = await launchApp({ arguments: playing(steps) });
    const { window } = launched;
    await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    await look('home-empty');
    await go('/approvals');
    await window.getByText('Nothing is waiting for you').waitFor();
    await look('approvals-empty');
    await go('/memory');
    await window.getByText('The memory is empty').waitFor();
    await look('memory-empty');
    await go('/nowhere');
    await window.getByText('There is nothing here').waitFor();
    await look('not-found');
    await go('/sessions/sesn_none');
    await window.getByText('This session does not exist any more').waitFor();
    await look('session-gone');
  });

  test('a session: empty, with files and a folder, streaming, formatted, failed', async () => {
    const { window } = launched;
    await go('/');
    await newSession(window);
    await look('session-empty');
    await window.getByRole('button', { name: 'Add folder' }).click();
    await window.getByRole('menuitem', { name: 'May read…' }).waitFor();
    await look('composer-add-folder');
    await window.keyboard.press('Escape');
    await grantFolder(launched, demoFolder());
    const notes = { name: 'notes.txt', type: 'text/plain', base64: Buffer.from('plums').toString('base64') };
    await window.evaluate(page.dropFiles, [notes, { name: 'pixel.png', type: 'image/png', base64: pixel }]);
    await window.getByRole('list', { name: 'Files for this message' }).getByText('pixel.png').waitFor();
    await message(window).fill('Please format this.');
    await look('composer-files');
    await window.getByRole('button', { name: 'Send' }).click();
    await untilTurnsEnded(window, 1);
    await conversation(window).getByRole('heading', { name: 'What I found' }).waitFor();
    await conversation(window).getByText('[picture left out: a remote picture]').waitFor();
    await look('session-formatted');
    await window.getByRole('button', { name: /^Thought/ }).click();
    await conversation(window).getByRole('article', { name: 'You' }).first().hover();
    await look('session-thought-open');

    await send(window, 'Now stream.');
    await conversation(window)
      .getByText(/Word after word/)
      .waitFor();
    await send(window, 'One more thing.');
    await conversation(window).getByText('Waits for the end of this turn').waitFor();
    await look('session-streaming-and-queued');
    await window.getByRole('button', { name: 'Stop', exact: true }).click();
    await conversation(window).getByText('I see: One more thing.').waitFor();
    await look('session-stopped');

    await newSession(window);
    await sendAndWait(window, 'Try the failing code.');
    await card(window, /^Run code/).click();
    await conversation(window).getByText('No such luck').first().waitFor();
    await look('session-tool-failed');
    await newSession(window);
    await send(window, 'A wrong key.');
    await conversation(window).getByRole('alert').waitFor();
    await look('session-model-error');
  });

  test('a question and an approval', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Ask a question.');
    await window.getByRole('button', { name: 'September' }).waitFor();
    await look('question');
    const change = await newSession(window);
    await grantFolder(launched, demoFolder());
    await send(window, 'Please change the notes.');
    await approval(window).waitFor();
    await expect
      .poll(() => approval(window).getByRole('button', { name: 'Allow once' }).isEnabled())
      .toBe(true);
    await look('approval');
    await approval(window).getByText('The exact call').click();
    await approval(window).getByRole('button', { name: 'Deny with a note…' }).click();
    await look('approval-note-and-exact-call');
    await go('/approvals');
    await approval(window).first().waitFor();
    await look('approvals-waiting');
    await go('/');
    await window.getByText(/things wait for your answer/).waitFor();
    await look('home-waiting');
    await go(`/sessions/${change}`);
    await approval(window).getByRole('button', { name: 'Deny', exact: true }).click();
    await approval(window).getByRole('button', { name: 'Allow for this session' }).click();
    await untilTurnsEnded(window, 1);
    await look('session-denied-and-allowed');
    await go('/approvals');
    await window.getByText('Answered').waitFor();
    await look('approvals-answered');
    await go('/settings/rules');
    await window.getByRole('button', { name: 'Take back' }).waitFor();
    await look('settings-rules');
  });

  test('the memory', async () => {
    const { window } = launched;
    await go('/memory');
    await drawers(window).getByRole('link').first().waitFor();
    await look('memory');
    await searchMemory(window, 'household');
    await drawers(window).getByRole('link').first().click();
    await window.getByRole('article', { name: 'Drawer' }).waitFor();
    await look('memory-search-and-drawer');
    await window.getByRole('button', { name: 'Forget this drawer…' }).click();
    await window.getByRole('alertdialog', { name: 'Forget this drawer?' }).waitFor();
    await look('memory-forget');
    await window.keyboard.press('Escape');
    await searchMemory(window, 'rhubarb');
    await look('memory-nothing-found');
  });

  test('dialogs and menus', async () => {
    const { window } = launched;
    await go('/');
    await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    await window.keyboard.press('Control+k');
    await window.getByRole('dialog').waitFor();
    await look('palette');
    await window.keyboard.press('Escape');
    await window.getByRole('dialog').waitFor({ state: 'detached' });
    await window.keyboard.press('?');
    await window.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await look('shortcuts');
    await window.keyboard.press('Escape');
    await window.getByRole('dialog').waitFor({ state: 'detached' });
    await window.getByRole('navigation', { name: 'Sessions' }).getByRole('link').first().click();
    await window.getByRole('button', { name: 'Options of this session' }).click();
    await window.getByRole('menuitem', { name: 'Export…' }).waitFor();
    await look('session-menu');
    await window.getByRole('menuitem', { name: 'Export…' }).click();
    await window.getByRole('button', { name: 'Choose where to save…' }).waitFor();
    await look('export');
    await window.keyboard.press('Escape');
    await window.getByRole('dialog').waitFor({ state: 'detached' });
    await window.getByRole('button', { name: 'Options of this session' }).click();
    await window.getByRole('menuitem', { name: 'Delete…' }).click();
    await window.getByRole('button', { name: 'Delete session' }).waitFor();
    await look('delete');
    await window.keyboard.press('Escape');
    await window.getByRole('textbox', { name: 'Search sessions' }).fill('failing');
    await expect
      .poll(() => window.getByRole('navigation', { name: 'Sessions' }).getByRole('link').count())
      .toBe(1);
    await look('sessions-search');
    await window.keyboard.press('Escape');
    await window.keyboard.press('Control+b');
    await window.getByRole('button', { name: 'Show sidebar' }).waitFor();
    await look('sidebar-hidden');
    await window.keyboard.press('Control+b');
  });

  test.each([
    ['appearance', 'Theme'],
    ['behaviour', 'When I close the window while an agent runs'],
    ['data', 'Back up now…'],
    ['shortcuts', 'Stop the agent'],
    ['about', /^Version/],
  ])('settings: %s', async (section, words) => {
    await go(`/settings/${section}`);
    await launched.window.getByText(words).first().waitFor();
    await look(`settings-${section}`);
  });

  test('a damaged database', async () => {
    const dataDir = temporaryFolder('ruined');
    await launched.close();
    const whole = await launchApp({ dataDir, arguments: playing(steps) });
    await newSession(whole.window);
    await sendAndWait(whole.window, 'Hello.');
    await whole.window.evaluate(page.callApi, { method: 'POST', path: '/holdfast/v1/backups', body: {} });
    await whole.close();
    damage(join(dataDir, 'holdfast.db'));
    launched = await launchApp({ dataDir, arguments: playing(steps) });
    await launched.window.getByRole('button', { name: 'Restore…' }).first().waitFor();
    await look('degraded');
    await launched.window.getByRole('button', { name: 'Restore…' }).first().click();
    await launched.window.getByRole('alertdialog').waitFor();
    await look('degraded-restore');
    await launched.window.keyboard.press('Escape');
    await launched.window.getByRole('button', { name: 'Look around, read-only' }).click();
    await launched.window.getByText(/open read-only/).waitFor();
    await look('degraded-looking-around');
    await launched.window.getByRole('button', { name: 'Ways out' }).click();
    await launched.window.getByRole('heading', { name: 'Holdfast could not open its data safely' }).waitFor();
  });
});
