import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createDice } from './kill/random.ts';
import { skip, whyMissing, whyNotRoot } from './support/skip.ts';
import { readBack, runWriter, type WriterOptions } from './support/writer.ts';

// `npm run --silent drill -- power --runs 40 --json`: the power fails under a writer, on ext4 and on xfs, with the house's own FULL and
// with NORMAL as the control that must lose something. The file system is shut down without flushing its log; the writer is stopped
// first, because a flush that is under way then reports success although nothing reached the disk.

const [flag, argument] = process.argv.slice(2);
if (flag === '--writer') {
  const options: WriterOptions = JSON.parse(argument ?? '{}');
  await runWriter(options);
  process.exit(0);
}
const why = whyNotRoot() ?? whyMissing(['xfs_io', 'mkfs.xfs', 'mkfs.ext4']);
if (why !== null) skip('power', why);
else process.exitCode = await drill();

async function drill(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean' },
    },
  });
  const startedAt = performance.now();
  const figures: Record<
    string,
    { runs: number; acked: number; lost: number; runsThatLost: number; broken: number }
  > = {};
  for (const kind of ['ext4', 'xfs'] as const) {
    for (const isNormal of [false, true])
      figures[`${kind} ${isNormal ? 'NORMAL (control)' : 'FULL'}`] = await runOn(kind, isNormal, {
        runs: Number(values.runs),
        seed: Number(values.seed),
      });
  }
  const all = Object.entries(figures);
  const isWell =
    all.every(([name, { lost, broken }]) => broken === 0 && (name.includes('NORMAL') || lost === 0)) &&
    all.filter(([name]) => name.includes('NORMAL')).every(([, { lost }]) => lost > 0);
  const ms = Math.round(performance.now() - startedAt);
  process.stdout.write(
    `${JSON.stringify({ drill: 'power', ok: isWell, seed: Number(values.seed), figures, ms })}\n`,
  );
  return isWell ? 0 : 1;
}

async function runOn(
  kind: 'ext4' | 'xfs',
  isNormal: boolean,
  { runs, seed }: { runs: number; seed: number },
) {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-power-'));
  const [image, disk] = [join(root, 'image'), join(root, 'disk')];
  mkdirSync(disk);
  writeFileSync(image, '');
  truncateSync(image, (kind === 'xfs' ? 400 : 128) * 1024 * 1024);
  execFileSync(
    kind === 'xfs' ? 'mkfs.xfs' : 'mkfs.ext4',
    kind === 'xfs' ? ['-q', image] : ['-q', '-F', image],
  );
  const mount = () => execFileSync('mount', ['-o', 'loop', image, disk]);
  const dice = createDice(seed);
  const total = { runs, acked: 0, lost: 0, runsThatLost: 0, broken: 0 };
  mount();
  try {
    for (let run = 0; run < runs; run += 1) {
      const [dataDir, acks] = [join(disk, `data ${run}`), join(root, `acks ${run}`)];
      await writeUntilPowerFails({ dataDir, acks, steps: 0, isNormal }, disk, 30 + dice.unit() * 250);
      execFileSync('umount', [disk]);
      mount();
      const lines = readFileSync(acks, 'utf8').split('\n').slice(0, -1);
      const reading = await readBack(dataDir, lines);
      total.acked += reading.acked;
      total.lost += reading.lost;
      total.broken += reading.broken;
      if (reading.lost > 0) total.runsThatLost += 1;
      rmSync(dataDir, { recursive: true, force: true });
    }
  } finally {
    execFileSync('umount', ['-l', disk]);
    rmSync(root, { recursive: true, force: true });
  }
  return total;
}

async function writeUntilPowerFails(options: WriterOptions, disk: string, ms: number): Promise<void> {
  const writer = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), '--writer', JSON.stringify(options)],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  const ended = new Promise<void>((resolve) => writer.on('close', () => resolve()));
  while (!existsSync(options.acks)) {
    if (writer.exitCode !== null) throw new Error('the writer ended before it wrote');
    await sleep(5);
  }
  await sleep(ms);
  writer.kill('SIGSTOP');
  while (!isStopped(writer.pid ?? 0)) await sleep(2);
  execFileSync('xfs_io', ['-x', '-c', 'shutdown', disk]);
  writer.kill('SIGKILL');
  await ended;
}

// every thread, also one that was inside a flush
function isStopped(pid: number): boolean {
  const tasks = execFileSync('sh', ['-c', `cat /proc/${pid}/task/*/stat`], { encoding: 'utf8' });
  return tasks
    .trim()
    .split('\n')
    .every((line) => line.slice(line.lastIndexOf(')') + 2, line.lastIndexOf(')') + 3) === 'T');
}
