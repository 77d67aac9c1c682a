import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { complete, missingPackages } from '../../../scripts/lockfile.mjs';

test('the lockfile names the packages of every platform, so that npm ci takes it everywhere', () => {
  const lockfile = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
  expect(missingPackages(lockfile)).toEqual([]);
});

test('a package that a mirror lacks is added with its platform', () => {
  const tool = { version: '2.0.0', dev: true, optionalDependencies: { '@tool/linux-arm64-musl': '2.0.0' } };
  const lockfile = { lockfileVersion: 3, packages: { '': {}, 'node_modules/tool': tool } };
  expect(complete(lockfile)).toEqual({
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/@tool/linux-arm64-musl': {
        version: '2.0.0',
        cpu: ['arm64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
      'node_modules/tool': tool,
    },
  });
});

test('the lockfile names no registry', () => {
  expect(readFileSync(inRoot('package-lock.json'), 'utf8')).not.toContain('"resolved"');
});
