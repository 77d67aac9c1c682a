import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { expectedFigure } from './support/figure.ts';
import { temporaryFolder } from './support/launch.ts';
import { demoFolder } from './support/session.ts';

const hasTerminal = spawnSync('script', ['--version']).status === 0;
const task = 'What did I spend on electricity? Write a short report.';

/** Runs the built command in a terminal of its own (a pty, by util-linux's `script`) and talks with it. */
function inTerminal(words: readonly string[]) {
  const { executablePath, cwd, env } = inject('app');
  const command = [executablePath, inRoot('out', 'main', 'cli.js'), ...words];
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', quoted, '/dev/null'], {
    cwd,
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let screen = '';
  let onText = () => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    onText();
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    screen: () => screen,
    ended,
    type: (line: string) => child.stdin.write(`${line}\n`),
    /** Resolves when the terminal has shown these words so often. */
    shows: (words: string, times = 1) =>
      new Promise<void>((resolve, reject) => {
        const giveUp = () => reject(new Error(`not shown ${times} times: ${words}\n${screen}`));
        const timer = setTimeout(giveUp, 30_000);
        void ended.then(giveUp);
        onText = () => {
          if (screen.split(words).length <= times) return;
          clearTimeout(timer);
          resolve();
        };
        onText();
      }),
  };
}

function demoRun() {
  const folder = demoFolder();
  const dataDir = join(temporaryFolder('terminal'), 'data');
  const words = [
    'run',
    task,
    '--folder',
    folder,
    '--write',
    '--data-dir',
    dataDir,
    '--model',
    'rehearsal:demo',
  ];
  return { folder, report: join(folder, 'report.md'), terminal: inTerminal(words) };
}

test.runIf(hasTerminal)(
  'holdfast run: the same task in a terminal, allowed there, with the right figure',
  async () => {
    const { folder, report, terminal } = demoRun();
    const figure = expectedFigure(folder);
    await terminal.shows('y allow once');
    expect(terminal.screen()).toContain(`+The electricity cost ${figure} EUR.`);
    expect(existsSync(report)).toBe(false);
    // neither an empty line nor anything but a clear yes allows
    terminal.type('');
    await terminal.shows('y allow once', 2);
    terminal.type('perhaps');
    await terminal.shows('y allow once', 3);
    terminal.type('y');
    expect(await terminal.ended).toBe(0);
    expect(readFileSync(report, 'utf8')).toContain(`The electricity cost ${figure} EUR`);
    expect(terminal.screen()).toContain(figure);
  },
);

test.runIf(hasTerminal)(
  'holdfast run: denied with a note, the agent reads it and nothing is written',
  async () => {
    const { report, terminal } = demoRun();
    await terminal.shows('y allow once');
    terminal.type('d');
    await terminal.shows('Note for the agent:');
    terminal.type('Not here, please.');
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen().split('Not here, please.').length).toBeGreaterThan(2);
    expect(existsSync(report)).toBe(false);
  },
);
