import { afterAll } from 'vitest';

// The suites that an engine has to stand, on the one that is not the default. `HOLDFAST_ENGINE=quickjs-wasi npm run -s unit --
// test/unit/sandbox` runs all of them; what differs is in docs/sandbox-engines.md.
const before = process.env.HOLDFAST_ENGINE;
process.env.HOLDFAST_ENGINE = 'quickjs-wasi';
await import('./boundary.test.ts');
await import('./escapes.test.ts');
await import('./fetch.test.ts');
await import('./hostile.test.ts');
afterAll(() => {
  if (before === undefined) delete process.env.HOLDFAST_ENGINE;
  else process.env.HOLDFAST_ENGINE = before;
});
