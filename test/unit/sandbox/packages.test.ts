import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sandboxPackages } from '../../../core/sandbox/index.ts';
import { openPool, runCode, runForValue } from './support.ts';

describe('packages in the sandbox', () => {
  const pool = openPool();

  it.each([
    [
      'papaparse',
      `import Papa from 'papaparse'; Papa.parse('a,b\\n1,"x,y"', { header: true }).data`,
      [{ a: '1', b: 'x,y' }],
    ],
    [
      'date-fns',
      `import { addMonths, format } from 'date-fns'; format(addMonths(new Date(2026, 0, 31), 1), 'yyyy-MM-dd')`,
      '2026-02-28',
    ],
    [
      'diff',
      `import { diffLines } from 'diff'; return diffLines('a\\nb\\n', 'a\\nc\\n').map((part) => [part.added, part.removed, part.value])`,
      [
        [false, false, 'a\n'],
        [false, true, 'b\n'],
        [true, false, 'c\n'],
      ],
    ],
    [
      'fast-xml-parser',
      `const { XMLParser } = require('fast-xml-parser'); new XMLParser().parse('<a><b>1</b><b>2</b></a>')`,
      { a: { b: [1, 2] } },
    ],
    [
      'marked',
      `import { marked } from 'marked'; marked.parse('# Hi *there*')`,
      '<h1>Hi <em>there</em></h1>\n',
    ],
    [
      'fflate',
      `import * as zip from 'fflate'; const packed = zip.zipSync({ 'a.txt': zip.strToU8('hello') }); zip.strFromU8(zip.unzipSync(packed)['a.txt'])`,
      'hello',
    ],
    ['simple-statistics', `const { median } = await import('simple-statistics'); median([3, 1, 2])`, 2],
  ])('%s works', async (_, code, expected) => {
    expect(await runForValue(pool, code)).toEqual(expected);
    expect(await runForValue(pool, code, { language: 'typescript' })).toEqual(expected);
  });

  it('names what there is when a package is not', async () => {
    expect(await runCode(pool, `import _ from 'lodash'; _`)).toMatchObject({
      ok: false,
      reason: 'error',
      message: expect.stringMatching(/Cannot import 'lodash'\. There are: papaparse 5\.7\.1/),
    });
  });

  it('ends a zip bomb at the memory limit', async () => {
    const code = `import { zlibSync, unzlibSync } from 'fflate';
      let bomb = zlibSync(new Uint8Array(1e6)); const kept = [];
      for (let round = 0; round < 100; round += 1) kept.push(unzlibSync(bomb)); kept.length`;
    expect(await runCode(pool, code)).toMatchObject({ ok: false });
    expect(await runForValue(pool, '1 + 1')).toBe(2);
  });

  it('gives no way to the network', async () => {
    expect(
      await runForValue(pool, `await fetch('http://localhost').catch((error) => error.message)`),
    ).toMatch(/^fetch is not available/);
  });

  it('lists the versions that are bundled', () => {
    for (const { name, version } of sandboxPackages) {
      const { version: installed } = JSON.parse(
        readFileSync(join(import.meta.dirname, '../../../node_modules', name, 'package.json'), 'utf8'),
      );
      expect({ name, version }).toEqual({ name, version: installed });
    }
  });
});
