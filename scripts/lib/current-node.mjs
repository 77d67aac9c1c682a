import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnchanged, readJson, recordFiles, replaceFolder, writeJson } from './files.mjs';
import { fetchPackage } from './packages.mjs';
import { runtimeDir } from './paths.mjs';
import { currentNode, platform } from './pins.mjs';
import { say } from './say.mjs';

const stampPath = join(runtimeDir, 'node24.json');
const executable = join('node24', 'bin', 'node');

/**
 * A current Node, on which the pinned SQLite driver runs. Gives the path of its executable; on platforms without
 * such a package the Node that runs us, when that is new enough, else undefined.
 */
export async function installCurrentNode() {
  if (platform !== currentNode.platform)
    return Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : undefined;
  const stamp = readJson(stampPath);
  if (stamp?.version === currentNode.version && (await filesUnchanged(runtimeDir, stamp.files))) {
    return join(runtimeDir, executable);
  }
  say(`Fetching Node ${currentNode.version} for the unit tests ...`);
  const work = join(runtimeDir, 'work-node');
  const folder = await fetchPackage(currentNode, work);
  chmodSync(join(folder, 'bin', 'node'), 0o755);
  replaceFolder(folder, join(runtimeDir, 'node24'));
  rmSync(work, { recursive: true, force: true });
  writeJson(stampPath, { version: currentNode.version, files: await recordFiles(runtimeDir, [executable]) });
  return join(runtimeDir, executable);
}
