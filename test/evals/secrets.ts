// `npm run --silent evals -- secrets [--data DIR] [--json]`: what of the secrets of three corpora is found, how often it is seen where
// there is none, and how long hostile texts take. Ends with 1 when a hard negative or an honest output is flagged.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findSecrets } from '../../core/vault/index.ts';
import { commandRow, honestOutputs, rowsOf, secretRow } from './content/rows.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.HOLDFAST_DATA ?? '../shared/data' },
    json: { type: 'boolean', default: false },
  },
});
const dataDir = resolve(values.data);
const rows = rowsOf(dataDir, 'secrets.jsonl', secretRow) ?? [];

interface Corpus {
  positives: number;
  found: number;
  /** Of those whose row names the secret: it is covered to the last character. */
  covered: number;
  named: number;
  negatives: number;
  flagged: number;
}
const corpora: Record<string, Corpus> = {};
for (const row of rows) {
  const corpus = corpora[row.source] ?? {
    positives: 0,
    found: 0,
    covered: 0,
    named: 0,
    negatives: 0,
    flagged: 0,
  };
  corpora[row.source] = corpus;
  const text = Buffer.from(row.text_b64, 'base64').toString('utf8');
  const found = findSecrets(text);
  if (row.label === 0) {
    corpus.negatives += 1;
    corpus.flagged += found.length > 0 ? 1 : 0;
    continue;
  }
  corpus.positives += 1;
  corpus.found += found.length > 0 ? 1 : 0;
  const { secret } = row;
  if (!secret) continue;
  corpus.named += 1;
  const at = text.indexOf(secret);
  corpus.covered +=
    at >= 0 && found.some(({ start, end }) => start <= at && end >= at + secret.length) ? 1 : 0;
}
const outputs = honestOutputs(dataDir);
const flaggedOutputs = outputs.filter((text) => findSecrets(text).length > 0).length;
const commands = (rowsOf(dataDir, 'shell_commands.jsonl', commandRow) ?? []).map(
  (row) => row.command ?? row.text ?? '',
);
const flaggedCommands = commands.filter((text) => findSecrets(text).length > 0).length;

const hostile = [
  'password=',
  'key ',
  'a',
  'a://b:',
  'authorization: ',
  '-----BEGIN PRIVATE KEY-----',
  'curl -u ',
  '.',
  'k_',
  'eyJ',
  'aws ',
  'password "',
];
const million = 1_000_000;
const slowest = hostile
  .map((unit) => {
    const text = unit.repeat(million / unit.length);
    const startedAt = performance.now();
    findSecrets(text);
    return { unit, msPerMillion: Math.round(performance.now() - startedAt) };
  })
  .reduce((left, right) => (right.msPerMillion > left.msPerMillion ? right : left));

const per10k = (flagged: number, n: number) => (n === 0 ? null : Math.round((flagged / n) * 10_000));
const figures = {
  corpora: Object.fromEntries(
    Object.entries(corpora).map(([name, corpus]) => {
      const { positives, found, flagged } = corpus;
      return [
        name,
        {
          ...corpus,
          recall: positives === 0 ? null : found / positives,
          precision: found + flagged === 0 ? null : found / (found + flagged),
        },
      ];
    }),
  ),
  honestOutputs: {
    n: outputs.length,
    flagged: flaggedOutputs,
    per10k: per10k(flaggedOutputs, outputs.length),
  },
  commands: {
    n: commands.length,
    flagged: flaggedCommands,
    per10k: per10k(flaggedCommands, commands.length),
  },
  slowest,
};
console.log(values.json ? JSON.stringify(figures) : table());
const hard = corpora['synthetic-hard-negative']?.flagged ?? 0;
if (hard > 0 || flaggedOutputs > 0) process.exitCode = 1;

function table(): string {
  return [
    ...Object.entries(corpora).map(
      ([name, { positives, found, named, covered, negatives, flagged }]) =>
        `${name}: ${found} of ${positives} found, ${covered} of ${named} named ones covered whole, ${flagged} of ${negatives} without one flagged`,
    ),
    `honest tool outputs: ${flaggedOutputs} of ${outputs.length} flagged; commands: ${flaggedCommands} of ${commands.length}`,
    `slowest hostile text: ${slowest.msPerMillion} ms for a million characters of ${JSON.stringify(slowest.unit)}`,
  ].join('\n');
}
