import { describe, expect, it } from 'vitest';
import { openFiles } from './files-support.ts';
import { openPool } from './support.ts';

const pool = openPool();

describe('modules of the workspace', () => {
  it('are imported by path, with types stripped, JSON read and packages found', async () => {
    const { put, resultOf } = await openFiles(pool);
    await put(
      'lib/sum.ts',
      `import { scale } from './scale.js';\nimport facts from '../facts.json';\nexport const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0) * scale * facts.factor;\nexport default class Named { name = 'named' }`,
    );
    await put('lib/scale.ts', 'export const scale: number = 10;');
    await put('facts.json', '{"factor": 2, "__proto__": {"x": 1}}');
    await put('lib/index.js', `export * from './sum.ts'; export { median } from 'simple-statistics';`);
    await put('old.js', `module.exports = (x) => 'old ' + x + require('./lib/scale').scale;`);
    const code = `
      import Named, { sum } from './lib/sum.ts';
      import * as lib from '/workspace/lib';
      import old from './old.js';
      const later = await import('./lib/scale.ts');
      return [sum([1, 2]), new Named().name, lib.sum([1]), lib.median([1, 2, 9]), old(1), later.scale];`;
    const expected = [60, 'named', 20, 2, 'old 110', 10];
    expect(await resultOf(code)).toEqual(expected);
    expect(await resultOf(code, { language: 'typescript' })).toEqual(expected);
  });

  it('may name each other, run once, and are new in every run', async () => {
    const { put, resultOf } = await openFiles(pool);
    await put(
      'a.js',
      `import { b } from './b.js'; globalThis.runs = (globalThis.runs ?? 0) + 1; export const a = () => 'a' + b(); export const name = 'A';`,
    );
    await put('b.js', `import { name } from './a.js'; export const b = () => 'b' + name;`);
    const code = `import { a } from './a.js'; await import('./' + 'a.js'); import './b.js'; return [a(), runs]`;
    expect(await resultOf(code)).toEqual(['abA', 1]);
    expect(await resultOf(code)).toEqual(['abA', 1]);
  });

  it('are found by a name that is made while the code runs, also one that it has just written', async () => {
    const { put, resultOf } = await openFiles(pool);
    await put('deep/x.js', `export default async (name) => (await import(name)).default`);
    const seen = await resultOf(`
      import fs from 'fs';
      import load from './deep/x.js';
      await fs.writeFile('deep/new.ts', 'import { median } from "simple-statistics"; const m: number = median([1, 2, 3]); export default m');
      const names = ['./new.ts', '../deep/new.ts', 'papaparse'];
      const found = await Promise.all(names.map((name) => load(name)));
      return [found[0], found[1], typeof found[2].parse]`);
    expect(seen).toEqual([2, 2, 'function']);
  });

  it.each([
    ['./missing.js', /^Cannot find module '.\/missing.js' imported from the code: .*no such file/],
    ['../etc/passwd', /modules come from \/workspace only/],
    ['./../workspace/../etc/passwd', /modules come from \/workspace only/],
    ['/etc/passwd', /modules come from \/workspace only/],
    ['/mnt/folders/Papers/lib.js', /modules come from \/workspace only/],
    ['file:///etc/passwd', /Cannot import 'file:\/\/\/etc\/passwd'/],
    ['data:text/javascript,1', /Cannot import 'data:/],
    ['node:child_process', /Cannot import 'node:child_process'\. There are: papaparse/],
    ['http://localhost/x.js', /Cannot import 'http:/],
    ['./broken.js', /broken\.js/],
    ['./throws.js', /^from the module$/],
    ['./bad.json', /bad\.json: /],
    ['./lib', /Cannot find module/],
    ['./a\u0000b', /Cannot/],
  ])('%s says what is wrong, written out or made up', async (name, message) => {
    const { put, putOutside, resultOf } = await openFiles(pool);
    putOutside('lib.js', 'export default 1');
    await put('broken.js', 'export const = 1');
    await put('throws.js', `throw new Error('from the module')`);
    await put('bad.json', '{');
    await put('lib/x.js', '1');
    const written = JSON.stringify(name);
    const wait = `.then(() => 'in', (error) => error.message)`;
    expect(await resultOf(`const name = ${written}; await import(name)${wait}`)).toMatch(message);
    expect(await resultOf(`await import(${written})${wait}`)).toMatch(message);
  });

  it('a failing module names its own error, and can be caught', async () => {
    const { put, run } = await openFiles(pool);
    await put('lib/broken.ts', 'export const x: = 1');
    const { result } = await run(`import { x } from './lib/broken.ts'; x`);
    expect(result).toMatchObject({
      ok: false,
      reason: 'error',
      message: expect.stringMatching(/\/workspace\/lib\/broken\.ts does not parse: .*1:17/),
    });
  });

  it('are bounded in number and size, and their loops by the time of the run', async () => {
    const { put, run } = await openFiles(pool);
    for (let index = 0; index < 220; index += 1)
      await put(`m${index}.js`, `import './m${index + 1}.js'; export const n = ${index};`);
    expect((await run(`import { n } from './m0.js'; n`)).result).toMatchObject({
      ok: false,
      message: expect.stringContaining('200 modules'),
    });
    await put('big.js', `export const text = '${'x'.repeat(1_100_000)}'`);
    expect((await run(`import { text } from './big.js'; text.length`)).result).toMatchObject({
      message: expect.stringContaining('a module may have'),
    });
    await put('loop.js', 'for (;;);');
    expect((await run(`import './loop.js'`, { limits: { timeMs: 300 } })).result).toMatchObject({
      reason: 'timeout',
    });
    expect((await run(`await import('./' + 'loop.js')`, { limits: { timeMs: 300 } })).result).toMatchObject({
      reason: 'timeout',
    });
    await put('deep.js', `export default ${'('.repeat(50_000)}1${')'.repeat(50_000)}`);
    expect((await run(`import deep from './deep.js'; deep`)).result).toMatchObject({ ok: false });
    expect((await run('1 + 1')).result).toMatchObject({ ok: true, value: 2 });
  });

  it('reach nothing that the code does not', async () => {
    const { put, resultOf } = await openFiles(pool);
    await put(
      'probe.js',
      `export default ['process', 'Buffer', 'host', 'config', 'sources', 'callHost', '__dirname', 'links', 'WebAssembly'].map((name) => eval('typeof ' + name)).concat(typeof arguments[4], typeof this)`,
    );
    expect(await resultOf(`import probe from './probe.js'; probe`)).toEqual([
      ...Array(10).fill('undefined'),
      expect.any(String),
    ]);
  });
});
