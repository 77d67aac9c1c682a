// `npm run --silent drill -- mutations [GROUP]`: switches off one defence of the sandbox after another, in a copy of the source, and runs the
// cases that are about it. They must fail: a case that passes without its defence proves nothing.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Mutation, mutations } from './mutations/defences.ts';

const root = resolve('.');
const copied = [
  'core',
  'scripts',
  'test/support',
  'test/unit',
  'package.json',
  'vitest.config.ts',
  'tsconfig.json',
  'tsconfig.base.json',
];
const linked = ['node_modules', '.runtime', 'dist'];
/** A case without its defence may never end. */
const caseMs = 3000;
const runMs = 240_000;

interface Outcome {
  passed: string[];
  failed: number;
}

const wanted = process.argv[2];
const chosen = mutations.filter(({ group }) => wanted === undefined || group.includes(wanted));
let survivors = 0;
console.log(`${'defence'.padEnd(58)} cases  failed without it`);
for (const mutation of chosen) {
  const { passed, failed } = await runWithout(mutation);
  const total = passed.length + failed;
  const isProven = failed >= (mutation.least ?? 1);
  if (!isProven) survivors += 1;
  const line = `${`${mutation.group}: ${mutation.name}`.padEnd(58)} ${String(total).padStart(5)}  ${String(failed).padStart(6)}${isProven ? '' : '  NOT PROVEN'}`;
  console.log(line);
  for (const name of mutation.showsSurvivors ? passed : []) console.log(`    still passes: ${name}`);
}
console.log(
  survivors === 0
    ? `\n${chosen.length} defences, each missed when it is off.`
    : `\n${survivors} of ${chosen.length} are not proven.`,
);
process.exitCode = survivors === 0 ? 0 : 1;

async function runWithout(mutation: Mutation): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-mutation-'));
  try {
    for (const name of copied) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    for (const name of linked) symlinkSync(join(root, name), join(folder, name));
    for (const patch of mutation.patches) {
      const file = join(folder, patch.file);
      const text = readFileSync(file, 'utf8');
      if (!text.includes(patch.find))
        throw new Error(`${mutation.group}: ${patch.file} no longer has: ${patch.find}`);
      writeFileSync(
        file,
        text.replaceAll(patch.find, () => patch.put),
      );
    }
    return await runCases(folder, mutation);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Report {
  testResults: { assertionResults: { status: string; fullName: string }[] }[];
}

function runCases(folder: string, mutation: Mutation): Promise<Outcome> {
  const report = join(folder, 'report.json');
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', ...mutation.files,
    '--testTimeout', String(caseMs), '--reporter=json', `--outputFile=${report}`,
    ...(mutation.cases === undefined ? [] : ['-t', mutation.cases]),
  ]; // biome-ignore format: words of a command
  return new Promise((done, fail) => {
    // a group of its own: what hangs in a case must end with it
    const vitest = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      detached: true,
      stdio: 'ignore',
    });
    const killAll = () => {
      try {
        if (vitest.pid !== undefined) process.kill(-vitest.pid, 'SIGKILL');
      } catch {
        // all of it has ended
      }
    };
    const timer = setTimeout(killAll, runMs);
    vitest.on('close', () => {
      clearTimeout(timer);
      killAll();
      try {
        const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
        const results = testResults.flatMap(({ assertionResults }) => assertionResults);
        const passed = results.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName);
        done({ passed, failed: results.filter(({ status }) => status === 'failed').length });
      } catch {
        // the whole run died of it, or never ended
        if (mutation.mayTakeTheRunDown === true) done({ passed: [], failed: mutation.least ?? 1 });
        else fail(new Error(`${mutation.group}: ${mutation.name}: the cases could not be run`));
      }
    });
  });
}
