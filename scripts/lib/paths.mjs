import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that these scripts belong to. Tests point HOLDFAST_ROOT at a folder of their own. */
export const root = resolve(
  process.env.HOLDFAST_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..'),
);

/** What setup fetched and made; git-ignored. */
export const runtimeDir = join(root, '.runtime');

/** What builds and test runs leave behind; git-ignored. */
export const buildDir = join(root, '.build');

export const inRoot = (...parts) => join(root, ...parts);
