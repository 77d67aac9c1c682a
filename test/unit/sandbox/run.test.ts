import { describe, expect, it } from 'vitest';
import { echo, openPool, runCode, runForValue } from './support.ts';

describe('a run', () => {
  const pool = openPool();

  it.each([
    ['the last expression', '1 + 1', 2],
    ['an explicit return', 'const a = 20;\nreturn a + 1', 21],
    ['a return in a branch', 'if (true) { return "yes" }\n"no"', 'yes'],
    ['top-level await', 'const a = await Promise.resolve(5); a * 2', 10],
    ['a last expression that is a promise', 'Promise.resolve({ a: [1] })', { a: [1] }],
    ['a last expression that is a thenable', '({ then(resolve) { resolve(3) } })', 3],
    ['the value of a last statement', 'if (true) { 7 }', 7],
    ['nothing', 'const a = 1', undefined],
    ['null', 'null', null],
    ['a function as nothing', '(() => 1)', undefined],
    ['a big integer as its digits', '({ n: 10n ** 20n })', { n: '100000000000000000000' }],
    [
      'a map and a set as plain data',
      '({ m: new Map([["a", 1]]), s: new Set([1, 2]) })',
      { m: { a: 1 }, s: [1, 2] },
    ],
    ['a date as its text', 'new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['text with NUL', '"a\\0b"', 'a\0b'],
    ['a trailing comment', 'return 1 // done', 1],
  ])('gives %s', async (_, code, expected) => {
    expect(await runForValue(pool, code)).toEqual(expected);
  });

  it('keeps nothing for the next run of the task', async () => {
    await runForValue(pool, 'globalThis.left = 1; Array.prototype.map = 2; 1');
    expect(await runForValue(pool, '[typeof left, typeof [].map]')).toEqual(['undefined', 'function']);
    expect(pool.counts()).toEqual({ workers: 1, busy: 0, spare: 0 });
  });

  it('streams console output in order and returns it', async () => {
    const seen: string[] = [];
    const result = await runCode(
      pool,
      'console.log("a", 1, { b: [1n, null] }); console.error(new TypeError("no")); console.debug("x\\0y")',
      {
        onOutput: (stream, text) => seen.push(`${stream} ${text.split('\n')[0]}`),
      },
    );
    expect(seen).toEqual(['log a 1 { b: [ 1n, null ] }', 'error TypeError: no', 'debug x\0y']);
    expect(result.logs.map((entry) => entry.stream)).toEqual(['log', 'error', 'debug']);
  });

  it('says what it used and what it was allowed', async () => {
    const result = await runCode(pool, 'await tools.echo({}); console.log("abc")', {
      hostFunctions: echo,
      limits: { timeMs: 5000 },
    });
    expect(result.stats).toMatchObject({
      hostCalls: 1,
      outputBytes: 4,
      limits: { timeMs: 5000, hostCalls: 10_000 },
    });
    expect(result.stats.guestMs).toBeGreaterThan(0);
    expect(result.stats.wallMs).toBeGreaterThanOrEqual(result.stats.guestMs);
    expect(result.stats.peakMemoryBytes).toBeGreaterThan(1_000_000);
  });

  it('reports an uncaught error with the stack in the coordinates of the code', async () => {
    const result = await runCode(pool, 'function inner() {\n  throw new TypeError("bad")\n}\ninner()');
    expect(result).toMatchObject({ ok: false, reason: 'error', message: 'TypeError: bad' });
    expect(!result.ok && result.stack).toMatch(/at inner \(run\.js:2:\d+\)\n.*run\.js:4:/);
  });

  it('reports the first line rightly when the code uses return', async () => {
    const result = await runCode(pool, 'null.x; return 1');
    expect(!result.ok && result.stack).toContain('run.js:1:5');
  });

  it('reports a syntax error with line and column', async () => {
    expect(await runCode(pool, 'const a = 1;\nconst b = ;')).toMatchObject({
      ok: false,
      reason: 'syntax',
      line: 2,
      column: 11,
    });
  });

  it('says which packages there are when another is imported', async () => {
    const result = await runCode(pool, 'import fs from "fs"\nfs');
    expect(result).toMatchObject({
      ok: false,
      reason: 'error',
      message: expect.stringContaining("Cannot import 'fs'. There are: papaparse"),
    });
  });

  it('ends when the code waits for what can never happen', async () => {
    expect(await runCode(pool, 'await new Promise(() => {})')).toMatchObject({
      ok: false,
      reason: 'error',
      message: expect.stringContaining('nothing will ever settle'),
    });
  });

  it('gives timers, encoders, base64 and structuredClone', async () => {
    const code = `
      const order = [];
      setTimeout(() => order.push('late'), 20);
      setTimeout((word) => order.push(word), 5, 'early');
      const stop = setInterval(() => { order.push('tick'); clearInterval(stop) }, 1);
      queueMicrotask(() => order.push('micro'));
      clearTimeout(setTimeout(() => order.push('never'), 1));
      await new Promise((resolve) => setTimeout(resolve, 30));
      const bytes = new TextEncoder().encode('ä€😀\\ud800');
      const cyclic = { a: [new Date(5), new Map([[1, { b: 2 }]])] }; cyclic.self = cyclic;
      const copy = structuredClone(cyclic);
      return { order, bytes: [...bytes], text: new TextDecoder().decode(bytes), broken: new TextDecoder().decode(new Uint8Array([0x61, 0xff, 0xe2, 0x82, 0x62])),
        b64: btoa('hello'), back: atob('aGVsbG8='), clone: [copy !== cyclic, copy.self === copy, copy.a[0].getTime(), copy.a[1].get(1).b] };`;
    expect(await runForValue(pool, code)).toEqual({
      order: ['micro', 'tick', 'early', 'late'],
      bytes: [...Buffer.from('ä€😀\ufffd')],
      text: 'ä€😀\ufffd',
      broken: 'a\ufffd\ufffdb',
      b64: 'aGVsbG8=',
      back: 'hello',
      clone: [true, true, 5, 2],
    });
  });

  it('does not wait for timers once its value is there', async () => {
    expect(await runForValue(pool, 'setInterval(() => {}, 1); 5')).toBe(5);
  });
});

describe('the web globals, which are parsed when they are first looked at', () => {
  const pool = openPool();

  it.each([
    [
      'atob(btoa("añ".replace("ñ", "b"))) + new TextDecoder().decode(new TextEncoder().encode("€😀"))',
      'ab€😀',
    ],
    [
      '[typeof TextEncoder, typeof atob, "btoa" in globalThis, Object.keys(globalThis).includes("atob")]',
      ['function', 'function', true, false],
    ],
    ['btoa = (text) => "own " + text; [atob("YQ=="), btoa("a")]', ['a', 'own a']],
    [
      'const mine = structuredClone; [mine === structuredClone, mine(new Map([[1, { a: [1] }]])).get(1).a[0]]',
      [true, 1],
    ],
    ['Object.freeze(globalThis); [atob("YQ=="), btoa("a")]', ['a', 'YQ==']],
    [
      'globalThis.eval = () => () => { throw 1 }; Map.prototype.get = Map.prototype.set = () => { throw 1 }; var apply = 1, push = 2, hide = 3; [atob("YQ=="), structuredClone([1])[0], hide]',
      ['a', 1, 3],
    ],
    ['Reflect.ownKeys(globalThis).map((key) => typeof globalThis[key]).length > 60', true],
  ])('%s', async (code, expected) => {
    expect(await runForValue(pool, code)).toEqual(expected);
    expect(await runForValue(pool, `${code}; // import`)).toEqual(expected);
  });
});
