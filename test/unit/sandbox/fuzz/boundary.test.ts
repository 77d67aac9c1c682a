import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFromGuest } from '../../../../core/sandbox/boundary.ts';
import { effort, effortTimeoutMs } from '../../../support/effort.ts';
import { echo, openPool, runCode } from '../support.ts';

const limits = { maxBytes: 4000, maxDepth: 8 };

const key = fc.constantFrom(
  'a',
  '__proto__',
  'constructor',
  'prototype',
  'toJSON',
  'then',
  '0',
  '',
  'length',
  'é',
);
const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('\0', '\u2028', '__proto__', '"', '\\u005f'),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.constantFrom(true, false, null),
);

/** JSON text, written by hand so that keys like `__proto__` and doubled keys are really in it. */
const { json: jsonText } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf.map((value) => JSON.stringify(value)),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(key, fc.boolean(), tie('json')), { maxLength: 4 })
      .map(
        (members) =>
          `{${members.map(([name, escaped, value]) => `${spell(name, escaped)}:${value}`).join(', ')}}`,
      ),
  ),
}));

function spell(name: string, isEscaped: boolean): string {
  if (!isEscaped || name === '') return JSON.stringify(name);
  const first = name.charCodeAt(0).toString(16).padStart(4, '0');
  return `"\\u${first}${JSON.stringify(name.slice(1)).slice(1)}`;
}

/** A text that is nearly JSON: some of its characters are removed, doubled or replaced. */
const brokenText = fc
  .tuple(
    jsonText,
    fc.array(
      fc.tuple(
        fc.nat(400),
        fc.constantFrom('', '"', '\\', '[', '{', ']', '}', ',', '\ud800', '\\ud800', '1e999'),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((changed, [at, put]) => `${changed.slice(0, at)}${put}${changed.slice(at + 1)}`, text),
  );

/** The model: what may arrive of a value, written without a look at how the boundary does it. */
function withoutPoison(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPoison);
  if (value === null || typeof value !== 'object') return value;
  const kept: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__') continue;
    const clean = withoutPoison(member);
    if (name === 'constructor' && clean !== null && typeof clean === 'object' && !Array.isArray(clean))
      kept.push([name, Object.fromEntries(Object.entries(clean).filter(([inner]) => inner !== 'prototype'))]);
    else kept.push([name, clean]);
  }
  return Object.fromEntries(kept);
}

function hasInfinity(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return value === Infinity || value === -Infinity;
  return Object.values(value).some(hasInfinity);
}

/** Of the text, not of what it becomes: the first of two members with one name is gone by then. */
function depth(json: string): number {
  let open = 0;
  const brackets = json.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/[[\]{}]/g) ?? [];
  return Math.max(
    0,
    ...brackets.map((bracket) => {
      open += bracket === '[' || bracket === '{' ? 1 : -1;
      return open;
    }),
  );
}

describe('the boundary of values, with random texts', () => {
  it(
    'is passed by exactly what JSON and the limits allow, without poison',
    () => {
      fc.assert(
        fc.property(fc.oneof(jsonText, brokenText, fc.string({ unit: 'binary' })), (text) => {
          const result = parseFromGuest(text, limits);
          let parsed: unknown;
          let isJson = true;
          try {
            parsed = JSON.parse(text);
          } catch {
            isJson = false;
          }
          const isText = isJson && !/\\ud[89a-f]/.test(JSON.stringify(parsed).replaceAll('\\\\', ''));
          const fits = Buffer.byteLength(text) <= limits.maxBytes && depth(text) <= limits.maxDepth;
          const isAllFinite = isJson && !hasInfinity(parsed);
          expect(result.ok).toBe(isJson && isText && fits && isAllFinite);
          if (result.ok) expect(result.value).toEqual(withoutPoison(parsed));
          expect(Object.keys(Object.prototype)).toEqual([]);
        }),
        effort(3000),
      );
    },
    effortTimeoutMs,
  );

  it(
    'halves of surrogate pairs can be replaced instead, and nothing else changes',
    () => {
      fc.assert(
        fc.property(
          fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }),
          fc.string({ unit: 'binary', maxLength: 3 }),
          (list, half) => {
            const value = [...list, `${half}\ud800`, `\udc00${half}`];
            const result = parseFromGuest(JSON.stringify(value), { ...limits, loneSurrogates: 'replace' });
            expect(result).toEqual({ ok: true, value: value.map((each) => each.toWellFormed()) });
          },
        ),
        effort(1000),
      );
    },
    effortTimeoutMs,
  );
});

