import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../core/sandbox/index.ts';
import { openPool, runCode, runForValue } from './support.ts';

const hostFunctions = {
  echo: async (json: string) => json,
  fail: async (): Promise<string> => {
    throw Object.assign(new Error('said no'), { code: 'E_HOST', path: '/host/path' });
  },
};

/** In the guest: does anything that can be reached from `thing` know a name of the host's? */
const probe = `const names = ['process', 'Buffer', 'host', 'config', 'WebAssembly', 'module', '__dirname', 'Deno', 'parentPort', 'workerData', 'navigator'];
const isInside = (thing) => {
  const makers = new Set([Function]);
  for (let at = thing, step = 0; at !== null && at !== undefined && step < 20; at = Object.getPrototypeOf(at), step += 1) {
    for (const key of Reflect.ownKeys(Object(at))) {
      let found; try { found = at[key]; } catch { continue; }
      for (const maker of [found, found?.constructor, found?.constructor?.constructor]) {
        if (typeof maker === 'function' && /Function$/.test(maker.name)) makers.add(maker);
      }
    }
  }
  for (const make of makers) {
    let seen;
    try { seen = make('return ' + JSON.stringify(names) + '.map((name) => eval("typeof " + name))')(); } catch { continue; }
    if (Array.isArray(seen) && seen.some((kind) => kind !== 'undefined')) return false;
  }
  return true;
};
`;

const things: readonly (readonly [name: string, thing: string])[] = [
  ['the tools', 'tools'],
  ['a tool', 'tools.echo'],
  ['the promise of a tool call', 'tools.echo({})'],
  ['the answer of a tool call', 'await tools.echo({ a: [1] })'],
  ['the error of a tool call', 'await tools.fail({}).catch((error) => error)'],
  ['the stack of a tool error', 'await tools.fail({}).catch((error) => Object(error.stack))'],
  ['console', 'console'],
  ['console.log', 'console.log'],
  ['a timer', 'setTimeout'],
  ['the handle of a timer', 'Object(setTimeout(() => {}, 1))'],
  ['this of a sloppy function', '(function () { return this })()'],
  ['arguments.callee', '(function () { return arguments.callee })()'],
  [
    'the caller of a callback',
    '(() => { let seen; [1].forEach(function f() { try { seen = f.caller } catch {} }); return seen ?? {} })()',
  ],
  [
    'the caller of a getter that the host reads',
    '(() => { const o = { get message() { return o } }; return o })()',
  ],
  ['an error of the parser', '(() => { try { eval("(") } catch (error) { return error } })()'],
  ['an error of JSON', '(() => { try { JSON.parse("{") } catch (error) { return error } })()'],
  ['an error of recursion', '(() => { const f = () => f(); try { f() } catch (error) { return error } })()'],
  ['an error of null', '(() => { try { null.x } catch (error) { return error } })()'],
  [
    'the frames of prepareStackTrace',
    '(() => { Error.prepareStackTrace = (_, frames) => frames; const { stack } = new Error(); return stack?.[0]?.getThis?.() ?? stack?.[0]?.getFunction?.() ?? {} })()',
  ],
  ['an async function', 'async () => {}'],
  ['a generator', '(function* () {})()'],
  ['an async generator', '(async function* () {})()'],
  ['a proxy', 'new Proxy(function () {}, {})'],
  [
    'a revoked proxy',
    '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return { get: () => proxy } })()',
  ],
  ['what Reflect.construct makes', 'Reflect.construct(Error, [], Promise)'],
  [
    'a species of Array',
    '(() => { class A extends Array { static get [Symbol.species]() { return Function } } try { return new A(1).map(() => 1) } catch (error) { return error } })()',
  ],
  ['a weak reference', 'new WeakRef(console).deref()'],
  ['the globals', 'globalThis'],
  ['the guest loader', 'require'],
  ['its dynamic twin', '$import'],
  ['the package papaparse', "require('papaparse')"],
  ['the package fflate', "require('fflate')"],
  ['the package marked', "require('marked')"],
  ['why there is no fetch', "await fetch('https://example.com/').catch((error) => error)"],
  ['a decoder', 'new TextDecoder()'],
  ['an encoder', 'new TextEncoder()'],
];

