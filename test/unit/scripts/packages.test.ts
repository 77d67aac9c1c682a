import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fetchPackage } from '../../../scripts/lib/packages.mjs';
import { temporaryFolder } from './support/folder.ts';

/** A package as the registry holds it, and an npm whose `pack` hands out the file `served`. */
function registryWithPackage() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'package'));
  writeFileSync(join(folder, 'package', 'words.txt'), 'hold fast\n'.repeat(1000));
  const served = join(folder, 'served.tgz');
  execFileSync('tar', ['-czf', 'served.tgz', 'package'], { cwd: folder });
  const npm = join(folder, 'npm.js');
  const copy = `require('node:fs').copyFileSync(${JSON.stringify(served)}, process.argv[5] + '/words-1.0.0.tgz')`;
  writeFileSync(npm, `${copy};\nif (process.env.NPM_FAILS) process.exit(1);\n`);
  const before = process.env.npm_execpath;
  process.env.npm_execpath = npm;
  onTestFinished(() => {
    if (before === undefined) delete process.env.npm_execpath;
    else process.env.npm_execpath = before;
  });
  const good = readFileSync(served);
  const sha512 = createHash('sha512').update(good).digest('base64');
  return { served, good, wanted: { spec: 'words@1.0.0', sha512 }, target: join(folder, 'work') };
}

test('a package whose sha512 fits is unpacked, and no archive is left', async () => {
  const { wanted, target } = registryWithPackage();
  const unpacked = await fetchPackage(wanted, target);
  expect(readdirSync(unpacked)).toEqual(['words.txt']);
  expect(readdirSync(target)).toEqual(['package']);
});

test('a corrupt archive is refused, and running again repairs it', async () => {
  const { served, good, wanted, target } = registryWithPackage();
  const bad = Buffer.from(good);
  bad.writeUInt8(bad.readUInt8(40) ^ 1, 40);
  writeFileSync(served, bad);
  await expect(fetchPackage(wanted, target)).rejects.toThrow(/damaged or not the one we expect/);
  expect(readdirSync(join(target, 'partial'))).toEqual([]);
  writeFileSync(served, good);
  expect(readdirSync(await fetchPackage(wanted, target))).toEqual(['words.txt']);
});

test('a download that was cut off is refused, and running again repairs it', async () => {
  const { served, good, wanted, target } = registryWithPackage();
  truncateSync(served, Math.floor(good.length / 2));
  await expect(fetchPackage(wanted, target)).rejects.toThrow(/damaged/);
  writeFileSync(served, good);
  expect(readdirSync(await fetchPackage(wanted, target))).toEqual(['words.txt']);
});

test('what a killed run left behind is thrown away', async () => {
  const { wanted, target } = registryWithPackage();
  mkdirSync(join(target, 'partial'), { recursive: true });
  writeFileSync(join(target, 'partial', 'words-0.9.0.tgz'), 'half');
  mkdirSync(join(target, 'package'));
  writeFileSync(join(target, 'package', 'stray.txt'), 'half');
  expect(readdirSync(await fetchPackage(wanted, target))).toEqual(['words.txt']);
});

test('without a network the sentence says what to do', async () => {
  const { wanted, target } = registryWithPackage();
  process.env.NPM_FAILS = '1';
  onTestFinished(() => {
    delete process.env.NPM_FAILS;
  });
  await expect(fetchPackage(wanted, target)).rejects.toThrow(
    'The package words@1.0.0 could not be fetched from the npm registry. Check the network and run this again.',
  );
});
