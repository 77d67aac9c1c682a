import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedSession } from './support/core.ts';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import * as page from './support/page.js';
import { playing, say } from './support/rehearsal.ts';
import { conversation, sendAndWait } from './support/session.ts';

const turns = 2_000;
const eventsPerTurn = 5;

const seed = (dataDir: string) =>
  seedSession(
    dataDir,
    'A long story',
    Array.from({ length: turns / 100 }, (_, batch) =>
      Array.from({ length: 100 }, (__, index) => eventsOfTurn(batch * 100 + 1 + index)).flat(),
    ),
  );

function eventsOfTurn(turn: number) {
  const text = (words: string) => [{ type: 'text' as const, text: words }];
  const toolUseId = `sevt_seeded_${turn}`;
  return [
    { type: 'user.message' as const, content: text(`Question ${turn}: what comes next?`) },
    { id: toolUseId, type: 'agent.tool_use' as const, name: 'think', input: { thought: `step ${turn}` } },
    { type: 'agent.tool_result' as const, tool_use_id: toolUseId, content: text('Noted.') },
    {
      type: 'agent.message' as const,
      content: text(
        `Answer **${turn}**.\n\n- one\n- two with \`code\`\n\n\`\`\`js\nconst turn = ${turn};\n\`\`\``,
      ),
    },
    { type: 'session.status_idle' as const, stop_reason: { type: 'end_turn' as const }, stop_details: null },
  ];
}

describe('a session of 10,000 events', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-long-'));
  let launched: LaunchedApp;
  let session: string;
  beforeAll(async () => {
    session = await seed(dataDir);
    launched = await launchApp({
      dataDir,
      arguments: playing([{ reply: { blocks: [say('Still here.')] } }]),
    });
  });
  afterAll(() => launched?.close());

  test('opens at its end', async () => {
    const { window } = launched;
    await window
      .getByRole('navigation', { name: 'Sessions' })
      .getByRole('link', { name: /A long story/ })
      .waitFor();
    await window
      .getByRole('navigation', { name: 'Sessions' })
      .getByRole('link', { name: /A long story/ })
      .click();
    await conversation(window).getByText(`Question ${turns}: what comes next?`).waitFor();
  });

  test('scrolls through thousands of rows, of which few exist at a time', async () => {
    const { window } = launched;
    const rows = await window.evaluate(page.mostRowsWhileScrolling, { steps: 240, distance: -240 });
    expect(rows).toBeLessThan(120);
  });

  test('goes to an event in its middle, and back to the newest', async () => {
    const { window } = launched;
    await window.goto(`holdfast://app/#/sessions/${session}?event=${1_000 * eventsPerTurn - 4}`);
    await conversation(window).getByText('Question 1000: what comes next?').waitFor();
    await window.getByRole('button', { name: 'Jump to newest' }).click();
    await conversation(window).getByText(`Question ${turns}: what comes next?`).waitFor();
  });

  test('goes on', async () => {
    const { window } = launched;
    await window.goto(`holdfast://app/#/sessions/${session}`);
    await sendAndWait(window, 'And now?');
    await conversation(window).getByText('Still here.').waitFor();
  });
});
