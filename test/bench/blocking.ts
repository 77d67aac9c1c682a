// `npm run --silent bench -- blocking [--json] [--events 30000]`: how long work on a long session holds up the main thread.
import { parseArgs } from 'node:util';
import { measureBlocking, measureDelayOfFive } from './harness/blocking.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    data: { type: 'string' },
    events: { type: 'string', multiple: true },
  },
});
const workers = process.env.HOLDFAST_WORKERS ?? '';
const sizes = (values.events ?? ['1000', '10000', '30000']).map(Number);
const rows = [];
for (const size of sizes) {
  const row = await measureBlocking(workers, size);
  console.error(
    Object.entries(row)
      .map(([name, value]) => `${name} ${name === 'events' ? value : `${value.toFixed(1)} ms`}`)
      .join(', '),
  );
  rows.push(row);
}
const p99 = await measureDelayOfFive(workers, Math.min(10_000, sizes.at(-1) ?? 1000));
console.log(
  values.json
    ? JSON.stringify({ blocking: rows, delayOfFiveP99: p99 })
    : `five sessions: event-loop delay p99 ${p99.toFixed(1)} ms`,
);
