import { installCurrentNode } from './current-node.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './run.mjs';
import { Stop, say } from './say.mjs';
import { runVitest } from './vitest.mjs';

/**
 * Runs named steps one after the other, also after a failure, and gives {passed, failed}: the tests of steps that
 * count them, and one failed for every other step that fails.
 */
export async function runSteps(steps) {
  const total = { passed: 0, failed: 0 };
  const lines = [];
  for (const { name, work } of steps) {
    const began = Date.now();
    const { passed, failed } = await attempt(work);
    total.passed += passed;
    total.failed += failed;
    const verdict = failed === 0 ? 'ok' : `${failed} failed`;
    lines.push(`  ${name.padEnd(28)} ${verdict.padEnd(12)} ${((Date.now() - began) / 1000).toFixed(1)} s`);
    say(lines.at(-1));
  }
  say(`\n${lines.join('\n')}`);
  return total;
}

async function attempt(work) {
  try {
    const result = await work();
    return { passed: result?.passed ?? 0, failed: result?.failed ?? 0 };
  } catch (error) {
    say(error instanceof Stop ? error.message : error.stack);
    return { passed: 0, failed: 1 };
  }
}

/** A step that runs a tool of node_modules; what it prints is shown only when it fails. */
function tool(name, path, args) {
  return {
    name,
    work: async () => {
      const result = await run(process.execPath, [inRoot(...path), ...args], { cwd: root });
      if (result.code !== 0) throw new Stop(`${result.stdout}${result.stderr}`.trim());
    },
  };
}

const biome = ['node_modules', '@biomejs', 'biome', 'bin', 'biome'];
const tsc = ['node_modules', 'typescript', 'bin', 'tsc'];

/** What `npm run check` and the start of `npm test` do. */
export const checkSteps = () => [
  tool('format and lint', biome, ['ci', '--colors=off', '.']),
  tool('layers', ['scripts', 'layers.mjs'], []),
  tool('types: core, electron, test', tsc, ['-p', 'tsconfig.json']),
  tool('types: renderer', tsc, ['-p', 'tsconfig.renderer.json']),
  tool('dead code', ['node_modules', 'knip', 'bin', 'knip.js'], ['--no-progress']),
  // a current Node starts processes and threads in a third of the time that Electron's own takes
  {
    name: 'unit tests',
    work: async () => runVitest({ name: 'unit', project: 'unit', node: await installCurrentNode() }),
  },
];
