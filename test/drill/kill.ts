import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { boundaries } from '../../core/harness/index.ts';
import { noFindings } from './kill/check.ts';
import { runChild } from './kill/child.ts';
import { runLane } from './kill/lane.ts';
import { createDice } from './kill/random.ts';

// `npm run --silent drill -- kill --times N --seed S --json`: kills a working house N times and looks what is left of it.

/** Fractions of the kills: half at named points, half at any instant. */
const pointShare = 0.5;
const timesEachAtLeast = 10;

const points = boundaries.flatMap((boundary) => [`before:${boundary}`, `after:${boundary}`]);

async function drill(): Promise<number> {
  const { values } = parseArgs({
    options: {
      times: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      lanes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      sessions: { type: 'string', default: '4' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const [times, seed, laneCount, width] = [
    Number(values.times),
    Number(values.seed),
    Number(values.lanes),
    Number(values.sessions),
  ];
  const startedAt = performance.now();
  const root = mkdtempSync(join(tmpdir(), 'holdfast-kill-'));
  const findings = noFindings();
  const problems: string[] = [];
  const byPoint: Record<string, number> = Object.fromEntries(
    [...points, 'random'].map((point) => [point, 0]),
  );
  const dice = createDice(seed);
  let begun = 0;
  let kills = 0;
  const next = () => {
    // a life that comes to its end by itself is a finding, not a kill: one more takes its place, within reason
    if (kills >= times || begun >= times * 1.1 + laneCount) return null;
    begun += 1;
    const poorest = [...points].sort((left, right) => (byPoint[left] ?? 0) - (byPoint[right] ?? 0))[0];
    const isNeeded =
      (byPoint[poorest ?? ''] ?? 0) < timesEachAtLeast && times >= 2 * timesEachAtLeast * points.length;
    if (!isNeeded && !dice.chance(pointShare)) return { debugPoint: null };
    const point = poorest ?? 'before:append';
    // later passings are worth less than the first: a call, a result and an answer are soon behind it
    return { debugPoint: `${point}#${1 + Math.floor(dice.unit() ** 2 * 6)}` };
  };
  try {
    await Promise.all(
      Array.from({ length: laneCount }, (_, lane) =>
        runLane({
          program: fileURLToPath(import.meta.url),
          workers: process.env.HOLDFAST_WORKERS ?? '',
          folder: join(root, `lane ${lane}`),
          seed: seed * 1000 + lane,
          width,
          next,
          killed(point) {
            kills += 1;
            byPoint[point ?? 'random'] = (byPoint[point ?? 'random'] ?? 0) + 1;
            if (!values.json && kills % 10 === 0) process.stderr.write(`${kills} kills\n`);
          },
          problem: (text) => problems.push(text),
          findings,
        }),
      ),
    );
  } finally {
    if (values.keep) process.stderr.write(`kept: ${root}\n`);
    else rmSync(root, { recursive: true, force: true });
  }
  const ms = Math.round(performance.now() - startedAt);
  // what stays wrong is found again after each kill
  const count = (list: readonly string[]) => new Set(list).size;
  const all = [
    ...problems,
    ...findings.lost,
    ...findings.gaps,
    ...findings.doubled,
    ...findings.stuck,
    ...findings.differs,
    ...findings.overspent,
  ];
  for (const line of [...new Set(all)].slice(0, 60)) process.stderr.write(`${line.slice(0, 20_000)}\n`);
  const counts = {
    kills,
    lost: count(findings.lost),
    gaps: count(findings.gaps),
    doubled: count(findings.doubled),
    stuck: count(findings.stuck),
    differs: count(findings.differs),
    overspent: count(findings.overspent),
    problems: problems.length,
    byPoint,
    seed,
    ms,
  };
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  return all.length === 0 ? 0 : 1;
}

const [flag, argument] = process.argv.slice(2);
if (flag === '--child') {
  await runChild(argument ?? '{}');
  process.exit(0);
}
process.exitCode = await drill();
