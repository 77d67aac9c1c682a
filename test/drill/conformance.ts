// `npm run --silent drill -- conformance [--json] [--list] [--engine NAME]`: the parser cases of test262 (test262-parser-tests, as test/bench/peers pins it) run
// through the real sandbox on both engines. Each case is one run in a fresh context. What must parse has to, what must be refused has to be;
// known failures are in conformance/known.ts, with why. Ends with 1 when a failure is not known. `--list` prints every failure.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createSandboxPool, type SandboxPool } from '../../core/sandbox/index.ts';
import { type Case, whyKnown } from './conformance/known.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    engine: { type: 'string' },
  },
});
const cases = join(process.env.HOLDFAST_PEERS ?? '', 'node_modules', 'test262-parser-tests');
const both = ['quickjs-emscripten', 'quickjs-wasi'] as const;
const engines = both.filter((name) => name === (values.engine ?? name));
const mustParse = { pass: true, 'pass-explicit': true, fail: false, early: false } as const;
type Folder = keyof typeof mustParse;
const folders: readonly Folder[] = ['pass', 'pass-explicit', 'fail', 'early'];
const atOnce = 2;

/** True when the code was accepted. A script is parsed by the engine alone; a module as the sandbox does it, imports rewritten. */
async function isAccepted(pool: SandboxPool, { source, isModule, lane }: Case & { lane: number }) {
  const script = `try { (0, eval)(${JSON.stringify(source)}); return true } catch (error) { return !(error instanceof SyntaxError) }`;
  const result = await pool.run({
    taskId: `lane ${lane}`,
    code: isModule ? source : script,
    language: 'javascript',
    // some of the cases are loops without end: they were accepted
    limits: { timeMs: 500 },
    hostFunctions: {},
    signal: new AbortController().signal,
  });
  if (result.ok) return isModule || result.value === true;
  return result.reason !== 'syntax';
}

async function runFolder(pool: SandboxPool, folder: Folder, engine: Case['engine']) {
  const names = readdirSync(join(cases, folder)).filter((name) => name.endsWith('.js'));
  const failed: (Case & { why: string | undefined })[] = [];
  let next = 0;
  const lane = async (number: number) => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      const source = readFileSync(join(cases, folder, name), 'utf8');
      const one: Case = { folder, name, source, isModule: name.endsWith('.module.js'), engine };
      if ((await isAccepted(pool, { ...one, lane: number })) !== mustParse[folder])
        failed.push({ ...one, why: whyKnown(one) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => lane(number)));
  return { engine, folder, cases: names.length, failed };
}

const workerPath = join(process.env.HOLDFAST_WORKERS ?? '', 'sandbox.worker.js');
const print = (line: string) => (values.json ? console.error(line) : console.log(line));
const results: Awaited<ReturnType<typeof runFolder>>[] = [];
for (const engine of engines) {
  const pool = createSandboxPool({ workerPath, engine });
  for (const folder of folders) {
    const result = await runFolder(pool, folder, engine);
    results.push(result);
    const passed = result.cases - result.failed.length;
    const unknown = result.failed.filter(({ why }) => why === undefined);
    print(
      `${engine.padEnd(20)} ${folder.padEnd(14)} ${passed} of ${result.cases} (${((passed / result.cases) * 100).toFixed(2)} %), not explained: ${unknown.length}`,
    );
    const counts = new Map<string, number>();
    for (const { why } of result.failed) if (why) counts.set(why, (counts.get(why) ?? 0) + 1);
    for (const [why, count] of counts) print(`    ${count}  ${why}`);
    for (const one of values.list ? result.failed : unknown)
      print(`    ${one.why ? 'known' : 'FAILS'} ${one.name}  ${JSON.stringify(one.source.slice(0, 100))}`);
  }
  await pool.close();
}
const unexplained = results.flatMap(({ failed }) => failed.filter(({ why }) => why === undefined)).length;
if (values.json) {
  const table = results.map(({ failed, ...rest }) => ({ ...rest, passed: rest.cases - failed.length }));
  console.log(JSON.stringify({ results: table, unexplained }));
}
process.exitCode = unexplained === 0 ? 0 : 1;
