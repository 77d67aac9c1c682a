import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './files.mjs';
import { buildDir, inRoot } from './paths.mjs';
import { launch, runElectronAsNode } from './runtime.mjs';

const cli = inRoot('node_modules', 'vitest', 'vitest.mjs');

/**
 * Runs one vitest project to its end and gives {passed, failed}. `node` is the executable of a Node to run on in
 * place of Electron's own. A run that breaks outside its tests counts as one failed.
 */
export async function runVitest({ name, project, args = [], node, env = {} }) {
  const report = join(buildDir, 'reports', `${name}-${process.pid}.json`);
  const words = [cli, 'run', '--project', project, '--passWithNoTests'];
  words.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args);
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env;
  const code = node
    ? await launch(node, words, { env: { ...inherited, ...env } })
    : await runElectronAsNode(words, { env });
  const counts = readJson(report);
  rmSync(report, { force: true });
  const passed = counts?.numPassedTests ?? 0;
  const failed = counts?.numFailedTests ?? 0;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}
