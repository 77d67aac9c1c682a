// `npm run --silent evals -- wording [--data DIR] [--json]`: how often the scanner of wording speaks, by where a text comes from. It is a
// hint for the owner: nothing decides by it. Ends with 1 when it speaks of more than one honest tool output in a thousand.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { neutralise, wordingOf } from '../../core/context/index.ts';
import { honestOutputs, rowsOf, scannerRow } from './content/rows.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.HOLDFAST_DATA ?? '../shared/data' },
    json: { type: 'boolean', default: false },
  },
});
const dataDir = resolve(values.data);
const sources: Record<string, { injected: boolean; n: number; flagged: number; altered: number }> = {};
for (const { text, label, source } of rowsOf(dataDir, 'injection_scanner.jsonl', scannerRow) ?? []) {
  const entry = sources[source] ?? { injected: label === 1, n: 0, flagged: 0, altered: 0 };
  sources[source] = entry;
  entry.n += 1;
  entry.flagged += wordingOf(text).length > 0 ? 1 : 0;
  entry.altered += neutralise(text).text === text ? 0 : 1;
}
const outputs = honestOutputs(dataDir);
const honest = {
  n: outputs.length,
  flagged: outputs.filter((text) => wordingOf(text).length > 0).length,
  altered: outputs.filter((text) => neutralise(text).text !== text).length,
};
const figures = { sources, honestOutputs: honest };
console.log(
  values.json
    ? JSON.stringify(figures)
    : [
        ...Object.entries(sources).map(
          ([name, { injected, n, flagged, altered }]) =>
            `${injected ? 'injected' : 'clean   '}  ${name}: ${flagged} of ${n} flagged, ${altered} altered`,
        ),
        `honest tool outputs: ${honest.flagged} of ${honest.n} flagged, ${honest.altered} altered`,
      ].join('\n'),
);
if (honest.flagged * 1000 > honest.n) process.exitCode = 1;
