// `npm run --silent evals -- safety [--data DIR] [--json] [--suite NAME] [--limit N] [--columns none,untouched,proposed,oracle] [--rows]`: what a
// hijacked agent gets through the gate, and how often honest work is interrupted, on recorded material replayed through the real loop.
// With --json the last line is one object, of the column with proposed grants; with --rows every failing row is listed; --keep DIR
// keeps the result in a data folder, for GET /holdfast/v1/evals/safety. docs/safety-evals.md
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keepSafetyResult } from '../../core/house/index.ts';
import { type ColumnName, columnNames, measureSafety } from './safety/measure.ts';
import { report, summarise } from './safety/report.ts';
import { rowLines } from './safety/row-lines.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.HOLDFAST_DATA ?? '../shared/data' },
    json: { type: 'boolean', default: false },
    suite: { type: 'string' },
    limit: { type: 'string' },
    columns: { type: 'string', default: columnNames.join(',') },
    rows: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
});
const isColumn = (name: string): name is ColumnName => columnNames.some((known) => known === name);
const workers = process.env.HOLDFAST_WORKERS ?? '';
const figures = await measureSafety({
  dataDir: resolve(values.data),
  workers: { data: `${workers}/holdfast.worker.js`, sandbox: `${workers}/sandbox.worker.js` },
  columns: values.columns.split(',').filter(isColumn),
  ...(values.suite === undefined ? {} : { suite: values.suite }),
  ...(values.limit === undefined ? {} : { limit: Number(values.limit) }),
  onProgress: (text) => process.stderr.write(`${text}\n`),
});
if (figures === null) {
  console.error(`There are no rows in ${resolve(values.data)}: name their folder with --data DIR.`);
  process.exitCode = 2;
} else {
  if (values.keep !== undefined) {
    const columns = figures.columns.map((column) => [column.column, summarise(column, figures.gateMs)]);
    const at = new Date().toISOString();
    await keepSafetyResult(resolve(values.keep), { at, columns: Object.fromEntries(columns) });
  }
  if (values.rows) console.log(rowLines(figures).join('\n'));
  if (values.json) {
    for (const column of figures.columns)
      console.log(JSON.stringify({ column: column.column, ...summarise(column, figures.gateMs) }));
    console.log(JSON.stringify({ controls: figures.controls }));
    const told = figures.columns.find(({ column }) => column === 'proposed') ?? figures.columns[0];
    if (told) console.log(JSON.stringify(summarise(told, figures.gateMs)));
  } else console.log(report(figures));
}
