import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, type RehearsalStep, say } from './support/rehearsal.ts';
import { api, demoFolder, grantFolder, newSession, said, sendAndWait } from './support/session.ts';

const at = (path: string) => `/mnt/folders/electricity/${path}`;
const steps: RehearsalStep[] = [
  {
    when: heard('notes'),
    reply: {
      blocks: [
        call('write', {
          file_path: at('notes.md'),
          content: '# Notes\n\nfirst\nsecond\nthird\nfourth\nfifth\n',
        }),
      ],
    },
  },
  {
    when: heard('tidy'),
    reply: {
      blocks: [
        call('edit', { file_path: at('notes.md'), old_string: 'second', new_string: 'SECOND' }),
        call('edit', { file_path: at('notes.md'), old_string: 'fifth', new_string: 'FIFTH' }),
        call('write', { file_path: at('lists/todo.md'), content: '- read the bill\n' }),
        call('manage_files', {
          operations: [{ action: 'move', from: at('notes.md'), to: at('lists/notes.md') }],
        }),
        call('write', { file_path: '/workspace/draft.md', content: 'A draft.\n' }),
      ],
    },
  },
  { reply: { blocks: [say('Done.')] } },
];

describe('what the agent changed is seen and taken back', () => {
  let launched: LaunchedApp;
  const folder = demoFolder();
  const dialog = () => launched.window.getByRole('dialog');

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
    const { window } = launched;
    await window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    for (const name of ['write', 'edit', 'manage_files'])
      await api(window, 'POST', `/tools/${name}`, { policy: 'always_allow' });
    await newSession(window);
    await grantFolder(launched, folder);
  });
  afterAll(() => launched?.close());

  test('nothing yet', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: 'Files of this session' }).click();
    await dialog().getByText('Nothing was changed in your folders').waitFor();
    await lookAt(launched, 'changes-none');
    await window.keyboard.press('Escape');
  });

  test('the timeline, a difference, and the files', async () => {
    const { window } = launched;
    await sendAndWait(window, 'Write notes.');
    await sendAndWait(window, 'Now tidy up.');
    await window.getByRole('button', { name: /files? changed/ }).click();
    await dialog()
      .getByRole('button', { name: /lists\/todo\.md/ })
      .click();
    await dialog().getByText('- read the bill').waitFor();
    await lookAt(launched, 'changes-timeline');
    await dialog().getByRole('tab', { name: 'Files' }).click();
    await dialog().getByRole('button', { name: 'lists', exact: true }).click();
    await dialog().getByRole('button', { name: 'notes.md' }).click();
    await dialog().getByText('SECOND').waitFor();
    await lookAt(launched, 'changes-files');
    await dialog().getByRole('tab', { name: 'Changes in your folders' }).click();
  });

  test('a turn is taken back, with what the owner wrote since', async () => {
    const notes = join(folder, 'lists/notes.md');
    writeFileSync(notes, readFileSync(notes, 'utf8').replace('# Notes', '# My notes'));
    await dialog()
      .getByRole('button', { name: /^Undo this turn: Now tidy/ })
      .click();
    await dialog().getByText('Moved back').waitFor();
    await lookAt(launched, 'undo-review');
    await dialog()
      .getByRole('button', { name: /^Undo in 2 files/ })
      .click();
    await said(launched.window, '2 files are as before').waitFor();
    expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toBe(
      '# My notes\n\nfirst\nsecond\nthird\nfourth\nfifth\n',
    );
    await dialog().getByText('You took changes back').waitFor();
    await lookAt(launched, 'changes-undone');
  });

  test('a conflict is the owner’s to settle', async () => {
    writeFileSync(join(folder, 'notes.md'), 'all mine\n');
    await dialog()
      .getByRole('button', { name: /^Undo this turn: Write notes/ })
      .click();
    await dialog().getByText('Needs a choice').waitFor();
    expect(await dialog().getByRole('button', { name: 'Undo', exact: true }).isDisabled()).toBe(true);
    await lookAt(launched, 'undo-conflict');
    await dialog()
      .getByRole('radio', { name: /^Restore, dropping/ })
      .click();
    await dialog()
      .getByRole('button', { name: /^Undo in 1 file/ })
      .click();
    await said(launched.window, '1 file is as before').waitFor();
  });
});
