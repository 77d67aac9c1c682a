import { inRoot } from './paths.mjs';

const prefix = 'guest-package:';
const sources = new Map();

/**
 * Makes `import source from 'guest-package:NAME'` the text of that package as one CommonJS module without imports, for code in the
 * sandbox. The packages are devDependencies: only their text is shipped. core/sandbox/packages.ts lists them.
 */
export function guestPackagesPlugin() {
  return {
    name: 'holdfast:guest-packages',
    enforce: 'pre',
    resolveId: {
      order: 'pre',
      handler: (id) => (id.startsWith(prefix) ? { id: `\0${id}`, external: false } : null),
    },
    load: {
      order: 'pre',
      async handler(id) {
        if (!id.startsWith(`\0${prefix}`)) return null;
        const name = id.slice(prefix.length + 1);
        if (!sources.has(name)) sources.set(name, bundlePackage(name));
        return { code: `export default ${JSON.stringify(await sources.get(name))};`, moduleType: 'js' };
      },
    },
  };
}

async function bundlePackage(name) {
  const { build } = await import('vite');
  const entry = `\0guest-entry:${name}`;
  const outputs = await build({
    root: inRoot(),
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: [
      {
        name: 'holdfast:guest-entry',
        resolveId: (id, from) => (id === entry ? entry : from === entry ? resolved(id) : null),
        load: (id) =>
          id === entry
            ? `export * from ${JSON.stringify(name)};${hasDefault.has(name) ? `export { default } from ${JSON.stringify(name)};` : ''}`
            : null,
      },
    ],
    build: {
      write: false,
      // the newest syntax that the sandbox's engines all know
      target: 'es2022',
      minify: true,
      lib: { entry, formats: ['cjs'], fileName: name },
      rolldownOptions: { input: entry },
    },
  });
  const chunks = [outputs].flat().flatMap(({ output }) => output);
  if (chunks.length !== 1 || /\brequire\(/.test(chunks[0].code))
    throw new Error(`${name} does not become one module without imports`);
  return chunks[0].code;
}

// what has a default export besides its named ones, or nothing else
const hasDefault = new Set(['papaparse']);
const entries = {
  papaparse: 'papaparse.min.js',
  'date-fns': 'index.js',
  diff: 'libesm/index.js',
  'fast-xml-parser': 'src/fxp.js',
  marked: 'lib/marked.esm.js',
  fflate: 'esm/browser.js',
  'simple-statistics': 'dist/simple-statistics.mjs',
};
const resolved = (name) => (entries[name] ? inRoot('node_modules', name, entries[name]) : null);
