import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFiles } from './files-support.ts';
import { echo, openPool } from './support.ts';

const pool = openPool({ spare: 1 });
const withFs = (code: string) =>
  `import fs from 'fs'; const why = (promise) => promise.then((value) => ['in', value], (error) => error.code ?? error.message);\n${code}`;

describe('hostile code with files', () => {
  it.each([
    '/etc/passwd',
    '/proc/self/environ',
    '../../etc/passwd',
    '/workspace/../etc/passwd',
    '/mnt/folders/Papers/../../etc/passwd',
    '/mnt/folders/Papers/./../x',
    '/mnt/folders/../workspace/a',
    '/mnt/folders/Papers/out',
    '/mnt/folders/Papers/.ssh/id_rsa',
    '/mnt/folders/papers/a',
    '/mnt/other',
    '//etc/passwd',
    '/./etc/passwd',
    '~/a',
    'C:\\a',
    '\\\\server\\share',
    'file:///etc/passwd',
    'a\u0000b',
    'a\u0001b',
    '\ud800',
    'x'.repeat(300),
    'd/'.repeat(70),
    `${'d'.repeat(200)}/`.repeat(6),
    '',
    ' ',
    '..',
    '.git/../..',
  ])('reads nothing through the path %j', async (path) => {
    const { resultOf, putOutside, root, put } = await openFiles(pool);
    await put('a', 'kept');
    putOutside('a', 'paper');
    putOutside('.ssh/id_rsa', 'secret');
    symlinkSync('/etc/passwd', join(root, 'out'));
    const given = JSON.stringify(path);
    const seen = await resultOf(
      withFs(`return [await why(fs.readFile(${given}, 'utf8')), await why(fs.copyFile(${given}, 'stolen'))]`),
    );
    for (const each of seen as unknown[]) expect(each).toMatch(/^(E[A-Z]+|ERR_[A-Z_]+)$/);
  });

  it.each([
    '/mnt/folders/Papers/a',
    '/mnt/folders/Papers/new',
    '/mnt/folders/Papers',
    '/mnt/folders',
    '/workspace',
    '/',
    '/tmp/x',
    '../x',
  ])('changes nothing through the path %j', async (path) => {
    const { run, putOutside, root, put, all } = await openFiles(pool);
    await put('a', 'kept');
    putOutside('a', 'paper');
    const given = JSON.stringify(path);
    const { result } = await run(
      withFs(`return [await why(fs.writeFile(${given}, 'x')), await why(fs.appendFile(${given}, 'x')), await why(fs.rm(${given}, { recursive: true, force: true })),
        await why(fs.unlink(${given})), await why(fs.mkdir(${given})), await why(fs.rename('a', ${given})), await why(fs.rename(${given}, 'b')), await why(fs.copyFile('a', ${given})), await why(fs.rmdir(${given}))]`),
    );
    expect(result.ok && result.value).toEqual(Array(9).fill(expect.stringMatching(/^E[A-Z]+$/)));
    expect(readdirSync(root)).toEqual(['a']);
    expect(await all()).toEqual({ a: 'kept' });
  });

  it('names that mean something to JavaScript are names', async () => {
    const { resultOf, all } = await openFiles(pool);
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON'];
    const seen = await resultOf(
      withFs(`
        const names = ${JSON.stringify(names)};
        for (const name of names) { await fs.writeFile(name, name); await fs.writeFile('f/' + name + '/' + name, name); }
        await fs.rename('f/__proto__', 'g');
        return [await fs.readdir('.'), await Promise.all(names.map((name) => fs.readFile(name, 'utf8'))), ({}).polluted, await fs.readdir('f')]`),
    );
    expect(seen).toEqual([[...names, 'f', 'g'].sort(), names, null, names.slice(1).sort()]);
    expect(Object.keys(await all())).toHaveLength(14);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('what the code replaced is not used', async () => {
    const { resultOf } = await openFiles(pool);
    const seen = await resultOf(`
      import fs from 'fs';
      const given = new Uint8Array([1, 2, 3]);
      Uint8Array.prototype.set = Array.prototype.push = String.prototype.slice = Map.prototype.get = Map.prototype.set = () => { throw new Error('used') };
      Object.prototype.toJSON = String.prototype.toJSON = Array.prototype.toJSON = () => 'forged';
      Array.prototype[Symbol.iterator] = Object.getPrototypeOf(Uint8Array.prototype).join = JSON.stringify = JSON.parse = () => { throw new Error('used') };
      Object.defineProperty(Uint8Array, Symbol.species, { value: function () { throw new Error('used') } });
      await fs.writeFile('a', given);
      await fs.writeFile('b', 'text');
      const bytes = await fs.readFile('a'), text = await fs.readFile('b', 'utf8');
      delete Object.prototype.toJSON; delete String.prototype.toJSON; delete Array.prototype.toJSON;
      [bytes[0], bytes[1], bytes[2], text]`);
    expect(seen).toEqual([1, 2, 3, 'text']);
  });

  it.each([
    ['a getter of the options', "fs.readFile('a', { get encoding() { for (;;); } })", 'timeout'],
    ['a Proxy as options', "fs.readdir('.', new Proxy({}, { get() { for (;;); } }))", 'timeout'],
    ['a path that makes itself', 'fs.readFile({ toString() { for (;;); } })', 'error'],
    ['a thenable as content', "fs.writeFile('a', { then() { for (;;); } })", 'error'],
    [
      'an array that lies about its length',
      "fs.writeFile('a', Object.defineProperty(new Uint8Array(4), 'length', { value: 1e12 }))",
      'ok',
    ],
    [
      'a view whose buffer is gone',
      "(() => { const b = new Uint8Array(8); try { b.buffer.transfer() } catch {} return fs.writeFile('a', b) })()",
      'any',
    ],
    ['a gigabyte of text', "fs.writeFile('a', 'x'.repeat(2 ** 30 - 1))", 'any'],
    [
      'content beyond what may land',
      "(async () => { const piece = 'x'.repeat(4e6); for (;;) await fs.appendFile('a', piece) })()",
      'ENOSPC',
    ],
    [
      'copies beyond what may land',
      "(async () => { await fs.writeFile('a', 'x'.repeat(4e6)); for (let i = 0; ; i++) await fs.copyFile('a', 'b' + i) })()",
      'ENOSPC',
    ],
    [
      'folders without end',
      "(async () => { for (let i = 0; ; i++) await fs.mkdir(i + '/d'.repeat(60), { recursive: true }) })()",
      'any',
    ],
    ['a flood that nobody waits for', "(async () => { for (;;) fs.writeFile('a', 'x') })()", 'host_calls'],
    ['calls without end', "(async () => { for (;;) await fs.exists('a') })()", 'any'],
  ])('%s stays within the limits', async (_, call, ending) => {
    const { run, all } = await openFiles(pool);
    const { result } = await run(`import fs from 'fs'; await ${call}`, {
      limits: { timeMs: ending === 'ENOSPC' ? 45_000 : 2000, hostCalls: 3000 },
    });
    if (ending === 'ok') expect(result).toMatchObject({ ok: true });
    else if (ending === 'ENOSPC')
      expect(result).toMatchObject({ ok: false, message: expect.stringContaining('ENOSPC') });
    else if (ending === 'any') expect(result.ok).toBeTypeOf('boolean');
    else expect(result).toMatchObject({ ok: false, reason: ending });
    if (!result.ok && result.reason !== 'error') expect(await all()).toEqual({});
    expect(result.stats.peakMemoryBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
  });

  it('a full workspace is ENOSPC, and what was there stays', async () => {
    const { resultOf, put, all } = await openFiles(pool, { maxBytes: 100, maxFiles: 3 });
    await put('a', 'x'.repeat(60));
    const seen = await resultOf(
      withFs(`return [await why(fs.writeFile('b', 'x'.repeat(50))), await why(fs.writeFile('a', 'y'.repeat(90))), await why(fs.writeFile('b', '1')),
        await why(fs.writeFile('c', '2')), await why(fs.writeFile('d', '3')), await why(fs.rm('b')), await why(fs.writeFile('d', '3'))]`),
    );
    const done = ['in', null];
    expect(seen).toEqual(['ENOSPC', done, done, done, 'ENOSPC', done, done]);
    expect(await all()).toEqual({ a: 'y'.repeat(90), c: '2', d: '3' });
  });

  it('a tool is not called when what was written before it does not land', async () => {
    const files = await openFiles(pool, { maxBytes: 100, maxFiles: 3 });
    let called = 0;
    const { result } = await files.run(
      withFs(
        `await fs.writeFile('a', 'x'.repeat(50)); await tools.fill({}); await fs.writeFile('b', '1'.repeat(40)); return why(tools.look({}))`,
      ),
      {
        nested: {
          // somebody else fills the workspace while the code goes on from the names it knows
          fill: async () => {
            await files.put('other', 'y'.repeat(40));
            return 'null';
          },
          look: async () => {
            called += 1;
            return 'null';
          },
        },
      },
    );
    expect(result.ok && result.value).toMatch(/^not called: what the code wrote before could not be kept/);
    expect(called).toBe(0);
    expect(await files.all()).toEqual({ a: 'x'.repeat(50), other: 'y'.repeat(40) });
  });

  it('the host’s function cannot be called but through fs, and knows only its own requests', async () => {
    const { resultOf } = await openFiles(pool);
    const seen = await resultOf(
      `import fs from 'fs'; const out = [Object.keys(tools), typeof tools['#fs'], typeof callHost, typeof builtIns, Object.isFrozen(fs)];
       try { 'use strict'; fs.readFile = 1 } catch {} out.push(typeof fs.readFile); return out`,
      { hostFunctions: echo },
    );
    expect(seen).toEqual([['echo'], 'undefined', 'undefined', 'undefined', true, 'function']);
  });

  it('a run that was given no files has no fs', async () => {
    const { resultOf } = await openFiles(pool);
    expect(
      await resultOf(`await import('fs').then(() => 'in', (error) => error.message)`, { internals: {} }),
    ).toMatch(/^Cannot import 'fs'\./);
  });

  it('nothing of a run is kept that was stopped', async () => {
    const { run, all, put } = await openFiles(pool);
    await put('a', 'kept');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const { result } = await run(
      `import fs from 'fs'; await fs.writeFile('a', 'x'); await fs.writeFile('b', 'x'); await new Promise(() => setInterval(() => {}, 10))`,
      { signal: stop.signal },
    );
    expect(result).toMatchObject({ ok: false, reason: 'aborted' });
    expect(await all()).toEqual({ a: 'kept' });
    expect(existsSync('/workspace')).toBe(false);
  });
});