/** Code that replaces a built-in before a tool is called; the answer must still be the right one. */
const replaced: readonly (readonly [name: string, code: string])[] = [
  ['JSON.stringify', 'JSON.stringify = () => "{\\"a\\":2}"'],
  ['JSON.parse', 'JSON.parse = () => ({ a: 2 })'],
  ['Promise', 'globalThis.Promise = function () { throw 1 }'],
  ['Promise.resolve', 'Promise.resolve = () => { throw 1 }'],
  ['Promise.prototype.then', 'Promise.prototype.then = () => { throw 1 }'],
  ['Map.prototype.get', 'Map.prototype.get = () => ({ resolve() {}, reject() {} })'],
  ['Map.prototype.set', 'Map.prototype.set = () => { throw 1 }'],
  ['Reflect.apply', 'Reflect.apply = () => { throw 1 }'],
  ['Function.prototype.call', 'Function.prototype.call = Function.prototype.apply = () => { throw 1 }'],
  ['Array.prototype.push', 'Array.prototype.push = () => { throw 1 }'],
  ['the iterator of arrays', 'Array.prototype[Symbol.iterator] = () => { throw 1 }'],
  ['String.prototype.slice', 'String.prototype.slice = () => { throw 1 }'],
  ['Object.defineProperty', 'Object.defineProperty = Object.freeze = Object.create = () => { throw 1 }'],
  [
    'the instance check of Error',
    'Object.defineProperty(Error, Symbol.hasInstance, { value: () => { throw 1 } })',
  ],
  ['a getter for get', 'Object.prototype.get = () => 2'],
  ['toJSON on numbers', 'Number.prototype.toJSON = undefined'],
  ['then on objects that are no promises', 'delete Object.prototype.then'],
  ['the global tools', 'try { globalThis.tools = { echo: () => ({ a: 2 }) } } catch {}'],
  [
    'a tool of the list',
    'try { tools.echo = () => ({ a: 2 }) } catch {} try { Object.defineProperty(tools, "echo", { value: () => ({ a: 2 }) }) } catch {}',
  ],
  ['console', 'try { globalThis.console = null; delete globalThis.console } catch {}'],
];

