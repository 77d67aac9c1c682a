// `npm run --silent bench -- harness [--json]`: what durability and the loop cost, each figure beside a control of the same run.
import { parseArgs } from 'node:util';
import { inFolder, median, rawAppends } from './harness/measure.ts';
import { runSteps, stepBytes } from './harness/steps.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, data: { type: 'string' } },
});
const workers = process.env.HOLDFAST_WORKERS ?? '';
const dataWorker = `${workers}/holdfast.worker.js`;
const note = (text: string) => console.error(text);

const repetitions = 3;
const rates: { steps: number; raw: number }[] = [];
for (let repetition = 0; repetition < repetitions; repetition += 1) {
  const steps = await inFolder((folder) => runSteps(folder, dataWorker, 1000));
  const raw = await inFolder(async (folder) => rawAppends(folder, 1000, stepBytes));
  rates.push({ steps: 1e6 / steps.ms, raw: 1e6 / raw });
  note(
    `step: ${(steps.ms / 1000).toFixed(3)} ms, raw ${(raw / 1000).toFixed(3)} ms, disk ${(steps.diskBytes / 1000 / stepBytes).toFixed(2)}x, index ${(steps.indexBytes / 1000 / stepBytes).toFixed(2)}x`,
  );
}
const ratio = median(rates.map(({ steps, raw }) => steps / raw));
console.log(
  values.json
    ? JSON.stringify({ durableStep: { ratio } })
    : `durable step: ${ratio.toFixed(2)} of raw write + fdatasync`,
);
