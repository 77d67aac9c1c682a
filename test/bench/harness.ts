// `npm run --silent bench -- harness [--json] [--quick] [--only NAME]`: what durability and the loop cost, each figure beside a
// control of the same run. See docs/bench.md.
import { parseArgs } from 'node:util';
import { withBench } from './harness/context.ts';
import { runJob } from './harness/jobs.ts';
import { parts } from './harness/parts.ts';
import { machine, printed, type Row, skippedRow } from './harness/table.ts';

async function bench(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
    },
  });
  const chosen = parts.filter(({ name }) => values.only?.includes(name) ?? true);
  if (chosen.length === 0) {
    console.error(`There is no such row. There are: ${parts.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const startedAt = performance.now();
  const rows: Row[] = [];
  await withBench(values.quick, async (context) => {
    for (const { name, measure } of chosen) {
      const taken = await measure(context).catch((error: unknown) => [
        skippedRow(name, `failed: ${String(error)}`),
      ]);
      for (const row of taken) {
        rows.push(row);
        if (values.json) console.error(printed(row));
        else console.log(printed(row));
      }
    }
  });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  if (values.json)
    console.log(JSON.stringify({ rows, machine: { ...machine(), quick: values.quick, seconds } }));
  // a missed target is a figure, not a failure
  return rows.every(({ value }) => value === null) ? 1 : 0;
}

const [flag, job = '', input = '{}'] = process.argv.slice(2);
if (flag === '--child') {
  await runJob(job, JSON.parse(input));
  process.exit(0);
}
process.exitCode = await bench();
