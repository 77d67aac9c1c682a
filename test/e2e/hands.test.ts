import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import { lookAt } from './support/look.ts';
import { call, heard, playing, type RehearsalStep, say } from './support/rehearsal.ts';
import { card, conversation, demoFolder, grantFolder, newSession, sendAndWait } from './support/session.ts';

const count = `head -n 3 /mnt/folders/electricity/*.csv
cat /mnt/folders/electricity/*.csv | wc -l > lines.txt
mkdir -p drafts && cp lines.txt drafts/
cat lines.txt`;

const steps: RehearsalStep[] = [
  { when: heard('count'), reply: { blocks: [call('bash', { command: count })] } },
  { when: heard('wrong'), reply: { blocks: [call('bash', { command: 'cat missing.txt | sort' })] } },
  {
    when: heard('endless'),
    reply: { blocks: [call('bash', { command: 'echo half > half.txt; sleep 60', timeout_ms: 300 })] },
  },
  {
    when: heard('package'),
    reply: {
      blocks: [
        call('run_code', {
          code: "import Papa from 'papaparse';\nPapa.parse('a,b\\n1,2', { header: true }).data",
        }),
      ],
    },
  },
  { reply: { blocks: [say('That was it.')] } },
];

describe('what the agent’s hands did is seen', () => {
  let launched: LaunchedApp;

  beforeAll(async () => {
    launched = await launchApp({ arguments: playing(steps) });
    await launched.window.getByRole('heading', { name: 'What needs doing?' }).waitFor();
    await newSession(launched.window);
    await grantFolder(launched, demoFolder());
  });
  afterAll(() => launched?.close());

  test('a command: its text, its output, how it ended', async () => {
    const { window } = launched;
    await sendAndWait(window, 'Please count the lines.');
    await card(window, /^Run a command .*head -n 3/).click();
    await conversation(window).getByText('Exit code 0').waitFor();
    await lookAt(launched, 'bash-open');
  });

  test('a command that fails, and one that is killed', async () => {
    const { window } = launched;
    await sendAndWait(window, 'Now something wrong.');
    await card(window, /^Run a command .*missing/).click();
    await conversation(window)
      .getByText(/No such file/)
      .first()
      .waitFor();
    await sendAndWait(window, 'Now something endless.');
    await card(window, /^Run a command .*half\.txt/).click();
    await conversation(window)
      .getByText(/Nothing of it was kept/)
      .waitFor();
    await lookAt(launched, 'bash-killed');
  });

  test('code imports a package', async () => {
    const { window } = launched;
    await sendAndWait(window, 'Now use a package.');
    await card(window, /^Run code/).click();
    await expect
      .poll(() =>
        conversation(window)
          .getByText(/Returned/)
          .count(),
      )
      .toBeGreaterThan(0);
    await lookAt(launched, 'code-package');
  });
});
