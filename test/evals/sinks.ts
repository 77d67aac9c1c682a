// `npm run --silent evals -- sinks [--json]`: every stored secret in twelve encodings through every place of a request, against a real
// server. Ends with 1 when one of the encodings from raw to hex got through.
import { parseArgs } from 'node:util';
import { type SweepCell, storedSecrets, sweepSecrets } from './sinks/sweep.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const cells = await sweepSecrets();
const required = cells.filter(({ isRequired }) => isRequired);
const leaked = required.filter(({ left }) => left > 0);
console.log(values.json ? JSON.stringify({ secrets: storedSecrets.length, cells }) : table());
if (leaked.length > 0) process.exitCode = 1;

function table(): string {
  const lines = [...Map.groupBy(cells, ({ encoding }) => encoding)].map(([name, of]) => lineOf(name, of));
  const tried = required.reduce((sum, cell) => sum + cell.tried, 0);
  const left = required.reduce((sum, cell) => sum + cell.left, 0);
  const shut = [...new Set(cells.filter(({ isOpen }) => !isOpen).map(({ sink }) => sink))];
  return [
    ...lines,
    ...(shut.length === 0 ? [] : [`shut for everything: ${shut.join(', ')}`]),
    `raw to hex: ${left} of ${tried} left`,
  ].join('\n');
}

function lineOf(name: string, of: readonly SweepCell[]): string {
  const tried = of.reduce((sum, cell) => sum + cell.tried, 0);
  const left = of.reduce((sum, cell) => sum + cell.left, 0);
  const where = of.filter((cell) => cell.left > 0).map((cell) => `${cell.sink} ${cell.left}/${cell.tried}`);
  return `${name}: ${left} of ${tried} left${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
}
