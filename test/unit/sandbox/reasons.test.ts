import { describe, expect, it } from 'vitest';
import { echo, openPool, runCode, runForValue } from './support.ts';

// What ended a run is what the host saw of it. The text of an error is the code's own to write.
const imitations = [
  [
    'of exhausted memory',
    "const error = globalThis.InternalError ? new InternalError('out of memory') : new Error('out of memory'); error.name = 'InternalError'; throw error",
  ],
  ['of exhausted memory, by nothing', 'throw null'],
  [
    'of a deep recursion',
    "const error = new Error('stack overflow'); error.name = 'InternalError'; throw error",
  ],
  ['of a deep recursion, as browsers say it', "throw new RangeError('Maximum call stack size exceeded')"],
  ['of a value that is too large', "throw new RangeError('the returned value is larger than 1048576 bytes')"],
  ['of the time limit', "throw new Error('interrupted')"],
  [
    'of too many calls',
    "const error = new Error('more tool calls'); error.reason = 'host_calls'; throw error",
  ],
  ['of its syntax', "throw new SyntaxError('return not in a function')"],
  ['of a failure of the engine', "throw new Error('memory access out of bounds')"],
] as const;

describe.each(['quickjs-emscripten', 'quickjs-wasi'] as const)('the reason of an end, on %s', (engine) => {
  const pool = openPool({ engine });

  it.each(imitations)('is an error of the code when it is an imitation %s', async (_, code) => {
    expect(await runCode(pool, code, { hostFunctions: echo })).toMatchObject({ ok: false, reason: 'error' });
    expect(pool.counts().workers).toBe(1);
  });

  it('is an error of the code when only the run before it went deep', async () => {
    await runForValue(pool, 'const down = () => down(); try { down() } catch {} 1');
    const code = "const e = new RangeError('Maximum call stack size exceeded'); throw e";
    expect(await runCode(pool, code)).toMatchObject({ ok: false, reason: 'error' });
  });

  it('is the stack for a real recursion', async () => {
    expect(await runCode(pool, 'const down = () => down(); down()')).toMatchObject({
      ok: false,
      reason: 'stack',
    });
    const limits = { stackBytes: 16_384 };
    expect(await runCode(pool, 'const down = () => down(); down()', { limits })).toMatchObject({
      ok: false,
      reason: 'stack',
    });
  });

  it('is the memory when it really ran out', async () => {
    const code = 'const all = []; for (;;) all.push(new ArrayBuffer(1e6))';
    const limits = { memoryBytes: 20 * 1024 * 1024 };
    expect(await runCode(pool, code, { limits })).toMatchObject({ ok: false, reason: 'memory' });
  });

  it('is the size of the value when it really is too large', async () => {
    expect(await runCode(pool, '"ä".repeat(60)', { limits: { resultBytes: 100 } })).toMatchObject({
      ok: false,
      reason: 'output_limit',
      message: 'The returned value is larger than 100 bytes.',
    });
  });
});

describe.each(['quickjs-emscripten', 'quickjs-wasi'] as const)('a run after another, on %s', (engine) => {
  const pool = openPool({ engine });

  it('draws random numbers of its own', async () => {
    const drawn = new Set<unknown>();
    for (let run = 0; run < 20; run += 1) drawn.add(await runForValue(pool, 'Math.random()'));
    expect(drawn.size).toBe(20);
    expect(pool.counts().workers).toBe(1);
  });

  it('has a runtime that nothing before it changed', async () => {
    const probe = `[typeof leaked, [].at === undefined, Object.isFrozen(Object.prototype), JSON.stringify({ a: 1 }),
      String(tools.echo), Object.getOwnPropertyNames(globalThis).length].join()`;
    const first = await runForValue(pool, probe, { hostFunctions: echo });
    const spoil = `var leaked = 1; delete Array.prototype.at; Object.freeze(Object.prototype); JSON.stringify = () => 'no';
      Promise.prototype.then = 1; globalThis.extra = { big: 'x'.repeat(3e6) }; 1`;
    await runCode(pool, spoil, { hostFunctions: echo });
    expect(await runForValue(pool, probe, { hostFunctions: echo })).toEqual(first);
  });

  it('has all of the memory that the one before it used', async () => {
    const code = 'const all = []; for (let i = 0; i < 5; i++) all.push(new ArrayBuffer(1e6)); all.length';
    const limits = { memoryBytes: 20 * 1024 * 1024 };
    for (let run = 0; run < 5; run += 1) expect(await runForValue(pool, code, { limits })).toBe(5);
    expect(pool.counts().workers).toBe(1);
  });

  it('imports what it names after a run that imported nothing, and the other way round', async () => {
    for (const code of ['1 + 1', "import { unzlibSync } from 'fflate'; typeof unzlibSync", '1 + 1'])
      expect(await runForValue(pool, code)).toBe(code === '1 + 1' ? 2 : 'function');
  });
});
