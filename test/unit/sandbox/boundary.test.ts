import { describe, expect, it } from 'vitest';
import { parseFromGuest } from '../../../core/sandbox/boundary.ts';
import { busyMachineMs, echo, openPool, runCode, runForValue } from './support.ts';

describe('values that cross', () => {
  const pool = openPool();

  it.each([
    ['a getter that throws', '({ get a() { throw new Error("no") } })', 'no'],
    ['a toJSON that throws', '({ toJSON() { throw new RangeError("json") } })', 'json'],
    ['a Proxy that throws', 'new Proxy({}, { ownKeys() { throw new Error("trap") } })', 'trap'],
    ['a cycle', 'const a = {}; a.a = a; a', 'circular'],
    ['a thenable that throws', '({ then() { throw new Error("then") } })', 'then'],
    [
      'an error with a hostile message',
      'const e = new Error("x"); Object.defineProperty(e, "message", { get() { throw 1 } }); throw e',
      'Error: ',
    ],
    ['a thrown Proxy', 'throw new Proxy({}, { get() { throw 1 } })', 'Error: '],
    ['thrown null', 'throw null', 'Uncaught null'],
    ['a thrown empty text', 'throw ""', 'Uncaught '],
    ['a thrown symbol', 'throw Symbol("s")', 'a symbol'],
    [
      'a message that is an object',
      'const e = new Error(); e.message = { toString() { for(;;); } }; throw e',
      'Error: ',
    ],
  ])('%s is an error of the code', async (_, code, message) => {
    const result = await runCode(pool, code, { limits: { timeMs: 1000 } });
    expect(result).toMatchObject({ ok: false, reason: 'error', message: expect.stringContaining(message) });
  });

  it.each([
    ['a getter', '({ get a() { for(;;); } })'],
    ['toJSON', '({ toJSON() { for(;;); } })'],
    ['a Proxy trap', 'new Proxy({}, { ownKeys() { for(;;); } })'],
    ['then', '({ then() { for(;;); } })'],
    ['a getter of a thrown error', 'throw { get message() { for(;;); } }'],
    [
      'a getter of what console shows',
      'console.log(new Proxy({}, { getOwnPropertyDescriptor() { for(;;); }, ownKeys() { return ["a"] } }))',
    ],
    ['toJSON of a tool input', 'await tools.echo({ toJSON() { for(;;); } })'],
  ])('R8 the deadline holds while %s runs', async (_, code) => {
    const result = await runCode(pool, code, { limits: { timeMs: 200 }, hostFunctions: echo });
    expect(result).toMatchObject({ ok: false, reason: 'timeout' });
    expect(result.stats.guestMs).toBeLessThan(200 + busyMachineMs);
  });

  it('R9 values are written by the built-in taken before the code ran', async () => {
    const code = `
      JSON.stringify = () => '"forged"'; JSON.parse = () => ({ forged: true });
      Object.prototype.toJSON = undefined; Array.prototype.join = () => 'x'; String.prototype.slice = () => 'x';
      Map.prototype.get = Map.prototype.set = () => { throw 1 }; Reflect.apply = () => { throw 1 };
      Object.defineProperty = () => { throw 1 }; Symbol.prototype.toString = () => 'x';
      return { input: await tools.echo({ a: [1, { b: 'c' }] }) }`;
    expect(await runForValue(pool, code, { hostFunctions: echo })).toEqual({ input: { a: [1, { b: 'c' }] } });
  });

  it.each([
    ['as it is', '', { m: { a: { s: [1] } }, n: '5', e: { name: 'TypeError', message: 'no' } }],
    [
      'with prototypes that cannot be changed',
      'Object.freeze(Map.prototype); Object.freeze(BigInt.prototype);',
      { m: { a: { s: [1] } }, n: '5', e: { name: 'TypeError', message: 'no' } },
    ],
    [
      'with a toJSON of the code’s own',
      'Map.prototype.toJSON = () => "own"; Object.freeze(Set.prototype);',
      { m: 'own', n: '5', e: { name: 'TypeError', message: 'no' } },
    ],
  ])('R9 maps, sets, errors and big integers cross as plain data, %s', async (_, before, expected) => {
    const value = `{ m: new Map([['a', { s: new Set([1]) }]]), n: 5n, e: new TypeError('no') }`;
    expect(await runForValue(pool, `${before} return ${value}`)).toEqual(expected);
    expect(await runForValue(pool, `${before} return tools.echo(${value})`, { hostFunctions: echo })).toEqual(
      expected,
    );
    expect(await runForValue(pool, 'JSON.stringify([new Map([[1, 2]]), new Set([1])])')).toBe('[{},{}]');
  });

  it('R9 __proto__ and constructor.prototype do not cross', async () => {
    const value = await runForValue(
      pool,
      'JSON.parse(\'{"a":{"__proto__":{"p":1}},"\\\\u005f_proto__":2,"constructor":{"prototype":{"q":1},"name":"kept"}}\')',
    );
    expect(value).toEqual({ a: {}, constructor: { name: 'kept' } });
    expect(Object.keys(value as object)).toEqual(['a', 'constructor']);
    const seen: string[] = [];
    await runForValue(pool, 'await tools.look(JSON.parse(\'{"__proto__":{"p":1},"b":2}\'))', {
      hostFunctions: {
        look: async (json) => {
          seen.push(json);
          return 'null';
        },
      },
    });
    expect(seen).toEqual(['{"b":2}']);
  });

  it('R9 a value nested too deep is refused', async () => {
    const code = 'let a = 1; for (let i = 0; i < 101; i++) a = [a]; a';
    expect(await runCode(pool, code)).toMatchObject({
      ok: false,
      message: expect.stringContaining('nested deeper than 100'),
    });
    expect(parseFromGuest('["[[[["]', { maxBytes: 100, maxDepth: 1 })).toEqual({ ok: true, value: ['[[[['] });
  });

  it.each([
    [
      'Promise',
      'Promise = class { constructor(run) { run(() => {}, () => {}) } static resolve() { return new Promise(() => {}) } }; globalThis.Promise.prototype.then = 1;',
    ],
    ['then', 'Promise.prototype.then = function () { return "hijacked" };'],
    [
      'the species',
      'Object.defineProperty(Promise, Symbol.species, { value: function () { throw 1 } }); Promise.prototype.constructor = { [Symbol.species]: function () { throw 1 } };',
    ],
  ])('R10 results arrive although the code replaced %s', async (_, replacement) => {
    expect(await runForValue(pool, `${replacement} 40 + 2`)).toBe(42);
  });

  it('R14 NUL and surrogate pairs arrive whole at a tool and back', async () => {
    expect(
      await runForValue(pool, 'await tools.echo({ a: "x\\0y\\ud83d\\ude00z" })', { hostFunctions: echo }),
    ).toEqual({ a: 'x\0y\ud83d\ude00z' });
  });

  it('R16 host functions cannot be replaced', async () => {
    const code = `
      const tries = [() => { 'use strict'; tools = 1 }, () => { 'use strict'; tools.echo = 1 }, () => { 'use strict'; delete tools.echo },
        () => { 'use strict'; console.log = 1 }, () => Object.defineProperty(globalThis, 'tools', { value: 1 }), () => { 'use strict'; tools.more = 1 }];
      return tries.map((run) => { try { run(); return 'changed' } catch (error) { return error.name } })`;
    expect(await runForValue(pool, code, { hostFunctions: echo })).toEqual(Array(6).fill('TypeError'));
  });

  it('R2 only the granted functions exist', async () => {
    const code = `[Object.keys(tools), typeof tools.constructor, ['process', 'module', 'std', 'os', 'Atomics', 'WebAssembly', 'host', 'config'].map((name) => typeof globalThis[name])]`;
    const value = await runForValue(pool, code, { hostFunctions: echo });
    expect(value).toEqual([['echo'], 'function', Array(8).fill('undefined')]);
  });

  it.each([
    ['tools.echo.constructor("return globalThis")() === globalThis', true],
    ['tools.echo.constructor("return typeof process")()', 'undefined'],
    // what imports become; it knows the listed packages and nothing else
    [
      'console.log.constructor("try { require(\'fs\') } catch (e) { return e.message.slice(0, 18) }")()',
      "Cannot import 'fs'",
    ],
    ['(async () => {}).constructor("return typeof process")()', 'undefined'],
    ['(function* () {}).constructor("yield typeof process")().next().value', 'undefined'],
    [
      'const out = []; try { null.x } catch (e) { out.push(e.constructor.constructor("return typeof process")()) } out[0]',
      'undefined',
    ],
    [
      'try { await tools.fail({}) } catch (e) { e.constructor.constructor("return typeof process")() }',
      'undefined',
    ],
    [
      'const e = await tools.fail({}).catch((error) => error); [e.name, e.message, Object.keys(e), typeof e.code]',
      ['ToolError', 'secret-free', [], 'undefined'],
    ],
    [
      'const e = await tools.fail({}).catch((error) => error); /node_modules|core\\/|\\.ts/.test(e.stack)',
      false,
    ],
    [
      'const keep = Error.prepareStackTrace; Error.prepareStackTrace = (_, frames) => frames; let f = new Error().stack; typeof (f && f[0] && f[0].getThis && f[0].getThis())',
      'undefined',
    ],
    [
      'let found = 0; for (const key of Reflect.ownKeys(globalThis)) { const v = globalThis[key]; if (v && v.mainModule) found++ } found',
      0,
    ],
    ['await import("fs").then(() => "in", () => "out")', 'out'],
    ['await import("std").then(() => "in", () => "out")', 'out'],
    ['await import("data:text/javascript,1").then(() => "in", () => "out")', 'out'],
    ['await import("./../../../etc/passwd").then(() => "in", () => "out")', 'out'],
    ['typeof arguments', 'undefined'],
  ])('a walk stays inside: %s', async (code, expected) => {
    const fail = async () => {
      throw Object.assign(new Error('secret-free'), { code: 'E_HOST', cause: process });
    };
    expect(await runForValue(pool, code, { hostFunctions: { ...echo, fail } })).toEqual(expected);
  });
});
