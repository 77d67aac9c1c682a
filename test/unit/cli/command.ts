import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { bundleForNode, findMainEntries } from '../../../scripts/lib/bundle.mjs';
import { buildDir } from '../../../scripts/lib/paths.mjs';
import { readRuntime } from '../../../scripts/lib/runtime.mjs';

/** Bundles the command as the build does; gives the file and the way to remove it. */
export async function bundleCommand(): Promise<{ file: string; remove(): void }> {
  const folder = mkdtempSync(join(buildDir, 'cli-'));
  const alias = process.versions.electron ? readRuntime().betterSqlite3Alias : null;
  await bundleForNode(findMainEntries(['cli']), folder, alias);
  return { file: join(folder, 'cli.js'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast cli '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** The first whole line of stdout. */
  firstLine(): Promise<string>;
}

/** Starts the real command in a process of its own, on the Node that runs the tests. Killed when the test ends. */
export function start(file: string, words: string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [file, ...words], {
    env: { ...process.env, HOLDFAST_WORKERS: dirname(inject('workers').data), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let err = '';
  let onText = () => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    onText();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
  const firstLine = () =>
    new Promise<string>((resolve, reject) => {
      onText = () => {
        const end = out.indexOf('\n');
        if (end >= 0) resolve(out.slice(0, end));
      };
      onText();
      ended.then((result) => reject(new Error(`ended early: ${JSON.stringify(result)}`)), reject);
    });
  return { child, ended, firstLine };
}

export const run = (file: string, words: string[], env: Record<string, string> = {}): Promise<Ended> =>
  start(file, words, env).ended;
