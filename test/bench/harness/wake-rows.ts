import { startChild } from './children.ts';
import type { Bench, Part } from './context.ts';
import type { LifeInput } from './crash.ts';
import { inFolder, median } from './measure.ts';
import type { StepRun } from './steps.ts';
import { figure, type Row, row } from './table.ts';
import type { WakeResult } from './wake.ts';

/** What the reference allows over its own plain log: 25 ms for 19, 250 for 198, 0.5 s for 0.15. */
const sizes = [
  { steps: 1000, target: '<= 1.32' },
  { steps: 10_000, target: '<= 1.26' },
] as const;

/** Opening, reading and folding a session in a new process. */
export const wake: Part = {
  name: 'wake',
  async measure(bench) {
    const rows: Row[] = [];
    for (const { steps, target } of bench.isQuick ? sizes.slice(0, 1) : sizes) {
      rows.push(await inFolder((folder) => wakeRow(bench, folder, steps, target)));
    }
    return rows;
  },
};

async function wakeRow(
  bench: Bench,
  folder: string,
  steps: number,
  target: '<= 1.32' | '<= 1.26',
): Promise<Row> {
  const filled = await bench.run<StepRun>('appendSteps', {
    folder,
    steps,
    worker: 'holdfast',
    withIndex: false,
  });
  await bench.run('fillPlain', { folder, steps });
  const ours: WakeResult[] = [];
  const plain: WakeResult[] = [];
  for (let round = 0; round < bench.rounds + 2; round += 1) {
    ours.push(await bench.run<WakeResult>('wakeOurs', { folder, sessionId: filled.sessionId }));
    plain.push(await bench.run<WakeResult>('wakePlain', { folder }));
  }
  const sum = ({ openMs, readMs, foldMs }: WakeResult) => openMs + readMs + foldMs;
  const part = (name: 'openMs' | 'readMs' | 'foldMs') => figure(median(ours.map((each) => each[name])));
  return row({
    name: `wake at ${steps.toLocaleString('en-US')} steps`,
    value: median(ours.map(sum)),
    unit: 'ms',
    control: { name: 'plain SQLite table: open, read, parse, fold', value: median(plain.map(sum)) },
    target,
    ran: `open ${part('openMs')} (two threads, lock, page check, migrations), read ${part('readMs')}, fold ${part('foldMs')} ms; ${ours[0]?.events} events; ${bench.rounds + 2} new processes in turn, start of the process not counted`,
  });
}

const crashesAsked = [1, 5, 10];

/** From the start of a process to its first committed event, after so many kills before it. */
export const crash: Part = {
  name: 'crash',
  async measure(bench) {
    const ours = new Map<number, number[]>();
    const plain = new Map<number, number[]>();
    const chains = bench.isQuick ? 1 : 3;
    for (let chain = 0; chain < chains; chain += 1)
      await inFolder(async (folder) => {
        for (let crashes = 0; crashes <= 10; crashes += 1) {
          const input: LifeInput = {
            folder,
            baseUrl: `${bench.modelUrl}/loop-100000`,
            isFirst: crashes === 0,
          };
          add(ours, crashes, await liveAndDie('houseLife', input));
          if (crashes <= 1 || crashesAsked.includes(crashes))
            add(plain, crashes, await liveAndDie('plain-life', { folder }));
        }
      });
    return crashesAsked.map((crashes) =>
      row({
        name: `crash to first new step, after ${crashes}`,
        value: median(ours.get(crashes) ?? []),
        unit: 'ms',
        control: {
          name: 'a process that opens a plain log, folds it, commits a step',
          value: median(plain.get(crashes) ?? []),
        },
        target: '<= 3.33',
        ran: `the whole house in a tool loop, SIGKILL in the middle, from the start of the next process to its first commit, ${chains} chains of 10 crashes`,
      }),
    );
  },
};

function add(to: Map<number, number[]>, crashes: number, ms: number): void {
  to.set(crashes, [...(to.get(crashes) ?? []), ms]);
}

/** Milliseconds to the first commit; the process works on a while and is killed. */
async function liveAndDie(job: 'houseLife' | 'plain-life', input: unknown): Promise<number> {
  const start = performance.now();
  const script = `${process.env.HOLDFAST_WORKERS ?? ''}/plain-life.job.js`;
  const child = startChild(job, input, job === 'plain-life' ? { script } : {});
  try {
    await child.line((line) => typeof line === 'object' && line !== null && 'first' in line);
    const ms = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 200));
    return ms;
  } finally {
    child.kill('SIGKILL');
    await child.ended;
  }
}
