// `npm run lockfile`: completes package-lock.json after a change of dependencies. Where a registry mirror lacks packages
// for other platforms, npm leaves them out of the lockfile, and `npm ci` then refuses it everywhere. Their versions are
// exact in the package that wants them; integrity is unknown here, and npm does without.
import { existsSync, readFileSync } from 'node:fs';
import { writeJson } from './lib/files.mjs';
import { inRoot } from './lib/paths.mjs';
import { runMain, say } from './lib/say.mjs';

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const libraries = { gnu: 'glibc', musl: 'musl' };

/** Optional packages that the lockfile's packages want and that it has no entry for: [{name, version, isDev}]. */
export function missingPackages(lockfile) {
  return Object.entries(lockfile.packages).flatMap(([path, wanting]) =>
    Object.entries(wanting.optionalDependencies ?? {})
      .filter(
        ([name]) =>
          !lockfile.packages[`node_modules/${name}`] && !lockfile.packages[`${path}/node_modules/${name}`],
      )
      .map(([name, version]) => ({ name, version, isDev: wanting.dev === true })),
  );
}

/** The entry of a package for one platform, told from its name (`@scope/tool-linux-arm64-musl`). */
export function entryFor({ name, version, isDev }) {
  const words = name.split(/[-/]/);
  const os = systems.filter((word) => words.includes(word));
  const cpu = processors.filter((word) => words.includes(word));
  const libc = Object.entries(libraries).flatMap(([start, value]) =>
    words.some((word) => word.startsWith(start)) ? [value] : [],
  );
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(isDev && { dev: true }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}

export function complete(lockfile) {
  const added = missingPackages(lockfile).map((wanted) => [`node_modules/${wanted.name}`, entryFor(wanted)]);
  const sorted = [...Object.entries(lockfile.packages), ...added].sort(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  return { ...lockfile, packages: Object.fromEntries(sorted) };
}

if (process.argv[1] === import.meta.filename) {
  await runMain(() => {
    const path = inRoot('package-lock.json');
    if (!existsSync(path)) throw new Error('There is no package-lock.json.');
    const lockfile = JSON.parse(readFileSync(path, 'utf8'));
    const missing = missingPackages(lockfile);
    if (missing.length > 0) writeJson(path, complete(lockfile));
    say(`${missing.length} packages for other platforms added to package-lock.json`);
  });
}
