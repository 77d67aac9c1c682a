import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedSession } from './support/core.ts';
import { type Endpoint, openEndpoint } from './support/endpoint.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';

describe('contexts by a model', () => {
  let launched: LaunchedApp;
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
    const dataDir = join(mkdtempSync(join(tmpdir(), 'holdfast-contexts-')), 'data');
    await seedSession(dataDir, 'The kitchen', [
      ['The coffee maker is from Ana.', 'It broke again.', 'We should repair it.'].map((text) => ({
        type: 'user.message' as const,
        content: [{ type: 'text' as const, text }],
      })),
    ]);
    launched = await launchApp({ dataDir });
  });
  afterAll(async () => {
    await launched?.close();
    await endpoint?.close();
  });
  const asked = () => endpoint.requests.filter(({ path }) => path.startsWith('/v1/messages')).length;

  test('are off, say what would leave, and are written within the budget once they are on', async () => {
    const { window } = launched;
    await window.getByRole('radio', { name: /^Local model/ }).click();
    await window.getByRole('textbox', { name: 'Address' }).fill(endpoint.url);
    await window.getByLabel('Model', { exact: true }).fill('small');
    await window.getByLabel('API key', { exact: true }).fill('good-key');
    await window.getByRole('button', { name: 'Test and start' }).click();
    await window.getByRole('link', { name: 'Settings', exact: true }).click();
    await window.getByRole('link', { name: 'Recall', exact: true }).click();
    const on = window.getByRole('switch', { name: 'Let a model write contexts' });
    await on.waitFor();
    await window.getByText('Off. Nothing is sent.').waitFor();
    await window.getByText('words leave this machine', { exact: false }).waitFor();
    await on.scrollIntoViewIfNeeded();
    await lookAt(launched, 'contexts-off');
    const before = asked();

    await window.getByLabel('Tokens a day, read and written').fill('10');
    await window.getByRole('button', { name: 'Save', exact: true }).click();
    await on.click();
    await window.getByText('The budget of today is used up.', { exact: false }).waitFor();
    await lookAt(launched, 'contexts-budget');
    expect(asked()).toBe(before);

    await window.getByLabel('Tokens a day, read and written').fill('100000');
    await window.getByRole('button', { name: 'Save', exact: true }).click();
    await window.getByText('3 made; no drawer waits.').waitFor();
    expect(asked()).toBe(before + 3);
    await window.getByText('no drawer waits.', { exact: false }).scrollIntoViewIfNeeded();
    await lookAt(launched, 'contexts-done');
  });

  test('are all deleted after a question, and wings can be left out', async () => {
    const { window } = launched;
    await window
      .getByRole('switch', { name: /^Leave out/ })
      .first()
      .click();
    await window.getByRole('switch', { name: 'Let a model write contexts' }).click();
    await window.getByText('Off. 3 are kept and still used', { exact: false }).waitFor();
    await window.getByRole('button', { name: 'Delete all contexts…' }).click();
    await lookAt(launched, 'contexts-delete');
    await window.getByRole('button', { name: 'Delete contexts', exact: true }).click();
    await window.getByText('Off. Nothing is sent.').waitFor();
  });
});