/** JavaScript that makes an awkward value; every piece is an expression. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        'undefined', 'null', 'NaN', '-0', '1n', '2n ** 200n', 'Symbol.iterator', 'Symbol("s")', '"\\ud800"', '"\\0"', '() => 1', 'async () => 1', 'function* () {}', 'class A {}',
        'globalThis', 'Promise.reject(new Error("r"))', 'new Promise(() => {}).constructor', 'new Date(NaN)', 'new Date(0)', '/x/g', 'new WeakMap()', 'new ArrayBuffer(8)', 'new Uint8Array(3)',
        'Object.create(null)', 'tools', 'tools.echo', 'console', 'Reflect', 'new Error("e", { cause: 1 })', 'new AggregateError([1], "m")', 'new Array(5)', 'arguments_()', 'new Proxy(() => {}, {})',
      ), // biome-ignore format: a list
      jsonText.map((text) => `JSON.parse(${JSON.stringify(text)})`),
      inner.map((value) => `[${value}, , ${value}]`),
      fc
        .tuple(key, inner)
        .map(
          ([name, value]) => `({ ${JSON.stringify(name)}: ${value}, [${JSON.stringify(name)}]: ${value} })`,
        ),
      fc.tuple(key, inner).map(([name, value]) => `({ get ${JSON.stringify(name)}() { return ${value} } })`),
      fc.tuple(key).map(([name]) => `({ get ${JSON.stringify(name)}() { throw new TypeError("got") } })`),
      inner.map((value) => `({ toJSON() { return ${value} } })`),
      inner.map((value) => `({ then(done) { done(${value}) } })`),
      inner.map((value) => `new Map([[1, ${value}], [Symbol.iterator, 2]])`),
      inner.map((value) => `new Set([${value}])`),
      inner.map((value) => `Object.assign(Object.create({ inherited: ${value} }), { own: 1 })`),
      inner.map(
        (value) =>
          `new Proxy(Object(${value}), { get: (t, k) => k === "x" ? 1 : Reflect.get(t, k), ownKeys: (t) => Reflect.ownKeys(t) })`,
      ),
      inner.map((value) => `new Proxy([${value}], { getOwnPropertyDescriptor() { throw 1 } })`),
      inner.map((value) => `((a) => { a.self = a; return a })(Object(${value}))`),
      inner.map((value) => `(() => { throw ${value} })()`),
      inner.map((value) => `Promise.resolve(${value})`),
      inner.map((value) => `Object.freeze(Object(${value}))`),
    ),
  };
});

const crossing = fc.constantFrom(
  (value: string) => `return ${value}`,
  (value: string) => `throw ${value}`,
  (value: string) => `return await tools.echo(${value})`,
  (value: string) => `console.log(${value}); return 1`,
  (value: string) => `await Promise.reject(${value})`,
  (value: string) => `try { return await tools.fail(${value}) } catch (error) { return [error, ${value}] }`,
  (value: string) => `globalThis.then = ${value}; return ${value}`,
);

describe('values made by code', () => {
  const pool = openPool();
  it(
    'arrive as plain data or end the run as a failure of the code; the sandbox lives on',
    async () => {
      const seen: string[] = [];
      const hostFunctions = {
        echo: async (json: string) => {
          seen.push(json);
          return json;
        },
        fail: async () => {
          throw new Error('refused');
        },
      };
      await fc.assert(
        fc.asyncProperty(expression, crossing, async (value, cross) => {
          seen.length = 0;
          const result = await runCode(pool, `const arguments_ = () => 0;\n${cross(value)}`, {
            hostFunctions,
          });
          if (result.ok) {
            const text = JSON.stringify(result.value ?? null);
            expect(parseFromGuest(text, { maxBytes: 1e6, maxDepth: 100 })).toEqual({
              ok: true,
              value: JSON.parse(text),
            });
          } else {
            expect(result.reason).toBe('error');
            expect(typeof result.message).toBe('string');
            expect(`${result.message}${result.stack ?? ''}`).not.toMatch(/node_modules|core\/|file:/);
          }
          for (const json of seen) expect(withoutPoison(JSON.parse(json))).toEqual(JSON.parse(json));
          expect(Object.keys(Object.prototype)).toEqual([]);
        }),
        effort(400),
      );
      expect(await runCode(pool, 'return tools.echo([1])', { hostFunctions: echo })).toMatchObject({
        ok: true,
        value: [1],
      });
    },
    effortTimeoutMs,
  );
});
