import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from './files.mjs';
import { inRoot } from './paths.mjs';
import { npm } from './run.mjs';
import { say } from './say.mjs';

const folders = {
  HOLDFAST_PEERS: inRoot('test', 'bench', 'peers'),
  HOLDFAST_MEMORY_PEERS: inRoot('test', 'bench', 'memory', 'peers'),
};

/**
 * Installs what the benches compare Holdfast with, unless it is there (`name`: the memory bench has peers of its own): packages of their own, of which nothing in the product
 * knows. Gives the environment that tells a bench where they are; where they cannot be had, the bench says so in its rows.
 */
export async function installPeers(sqliteFolder, name = 'HOLDFAST_PEERS') {
  const folder = folders[name];
  const stampPath = join(folder, 'node_modules', '.holdfast-stamp.json');
  const sqlite = join(sqliteFolder ?? inRoot('node_modules', 'better-sqlite3'), 'lib', 'index.js');
  const env = { [name]: folder, HOLDFAST_SQLITE: sqlite };
  const lockSha = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampPath) && readJson(stampPath)?.lockSha === lockSha) return env;
  say('Installing what the bench compares with ...');
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await npm(words, { cwd: folder, stdio: 'stderr' });
  if (code === 0) writeJson(stampPath, { lockSha });
  else say('They could not be installed: rows that need them say so.');
  return env;
}
