import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron, errors, type Page } from 'playwright';
import { afterEach, inject } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';

/** `kind`: pick_folder, pick_save, pick_open, close_running, open_external, failure …; `answer`: a path or a choice, null cancels. */
export interface DialogAnswer {
  kind: string;
  answer: string | null;
  remember?: boolean;
}

export interface LaunchOptions {
  /** Default: a new folder, removed by `close`. */
  dataDir?: string;
  env?: Record<string, string>;
  dialogs?: readonly DialogAnswer[];
  arguments?: readonly string[];
}

export interface LaunchedApp {
  app: ElectronApplication;
  window: Page;
  dataDir: string;
  /** Resolves with the exit code once the app has ended by itself, say after a Quit. */
  ended: Promise<number | null>;
  /** What the app wrote to standard output and error so far. */
  output(): string;
  /** Adds answers behind those that are still waiting. */
  answerDialogs(...answers: DialogAnswer[]): void;
  /** The dialogs shown so far, in order: {kind, message?, choices? …}. */
  askedDialogs(): Record<string, unknown>[];
  /** Ends it as the system would (SIGTERM), without questions; removes the folder it made. */
  close(): Promise<void>;
  /** Ends it and opens it again on the same data. `kill`: as by a power cut. */
  restart(how?: 'close' | 'kill'): Promise<LaunchedApp>;
  /** SIGKILL, as by a power cut. */
  kill(): Promise<void>;
}

const open = new Map<Page, () => string>();

// what a failed test saw is kept: test-results/failures
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const folder = inRoot('test-results', 'failures');
  mkdirSync(folder, { recursive: true });
  const name = task.name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80);
  for (const [index, [window, output]] of [...open].entries()) {
    if (window.isClosed()) continue;
    writeFileSync(join(folder, `${name}-${index}.txt`), `${window.url()}\n${output()}`);
    const path = join(folder, `${name}-${index}.png`);
    await window.screenshot({ path, timeout: 5_000 }).catch((error: unknown) => console.warn(error));
  }
});

/**
 * Opens the built app with a window, on a data folder of its own, and waits for the window's page. Dialogs are
 * answered from `dialogs`, never by a person. Needs a display (`npm run e2e` brings one).
 */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const isOwnFolder = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
  const dialogFile = join(mkdtempSync(join(tmpdir(), 'holdfast-dialogs-')), 'answers.json');
  writeFileSync(dialogFile, JSON.stringify(options.dialogs ?? []));
  const app = await launchElectron([`--data-dir=${dataDir}`, ...(options.arguments ?? [])], {
    HOLDFAST_TEST_DIALOGS: dialogFile,
    ...options.env,
  });
  // Playwright forgets the process when it ends
  const child = app.process();
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => {
      text += piece.toString();
    });
  }
  const window = await app.firstWindow();
  await window.waitForLoadState('domcontentloaded');
  open.set(window, () => text);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void ended.then(() => open.delete(window));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await ended;
  };
  return {
    app,
    window,
    dataDir,
    ended,
    output: () => text,
    answerDialogs: (...answers) => {
      const waiting: unknown = JSON.parse(readFileSync(dialogFile, 'utf8'));
      writeFileSync(dialogFile, JSON.stringify([...(Array.isArray(waiting) ? waiting : []), ...answers]));
    },
    askedDialogs: () => readLines(`${dialogFile}.asked`),
    close: async () => {
      await end('SIGTERM');
      if (isOwnFolder) await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
    restart: async (how = 'close') => {
      await end(how === 'kill' ? 'SIGKILL' : 'SIGTERM');
      return await launchApp({ ...options, dataDir });
    },
    kill: () => end('SIGKILL'),
  };
}

/**
 * About one start in fifty, Playwright never finishes taking hold of an Electron that is up and running (its database is
 * open, its window drawn). Then it is ended and started again: a start of the app that fails, fails three times.
 */
async function launchElectron(
  words: readonly string[],
  environment: Record<string, string>,
): Promise<ElectronApplication> {
  const { executablePath, args, cwd, env } = inject('app');
  for (let attempt = 1; ; attempt += 1) {
    try {
      const options = { executablePath, cwd, timeout: 20_000 };
      return await electron.launch({
        ...options,
        args: [...args, ...words],
        env: { ...env, ...ownDisplay(), ...environment },
      });
    } catch (error) {
      if (attempt === 3 || !(error instanceof errors.TimeoutError)) throw error;
      console.warn(`Playwright did not get hold of the app: attempt ${attempt}`);
    }
  }
}

/** The display of the worker that this test file runs in. */
function ownDisplay(): Record<string, string> {
  const displays = inject('displays');
  const display = displays[(Number(process.env.VITEST_POOL_ID ?? 1) - 1) % Math.max(1, displays.length)];
  return display === undefined ? {} : { DISPLAY: display };
}

function readLines(file: string): Record<string, unknown>[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** A new folder for files of the owner's, for tests that grant one. */
export function temporaryFolder(name: string): string {
  const folder = join(tmpdir(), `holdfast-${name}-${randomBytes(6).toString('hex')}`);
  mkdirSync(folder);
  return folder;
}