/** Values and failures of every kind; what each must end as. */
const crossing: readonly (readonly [name: string, code: string, ends: 'value' | 'error' | 'either'])[] = [
  ['a getter that throws', '({ get a() { throw new Error("no") } })', 'error'],
  [
    'a getter that changes what follows',
    '(() => { const o = { get a() { o.b = o; return 1 }, b: 1 }; return o })()',
    'error',
  ],
  ['a cycle', '(() => { const o = {}; o.o = o; return o })()', 'error'],
  [
    'a proxy whose keys never end',
    'new Proxy({}, { ownKeys: () => { throw new Error("no keys") } })',
    'error',
  ],
  ['a proxy with impossible keys', 'new Proxy({}, { ownKeys: () => ["a", "a"] })', 'error'],
  [
    'a revoked proxy',
    '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return [proxy] })()',
    'error',
  ],
  [
    'a proxy as an array',
    'new Proxy([1, 2], { get: (target, key) => (key === "length" ? 3 : target[key]) })',
    'either',
  ],
  ['toJSON that throws', '({ toJSON() { throw new Error("no") } })', 'error'],
  ['toJSON that gives a function', '({ toJSON: () => () => {} })', 'value'],
  ['toJSON that gives itself', '(() => { const o = { toJSON: () => o, a: 1 }; return o })()', 'either'],
  ['toJSON that calls a tool', '({ toJSON() { tools.echo({}); return 1 } })', 'either'],
  [
    'toJSON that queues jobs',
    '({ toJSON() { Promise.resolve().then(() => console.log("later")); return 1 } })',
    'value',
  ],
  ['a symbol', 'Symbol("s")', 'value'],
  ['a function', '() => {}', 'value'],
  ['a class', '(class A { static x = 1 })', 'value'],
  ['a big integer', '2n ** 100n', 'value'],
  ['not a number', '[NaN, Infinity, -Infinity, -0]', 'value'],
  ['an invalid date', '(() => { try { return [new Date(NaN)] } catch { return 1 } })()', 'value'],
  ['a sparse array', '(() => { const a = []; a[5000] = 1; return a })()', 'value'],
  ['a key that is __proto__', 'JSON.parse(\'{"__proto__": {"polluted": true}, "a": 1}\')', 'value'],
  ['a key that is constructor', '({ constructor: { prototype: { polluted: true } } })', 'value'],
  ['a key that is spelt by escapes', 'JSON.parse(\'{"\\\\u005f_proto__": {"polluted": true}}\')', 'value'],
  [
    'a map with hostile keys',
    'new Map([[{ toString() { throw 1 } }, 1], ["__proto__", { polluted: true }]])',
    'value',
  ],
  ['a set of itself', '(() => { const s = new Set(); s.add(s); return s })()', 'error'],
  ['a typed array of a million', 'new Uint8Array(1e6)', 'error'],
  ['an array-like of 2 ** 32', '({ length: 2 ** 32, 0: 1 })', 'value'],
  ['a text with NUL', '"a\\0b"', 'value'],
  [
    'a boxed text that lies',
    'Object.assign(new String("a"), { toString: () => "b".repeat(100), valueOf: () => { throw 1 } })',
    'either',
  ],
  ['a subclass of Promise', '(class P extends Promise {}).resolve(1)', 'value'],
  ['a thenable that never answers', '({ then() {} })', 'error'],
  ['a thenable that answers twice', '({ then(yes) { yes(1); yes(2) } })', 'value'],
  [
    'a thenable that throws after it answered',
    '({ then(yes) { yes(1); throw new Error("late") } })',
    'value',
  ],
  ['a thenable whose then throws', '({ get then() { throw new Error("then") } })', 'error'],
  [
    'a thenable that answers with itself',
    '(() => { const t = { then(yes) { yes(1) } }; return { then(yes) { yes(t) } } })()',
    'value',
  ],
  [
    'a promise of itself',
    '(() => { let yes; const p = new Promise((y) => { yes = y }); yes(p); return p })()',
    'error',
  ],
  [
    'then on every object',
    'Object.prototype.then = function (yes) { delete Object.prototype.then; yes("caught") }; await tools.echo({ a: 1 })',
    'either',
  ],
  ['a thrown proxy', 'throw new Proxy({}, { get() { throw new Error("inside") } })', 'error'],
  [
    'a thrown revoked proxy',
    'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy',
    'error',
  ],
  ['a thrown null', 'throw null', 'error'],
  ['a thrown undefined', 'throw undefined', 'error'],
  ['a thrown symbol', 'throw Symbol("s")', 'error'],
  ['a thrown big integer', 'throw 10n', 'error'],
  ['a thrown function', 'throw Object.assign(() => {}, { message: {} })', 'error'],
  [
    'a thrown error with a hostile name',
    'throw Object.assign(new Error("m"), { name: { toString() { throw 1 } } })',
    'error',
  ],
  [
    'a thrown error with a hostile stack',
    'throw Object.defineProperty(new Error("m"), "stack", { get() { for (let i = 0; i < 9; i += 1) throw i } })',
    'error',
  ],
  ['a thrown error of a megabyte', 'throw new Error("m".repeat(1e6))', 'error'],
  ['a thrown error whose cause is itself', 'const e = new Error("m"); e.cause = e; throw e', 'error'],
  [
    'an error thrown while the error is read',
    'throw { get message() { throw new Error("again") } }',
    'error',
  ],
  ['a rejection nobody sees', 'Promise.reject(new Error("unseen")); 1', 'value'],
  ['a finaliser', 'new FinalizationRegistry(() => { for (;;); }).register({}, 1); 1', 'value'],
  ['a tool input with a getter', 'await tools.echo({ get a() { throw new Error("no") } })', 'error'],
  [
    'a tool input that is a proxy',
    'await tools.echo(new Proxy({}, { ownKeys: () => ["__proto__"], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }))',
    'either',
  ],
  ['a tool input that is nothing', 'await tools.echo(undefined)', 'value'],
  ['a tool input of functions', 'await tools.echo(() => {})', 'error'],
  [
    'a tool input deeper than allowed',
    'let a = {}; for (let i = 0; i < 500; i += 1) a = { a }; await tools.echo(a)',
    'error',
  ],
  ['a tool that does not exist', 'await tools.constructor("return 1")', 'either'],
  ['an import of a built-in module', 'import fs from "node:fs"; fs.readFileSync("/etc/passwd")', 'error'],
  ['an import by path', 'await import("../../../etc/passwd")', 'error'],
  ['an import by data', 'await import("data:text/javascript,export default 1")', 'error'],
  ['an import by file', 'await import("file:///etc/passwd")', 'error'],
  ['an import of __proto__', 'require("__proto__")', 'error'],
  ['an import of constructor', 'require("constructor")', 'error'],
  [
    'an import by an object that changes',
    'let n = 0; require({ toString: () => (n++ === 0 ? "papaparse" : "fs") })',
    'error',
  ],
  ['an import of the engine’s modules', 'await import("std").catch(() => import("qjs:os"))', 'error'],
  [
    'an import that swaps the package',
    'const p = require("papaparse"); p.parse = null; require("papaparse").parse',
    'value',
  ],
  [
    'a zip with a name that climbs',
    'const { zipSync, unzipSync } = require("fflate"); Object.keys(unzipSync(zipSync({ "../../x": new Uint8Array(1) })))',
    'value',
  ],
  [
    'an XML document with an entity bomb',
    'const { XMLParser } = require("fast-xml-parser"); let d = "<!DOCTYPE a [<!ENTITY a0 \\"xxxxxxxxxx\\">"; for (let i = 1; i < 12; i += 1) d += "<!ENTITY a" + i + " \\"" + ("&a" + (i - 1) + ";").repeat(10) + "\\">"; String(new XMLParser().parse(d + "]><a>&a11;</a>").a).length < 1e7',
    'either',
  ],
  // the engine itself writes these; whoever replaces them breaks his own run
  [
    'a setter for index 0',
    'Object.defineProperty(Array.prototype, 0, { set() { throw 1 }, configurable: true }); await tools.echo({ a: 1 })',
    'either',
  ],
  [
    'a setter for value',
    'Object.defineProperty(Object.prototype, "value", { set() { throw 1 }, configurable: true }); await tools.echo({ a: 1 })',
    'either',
  ],
  [
    'a console argument with traps',
    'console.log(new Proxy({}, { ownKeys() { throw 1 }, get() { throw 2 }, getOwnPropertyDescriptor() { throw 3 } })); 1',
    'value',
  ],
  [
    'a console argument of a billion',
    'console.log({ length: 1e9, [Symbol.toStringTag]: { toString() { throw 1 } } }); 1',
    'value',
  ],
];

