// `npm run --silent evals -- loops [--data DIR] [--json]`: how the loop guard does on scripted loops, generated cycles, honest
// iteration and the recorded honest runs. Ends with 1 when a loop was missed or stopped late, or honest work was stopped.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type LoopFigures, measureLoops } from './loops/measure.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.HOLDFAST_DATA ?? '../shared/data' },
    json: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const figures = measureLoops({ dataDir: resolve(values.data), cycles: 1000, seed: Number(values.seed) });
console.log(values.json ? JSON.stringify(figures) : table(figures));
if (!isGood(figures)) process.exitCode = 1;

function isGood({ loops, cycles, polling, benign }: LoopFigures): boolean {
  const isEveryLoopStopped = loops.stopped === loops.n && cycles.stopped === cycles.n;
  const isSoon = loops.worstCalls <= 6 && cycles.worstCalls <= 6;
  return isEveryLoopStopped && isSoon && polling.falseStops === 0 && (benign?.falseStops ?? 0) === 0;
}

function table({ loops, cycles, polling, benign }: LoopFigures): string {
  const honest = (
    name: string,
    { n, falseStops, notes, forcedThoughts, stopped }: LoopFigures['polling'],
  ) => [
    `${name}: ${falseStops} of ${n} stopped (${notes} notes, ${forcedThoughts} forced thoughts)`,
    ...stopped.map((id) => `  stopped: ${id}`),
  ];
  return [
    `scripted loops: ${loops.stopped} of ${loops.n} stopped, at the latest after ${loops.worstCalls} calls`,
    ...loops.missed.map((name) => `  missed: ${name}`),
    `generated cycles (1 to 6 calls a round, seed ${cycles.seed}): ${cycles.stopped} of ${cycles.n} stopped, at the latest after ` +
      `${cycles.worstCalls} repeated calls (${cycles.worstFromFirst} from the first of the round)`,
    ...honest('honest iterations', polling),
    ...(benign
      ? honest('recorded honest runs', benign)
      : ['recorded honest runs: skipped, there is no data (--data DIR)']),
  ].join('\n');
}
