import type { Locator } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { axeViolations } from './support/axe.ts';
import { openEndpoint } from './support/endpoint.ts';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import * as page from './support/page.js';
import { call, heard, playing, type RehearsalStep, say } from './support/rehearsal.ts';
import { screenshotBoth, setTheme, themes } from './support/screenshot.ts';
import {
  api,
  conversation,
  newSession,
  send,
  sendAndWait,
  sessionId,
  untilTurnsEnded,
} from './support/session.ts';

const folder = inRoot('test-results', 'screenshots-controls');
const long =
  'for (let n = 0; n < 220; n += 1) console.log("row " + n + ": INV-2026-" + (1000 + n) + " paid 17.50 EUR")';
const steps: RehearsalStep[] = [
  { when: heard('look around'), reply: { blocks: [call('glob', { pattern: '*.md', path: '/workspace' })] } },
  { when: heard('rows'), reply: { blocks: [call('run_code', { code: long })] } },
  { reply: { blocks: [say('I looked at it: nothing stands out.')] } },
];

describe('what the owner limits, rules and sees', () => {
  let launched: LaunchedApp;
  const go = (hash: string) => launched.window.goto(`holdfast://app/#${hash}`);
  const dialog = (name: string) => launched.window.getByRole('dialog', { name });

  /** Looks at the window as it stands, with `place` in view, at its usual width and at its smallest. */
  async function look(name: string, place?: Locator): Promise<void> {
    for (const [size, width, height] of [
      ['wide', 1240, 820],
      ['narrow', 760, 620],
    ] as const) {
      await launched.window.setViewportSize({ width, height });
      await place?.scrollIntoViewIfNeeded();
      await launched.window.evaluate(page.settle);
      await screenshotBoth(launched, `${name}-${size}`, folder);
    }
    await launched.window.setViewportSize({ width: 1240, height: 820 });
    const found: Record<string, unknown[]> = {};
    for (const theme of themes) {
      await setTheme(launched, theme);
      await launched.window.evaluate(page.settle);
      found[theme] = await axeViolations(launched.window);
    }
    await setTheme(launched, 'light');
    expect.soft(found, name).toEqual({ light: [], dark: [] });
  }

  beforeAll(async () => {
    const dataDir = temporaryFolder('controls');
    const first = await launchApp({ dataDir });
    // a small window, so that a few results fill it
    await api(first.window, 'POST', '/settings/model', { provider: 'rehearsal', window_tokens: 24_000 });
    await first.close();
    launched = await launchApp({ dataDir, arguments: playing(steps) });
  });
  afterAll(() => launched?.close());

  test('a limit stops the session; it is raised with one click, or the owner leaves it at that', async () => {
    const { window } = launched;
    await newSession(window);
    await api(window, 'POST', `/sessions/${sessionId(window)}/budget`, { limits: { tool_calls: 0 } });
    await send(window, 'Please look around.');
    const card = conversation(window).getByRole('region', { name: 'Stopped at a limit' });
    await card
      .getByRole('button', { name: /^Raise to/ })
      .first()
      .waitFor();
    await look('budget-card');
    await card.getByText('What it was spent on').click();
    await look('budget-card-spending');
    await card
      .getByRole('button', { name: /^Raise to/ })
      .first()
      .click();
    await conversation(window).getByText('It went on after this.').waitFor();
    await conversation(window).getByText('nothing stands out').waitFor();

    await newSession(window);
    await api(window, 'POST', '/budgets', { day: { tool_calls: 0 } });
    await send(window, 'Please look around.');
    await card.getByText('at midnight').waitFor();
    await look('budget-card-day');
    await card.getByRole('button', { name: 'Stop here' }).click();
    await conversation(window).getByText('You left it at that.').waitFor();
    await look('budget-card-settled');
    await api(window, 'POST', '/budgets', { day: { tool_calls: null } });

    // here the model is not even asked
    await newSession(window);
    await api(window, 'POST', `/sessions/${sessionId(window)}/budget`, { limits: { input_tokens: 10 } });
    await send(window, 'Please look around.');
    await card
      .getByRole('button', { name: /^Raise to/ })
      .first()
      .waitFor();
    await look('budget-card-unasked');
    await newSession(window);
  });

  test('limits of a session are edited where they are shown; what is not understood is said at the field', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: /^Context and budget/ }).click();
    await window.getByRole('button', { name: 'Limits and spending…' }).waitFor();
    await look('meter');
    await window.getByRole('button', { name: 'Limits and spending…' }).click();
    const sheet = dialog('Limits and spending');
    await sheet.getByLabel('Tokens out', { exact: true }).fill('20K');
    await sheet.getByLabel('Money', { exact: true }).fill('a lot');
    await sheet.getByText('An amount in dollars').waitFor();
    expect(await sheet.getByRole('button', { name: 'Save limits' }).isDisabled()).toBe(true);
    await look('budget-editor-wrong');
    await sheet.getByLabel('Money', { exact: true }).fill('2.50');
    await sheet.getByLabel('Running time', { exact: true }).fill('1h 30m');
    await sheet.getByRole('button', { name: 'Save limits' }).click();
    const budget = () =>
      api<{ scopes: { lines: { what: string; limit: number | null }[] }[] }>(
        window,
        'GET',
        `/sessions/${sessionId(window)}/budget`,
      );
    await expect
      .poll(async () => (await budget()).scopes[0]?.lines.flatMap(({ limit }) => limit ?? []))
      .toEqual([20_000, 250, 5400]);
    await look('budget-editor');
    await window.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
  });

  test('limits that sessions share, prices, and the cap without a price', async () => {
    const { window } = launched;
    await go('/settings/budgets');
    await window.getByRole('button', { name: 'Change… All work of a day' }).click();
    const form = dialog('Limits: All work of a day');
    await form.getByLabel('Money', { exact: true }).fill('5');
    await form.getByLabel('Tokens in', { exact: true }).fill('2M');
    await form.getByRole('button', { name: 'Save limits' }).click();
    await form.waitFor({ state: 'detached' });
    await window
      .getByRole('button', { name: /^Limit an agent/ })
      .first()
      .click();
    await window.getByRole('radiogroup', { name: 'How long an agent’s limits count' }).waitFor();
    await window.getByRole('button', { name: 'Add a price…' }).click();
    const price = dialog('Price of a model');
    await price.getByLabel('Model').fill('small');
    await price.getByLabel('Input').fill('3');
    await price.getByLabel('Output').fill('15');
    await look('price-editor');
    await price.getByRole('button', { name: 'Save' }).click();
    await window.getByRole('button', { name: 'Change the price of small' }).waitFor();
    await look('settings-budgets');
    await look('settings-prices', window.getByRole('button', { name: 'Add a price…' }));
    await api(window, 'POST', '/budgets', { day: { cost_cents: null, input_tokens: null } });
  });

  test('the standing rules are written, checked, kept with their versions, and named by session', async () => {
    const { window } = launched;
    await go('/settings/charter');
    const save = (version: number) => window.getByRole('button', { name: `Save as version ${version}` });
    const rule = (number: number) => window.getByRole('textbox', { name: `Rule ${number}`, exact: true });
    await window.getByText('No standing rules yet.').waitFor();
    await look('charter-empty');
    await window.getByRole('button', { name: 'Add a rule' }).click();
    await rule(1).fill('Ask before you write to anyone outside this house.');
    await save(1).click();
    await window.getByText('Version 1 is in force').first().waitFor();
    await window.getByRole('button', { name: 'Add a rule' }).click();
    await rule(2).fill('x'.repeat(520));
    await window.getByText('520 of 500 characters: too long by 20.').waitFor();
    expect(await save(2).isDisabled()).toBe(true);
    await look('charter-too-long');
    await rule(2).fill('Amounts of money are always given with their currency.');
    await save(2).click();
    await window.getByRole('button', { name: 'Use these again: Version 1' }).waitFor();
    await newSession(window);
    await sendAndWait(window, 'Hello.');
    await window.getByText('Version 2 is in force').waitFor({ state: 'detached' });
    await go('/settings/charter');
    await window.getByText('Version 3.2').first().waitFor();
    await look('charter');
    const uses = window.getByRole('group', { name: 'Which sessions carried which version' });
    await look('charter-history', uses.getByRole('link', { name: 'Hello.' }));
  });

  test('what was cleared and summarised is listed, and leads to the events', async () => {
    const { window } = launched;
    const id = await newSession(window);
    await sendAndWait(window, 'Keep the invoice INV-2026-1007 in mind. Show me the rows.');
    for (let turn = 0; turn < 5; turn += 1) await sendAndWait(window, `And the rows again, part ${turn}.`);
    const context = await api<{
      cleared: unknown[];
      compactions: { summary: string; citations: { seq: number }[] }[];
    }>(window, 'GET', `/sessions/${id}/context`);
    expect(context.cleared.length).toBeGreaterThan(0);
    expect(context.compactions.length).toBeGreaterThan(0);
    for (const [name, words] of [
      ['row-cleared', /out of the model’s view/],
      ['row-compacted', /^Older parts were summarised/],
    ] as const) {
      const row = conversation(window).getByRole('button', { name: words }).last();
      await row.click();
      await look(name, row);
      await row.click();
    }
    await window.getByRole('button', { name: /^Context and budget/ }).click();
    await window.getByRole('button', { name: 'Show in detail…' }).waitFor();
    await look('meter-full');
    await window.getByRole('button', { name: 'Show in detail…' }).click();
    const sheet = dialog('What the model sees');
    await sheet.getByText('Results out of view').waitFor();
    await look('context-detail');
    await look('context-detail-cleared', sheet.getByRole('link', { name: /^Open the original/ }).last());
    await sheet
      .getByRole('link', { name: /^Event \d+/ })
      .first()
      .click();
    await sheet.waitFor({ state: 'detached' });
    await expect.poll(() => window.url()).toMatch(/\?event=\d+/);
  });

  test('a tool nobody chose a policy for says so', async () => {
    const { window } = launched;
    await go('/settings/rules');
    const choice = window.getByRole('radiogroup', { name: 'What happens when the agent calls read' });
    await choice.waitFor();
    expect(await choice.getByRole('radio', { name: 'Default' }).getAttribute('aria-checked')).toBe('true');
    await look('settings-tools');
  });

  test('a fallback model is named; a price that nobody knows is said; a missing key is said at the field', async () => {
    await launched.close();
    const endpoint = await openEndpoint();
    launched = await launchApp();
    const { window } = launched;
    await window.getByRole('radio', { name: /^Anthropic/ }).click();
    await window.getByRole('button', { name: 'Test and start' }).click();
    await window.getByText('Enter your API key: Anthropic answers nobody without one.').waitFor();
    await look('key-missing');
    await api(window, 'POST', '/settings/model', {
      provider: 'compatible',
      model: 'small',
      base_url: endpoint.url,
      api_key: 'good-key',
    });
    await go('/settings/model');
    const field = window.getByLabel('Model that takes over');
    await field.fill('small');
    await window.getByText('This is the usual model.').waitFor();
    await field.fill('tiny');
    await window.getByRole('button', { name: 'Save', exact: true }).click();
    await window.getByText('tiny takes over.', { exact: false }).first().waitFor();
    await look('fallback', window.getByText('The session shows it when that happens.'));
    await go('/settings/budgets');
    await window.getByText('Nobody has told Holdfast what “small” costs').waitFor();
    await look('settings-price-missing');
    await go('/');
    await newSession(window);
    await sendAndWait(window, 'Hello.');
    await untilTurnsEnded(window, 1);
    await window.getByRole('button', { name: /^Context and budget/ }).click();
    await window.getByRole('button', { name: 'Limits and spending…' }).click();
    await dialog('Limits and spending').getByRole('button', { name: 'Limit tokens instead' }).click();
    await look('budget-price-missing');
    await window.keyboard.press('Escape');
    await api(window, 'POST', '/settings/model/fallback', { model: 'small' });
    await api(window, 'POST', '/settings/model', {
      provider: 'compatible',
      model: 'gone',
      base_url: endpoint.url,
      api_key: 'good-key',
    });
    await newSession(window);
    await sendAndWait(window, 'Hello again.');
    await conversation(window).getByText('small takes over until the end of this turn').waitFor();
    await look('row-fallback');
    await endpoint.close();
  });
});