/** Whatever the code did: nothing of the host's changed, and what came back is bounded and plain. */
function expectContained(result: RunResult): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(JSON.stringify(result).length).toBeLessThan(2_000_000);
  expect(JSON.stringify(result)).not.toMatch(
    /E_HOST|\/host\/path|node:internal|worker_threads|quickjs-emscripten/,
  );
  expect(result.stats.peakMemoryBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
}

describe('ways out', () => {
  const pool = openPool({ spare: 1 });

  it.each(things)('%s leads to nothing of the host', async (_, thing) => {
    const result = await runCode(pool, `${probe}isInside(${thing})`, { hostFunctions });
    expectContained(result);
    expect(result.ok ? result.value : result.message).toBe(true);
  });

  it('R9 the probe itself is able to find a name', async () => {
    expect(await runForValue(pool, `globalThis.process = 1; ${probe}isInside({})`)).toBe(false);
  });

  it.each(replaced)('%s replaced: a tool still answers by itself', async (_, code) => {
    const result = await runCode(pool, `${code}; const answer = await tools.echo({ a: 1 }); answer.a`, {
      hostFunctions,
    });
    expectContained(result);
    expect(result.ok ? result.value : result.message).toBe(1);
  });

  it.each(crossing)('%s ends as it should', async (_, code, ends) => {
    const result = await runCode(pool, code, { hostFunctions });
    expectContained(result);
    const end = result.ok ? 'value' : 'error';
    if (ends !== 'either') expect(end, result.ok ? JSON.stringify(result.value) : result.message).toBe(ends);
    if (!result.ok) expect(['error', 'output_limit', 'syntax', 'memory', 'stack']).toContain(result.reason);
    expect(await runForValue(pool, '20 + 1')).toBe(21);
  });
});
