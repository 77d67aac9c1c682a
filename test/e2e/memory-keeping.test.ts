import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { NewEvent } from '../../core/events/index.ts';
import { seedSession } from './support/core.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { drawer, drawers } from './support/memory.ts';
import { call, heard, playing, say } from './support/rehearsal.ts';
import { newSession, sendAndWait } from './support/session.ts';

const long = (text: string): NewEvent => ({
  type: 'holdfast.imported_message',
  speaker: 'Ana',
  said_at: '2025-01-05T10:00:00Z',
  trust: 'untrusted',
  content: [{ type: 'text', text }],
});

describe('keeping memory', () => {
  let launched: LaunchedApp;
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-keeping-'));
  beforeAll(async () => {
    const dataDir = join(folder, 'data');
    await seedSession(dataDir, 'Letters of Ana', [
      [
        { type: 'holdfast.import_started', name: 'Letters' },
        long('The roof of the old mill was repaired in autumn.'),
        long('The mill wheel is from oak.'),
        long('The miller sold flour to the whole valley.'),
      ],
    ]);
    launched = await launchApp({
      dataDir,
      arguments: playing([
        {
          when: heard('diary'),
          reply: { blocks: [call('remember', { text: 'The lathe needs a warm start.', diary: true })] },
        },
        { reply: { blocks: [say('Noted.')] } },
      ]),
    });
    await newSession(launched.window);
    await sendAndWait(launched.window, 'I live in Berlin.');
    await sendAndWait(launched.window, 'We decided to buy lamps from Klaus Weber in Vienna.');
  });
  afterAll(() => launched?.close());

  const memory = () => launched.window.getByRole('link', { name: 'Memory', exact: true }).click();
  const saveAs = async (file: string, format: 'Markdown' | 'JSON lines') => {
    const { window } = launched;
    launched.answerDialogs({ kind: 'pick_save', answer: file });
    await window.getByRole('radio', { name: format }).click();
    await window.getByRole('button', { name: 'Choose where to save…' }).click();
    await window.getByText(`Exported to ${file}`).first().waitFor();
    return readFileSync(file, 'utf8');
  };

  test('what is here, or what is selected, is exported; a later forgetting names the files', async () => {
    const { window } = launched;
    await memory();
    await window.getByRole('button', { name: 'Export what is here…' }).click();
    await window.getByRole('dialog', { name: 'Export the whole memory' }).waitFor();
    await lookAt(launched, 'export-memory');
    const all = await saveAs(join(folder, 'all.jsonl'), 'JSON lines');
    const lines = all
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(['holdfast.palace', ...Array(7).fill('drawer'), 'end']);
    await window.getByRole('button', { name: 'Select', exact: true }).click();
    await drawers(window)
      .getByRole('checkbox', { name: /I live in Berlin/ })
      .click();
    await lookAt(launched, 'export-selection');
    await drawers(window).getByRole('button', { name: 'Export…' }).click();
    await window.getByRole('dialog', { name: 'Export 1 drawer' }).waitFor();
    const one = await saveAs(join(folder, 'berlin.md'), 'Markdown');
    expect(one).toContain('> I live in Berlin.');
    expect(one).not.toContain('Klaus');
    await window.getByRole('button', { name: 'Stop selecting' }).click();
    await drawers(window).getByRole('link').filter({ hasText: 'Berlin' }).first().click();
    await drawer(window).getByRole('button', { name: 'Forget this drawer…' }).click();
    await window.getByText(/^2 files that you saved may hold the words/).waitFor();
    await lookAt(launched, 'forget-exported');
    await window.getByRole('button', { name: 'Cancel' }).click();
  });

  test('a wing gets a rule: what would go is shown first, then it goes, and the rule can be taken back', async () => {
    const { window } = launched;
    await memory();
    await window.getByRole('link', { name: 'Retention' }).click();
    await window.getByRole('list', { name: 'Wings' }).getByText('Everything is kept').first().waitFor();
    await lookAt(launched, 'retention');
    await window.getByRole('button', { name: 'Set a rule… Home' }).click();
    await window.getByText('Nothing in this wing is old enough now.').waitFor();
    await window.getByRole('spinbutton').fill('0');
    await window.getByText('A number of days from 1 to 36,500').waitFor();
    await lookAt(launched, 'retention-wrong');
    await window.getByRole('button', { name: 'Cancel' }).click();
    await window.getByRole('button', { name: 'Set a rule… Letters' }).click();
    await window.getByRole('button', { name: 'Forget 3 drawers and set the rule' }).waitFor();
    await window.getByText('The mill wheel is from oak.').waitFor();
    await lookAt(launched, 'retention-preview');
    await window.getByRole('button', { name: 'Forget 3 drawers and set the rule' }).click();
    await window.getByText(/^Last run .*: 3 drawers forgotten\./).waitFor();
    await lookAt(launched, 'retention-set');
    // as after a long absence, or with a clock that is wrong; a kill, so that no mark of the file is out of date
    await launched.kill();
    const db = new Database(join(launched.dataDir, 'holdfast.db'));
    const { value } = z
      .object({ value: z.string() })
      .parse(db.prepare("SELECT value FROM settings WHERE key = 'retention_clock'").get());
    const longAgo = Date.now() - 400 * 24 * 3_600_000;
    const clocks = Object.keys(z.record(z.string(), z.number()).parse(JSON.parse(value)));
    db.prepare("UPDATE settings SET value = ? WHERE key = 'retention_clock'").run(
      JSON.stringify(Object.fromEntries(clocks.map((wing) => [wing, longAgo]))),
    );
    db.close();
    launched = await launched.restart('kill');
    const again = launched.window;
    await memory();
    await again.getByRole('link', { name: 'Retention' }).click();
    await again.getByText(/^On hold: the clock has leapt since/).waitFor();
    await lookAt(launched, 'retention-held');
    await again.getByRole('button', { name: 'Change… Letters' }).click();
    await again.getByRole('button', { name: 'Set the rule' }).click();
    await again.getByText(/^Last run /).waitFor();
    await again.getByRole('button', { name: 'Keep everything Letters' }).click();
    await again.getByText('Everything is kept from now on.').first().waitFor();
    await memory();
    await again.getByRole('textbox', { name: 'Search every word that was said' }).fill('mill');
    await again.getByText('Nothing found for “mill”').waitFor();
  });

  test('the encoder is the one that came along, none, or a folder, which is tried first', async () => {
    const { window } = launched;
    await window.getByRole('link', { name: 'Settings', exact: true }).click();
    await window.getByRole('link', { name: 'Recall', exact: true }).click();
    await window.getByRole('radiogroup', { name: 'Encoder' }).waitFor();
    await lookAt(launched, 'encoder');
    await window.getByRole('radio', { name: 'None' }).click();
    await window.getByText('Recall goes by words alone.').first().waitFor();
    await window.getByRole('radio', { name: 'Own folder' }).click();
    launched.answerDialogs({ kind: 'pick_folder', answer: folder });
    await window.getByRole('button', { name: 'Choose a folder…' }).click();
    await window.getByText('there is no embedder.json in it', { exact: false }).waitFor();
    await lookAt(launched, 'encoder-refused');
    await window.getByRole('radio', { name: 'Built in' }).click();
    await window.getByRole('alert').waitFor({ state: 'detached' });
    await lookAt(launched, 'encoder-back');
  });

  test('what an agent notes for itself is in its own wing; nobody puts words into it', async () => {
    const { window } = launched;
    await newSession(window);
    await sendAndWait(window, 'Keep a diary of this.');
    await memory();
    const wings = window.getByRole('navigation', { name: 'Wings and rooms' });
    await wings.getByRole('link').filter({ hasText: 'Holdfast' }).click();
    await drawers(window).getByRole('link').filter({ hasText: 'warm start' }).click();
    await drawer(window).getByText('the agent’s own diary').waitFor();
    await drawer(window).getByText('An agent noted it for itself: no other agent recalls it.').waitFor();
    expect(await drawer(window).getByRole('button', { name: 'Edit…' }).count()).toBe(0);
    await lookAt(launched, 'diary');
  });

  test('a search says which words were replaced; somebody is shown in time', async () => {
    const { window } = launched;
    await memory();
    await drawers(window).getByRole('link').filter({ hasText: 'buy lamps from Klaus' }).first().click();
    await window.getByRole('button', { name: 'Edit…' }).click();
    await window
      .getByRole('textbox', { name: 'What holds now' })
      .fill('We decided to buy chairs from Klaus Weber.');
    await window.getByRole('button', { name: 'Keep' }).click();
    await window.getByText('What stood here before').waitFor();
    await window.getByRole('textbox', { name: 'Search every word that was said' }).fill('Klaus');
    await drawers(window).getByText('Replaced by newer words').waitFor();
    await lookAt(launched, 'search-replaced');
    const views = window.getByRole('navigation', { name: 'View of the memory' });
    await views.getByRole('link', { name: 'In time' }).click();
    await window.getByText('Of whom, or of what?').waitFor();
    await lookAt(launched, 'timeline-empty');
    await window.getByRole('textbox', { name: 'Whose' }).fill('Klaus Weber');
    await window.getByRole('list', { name: 'In order of time' }).getByText('chairs').first().waitFor();
    await window.getByRole('textbox', { name: 'Whose' }).fill('owner');
    await window.getByRole('list', { name: 'In order of time' }).getByText('Berlin').first().waitFor();
    await lookAt(launched, 'timeline');
    await views.getByRole('link', { name: 'Facts' }).click();
    await window.getByRole('list', { name: 'Facts' }).getByText('Berlin').first().waitFor();
    await lookAt(launched, 'facts');
    await views.getByRole('link', { name: 'Map' }).click();
    await window.getByRole('group', { name: 'Map of the memory' }).waitFor();
    await lookAt(launched, 'map');
  });
});
