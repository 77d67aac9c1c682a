// `npm run --silent drill -- fuzz [SECONDS] [NAME]`: looks for counterexamples, in all properties or in those of one file
// (boundary, paths, undo). SECONDS is the time for each property, 60 when left out; there are ten, so ten minutes in all.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const files = {
  boundary: 'test/unit/sandbox/fuzz/boundary.test.ts',
  paths: 'test/unit/sandbox/fuzz/paths.test.ts',
  undo: 'test/unit/undo/fuzz.test.ts',
};
const words = process.argv.slice(2);
const seconds = words.find((word) => /^\d+$/.test(word)) ?? '60';
const names = words.filter((word) => !/^\d+$/.test(word));
const unknown = names.find((name) => !(name in files));
if (unknown !== undefined) {
  process.stderr.write(`There is no ${unknown}. There are: ${Object.keys(files).join(', ')}\n`);
  process.exit(2);
}
const chosen = Object.entries(files).filter(([name]) => names.length === 0 || names.includes(name));
const args = [
  join('node_modules', 'vitest', 'vitest.mjs'),
  'run',
  '--project',
  'unit',
  ...chosen.map(([, file]) => file),
];
const vitest = spawn(process.execPath, args, {
  env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', HOLDFAST_FUZZ_SECONDS: seconds },
  stdio: 'inherit',
});
vitest.on('close', (code) => {
  process.exitCode = code ?? 1;
});
