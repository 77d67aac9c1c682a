import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';

// what CI shows of the drills; the thousand kills and the power losses are run by hand before a release

/** Runs a drill as the command line does, on the Node that runs this; gives what its last line says. */
function drill(...words: string[]): Promise<{ report: Record<string, unknown>; errors: string }> {
  return new Promise((resolve, reject) => {
    const node = process.versions.electron ? [] : ['--node'];
    const child = spawn(process.execPath, [inRoot('scripts', 'task.mjs'), 'drill', ...words, ...node], {
      env: { ...process.env, ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) },
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', () => {
      const last = output.trim().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) return reject(new Error(`the drill said nothing: ${errors.slice(-3000)}`));
      resolve({ report: JSON.parse(last), errors });
    });
  });
}

test('200 kills at every debug point and at any instant: nothing lost, no gap, nothing twice, nothing stuck', async () => {
  const { report, errors } = await drill('kill', '--times', '200', '--seed', '1', '--json');
  expect(report, errors.slice(-3000)).toMatchObject({
    lost: 0,
    gaps: 0,
    doubled: 0,
    stuck: 0,
    differs: 0,
    overspent: 0,
    problems: 0,
  });
  // two lanes may both be at their last one
  expect(report.kills).toBeGreaterThanOrEqual(200);
  expect(Math.min(...Object.values(report.byPoint as Record<string, number>))).toBeGreaterThan(0);
});

test('damaged write-ahead logs open as an exact prefix', async () => {
  const { report, errors } = await drill('wal', '--times', '200', '--json');
  expect(report, errors.slice(-3000)).toMatchObject({ ok: true, mutations: 200 });
});

test('a disk that fills up pauses the session, says so, and the session goes on when there is room', async (context) => {
  const { report, errors } = await drill('full', '--json');
  if (report.skipped !== undefined) return context.skip(String(report.skipped));
  expect(report, errors.slice(-3000)).toMatchObject({ ok: true });
});
