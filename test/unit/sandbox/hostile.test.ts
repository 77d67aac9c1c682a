import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunFailureReason } from '../../../core/sandbox/index.ts';
import { busyMachineMs, echo, openPool, runCode, runForValue } from './support.ts';

/** Each ends as a result with one of the reasons, within its limit. */
type Attack = readonly [name: string, code: string, reasons: RunFailureReason[]];

const timeOnly: RunFailureReason[] = ['timeout'];
const heavy: RunFailureReason[] = ['timeout', 'memory', 'error'];
const deep: RunFailureReason[] = ['stack', 'syntax', 'error', 'timeout', 'memory'];

const loops: Attack[] = [
  ['an empty loop', 'for(;;);', timeOnly],
  ['a loop that catches everything', 'for(;;) { try { for(;;); } catch {} finally { continue } }', timeOnly],
  ['a generator that never ends', 'for (const x of (function*(){ for(;;) yield 1 })());', timeOnly],
  ['a loop of microtasks', 'const go = () => Promise.resolve().then(go); await go()', timeOnly],
  ['an await loop', 'for(;;) await null', timeOnly],
  ['a timer loop', 'const go = () => setTimeout(go, 0); go(); await new Promise(() => {})', timeOnly],
  [
    'an exponential flood of jobs',
    'const go = () => { Promise.resolve().then(go); Promise.resolve().then(go) }; go(); await new Promise(()=>{})',
    heavy,
  ],
  [
    'a job that queues itself and loops',
    'const go = () => { Promise.resolve().then(go); for(;;); }; await Promise.resolve().then(go)',
    timeOnly,
  ],
  ['an executor that swallows the interrupt', 'for(;;) new Promise(() => { for(;;); })', timeOnly],
  ['a catastrophic regular expression', '/^(a+)+$/.test("a".repeat(40) + "b")', timeOnly],
  ['a sleep beyond the limit', 'await new Promise((resolve) => setTimeout(resolve, 100_000))', timeOnly],
];

// none of these ever returns to the interrupt handler
const silentHangs: Attack[] = [
  ['indexOf on an endless array-like', 'Array.prototype.indexOf.call({ length: 2**53-1 }, 1)', timeOnly],
  ['includes on an endless array-like', 'Array.prototype.includes.call({ length: 2**53-1 }, 1)', timeOnly],
  [
    'forEach on an endless array-like',
    'Array.prototype.forEach.call({ length: 2**53-1 }, () => {})',
    timeOnly,
  ],
  ['reverse of an endless array-like', 'Array.prototype.reverse.call({ length: 2**53-2 })', timeOnly],
  [
    'copyWithin on an endless array-like',
    'Array.prototype.copyWithin.call({ length: 2**53-1 }, 0, 5)',
    timeOnly,
  ],
  ['join of a billion holes', 'new Array(1e9) + ""', heavy],
  ['sort of a sparse array', 'const a = []; a[4e9] = 1; a[0] = 2; a.sort()', heavy],
  ['JSON.stringify in a loop', 'const a = Array(200000).fill("x"); for(;;) JSON.stringify(a)', timeOnly],
  [
    'JSON.parse in a loop',
    'const a = JSON.stringify(Array(200000).fill({a:1})); for(;;) JSON.parse(a)',
    heavy,
  ],
  ['quadratic replaceAll', 'const s = "a".repeat(3e6); for(;;) s.replaceAll("a", "b")', heavy],
  ['quadratic indexOf', 'const s = "a".repeat(2e6); s.indexOf("a".repeat(1e6) + "b")', timeOnly],
  [
    'a class with sixty thousand private names',
    'eval("class A {" + Array.from({length: 60000}, (_, i) => "#p" + i + ";").join("") + "}")',
    heavy,
  ],
  [
    'a big typed array sorted again and again',
    'const a = new Float64Array(3e6); for(;;) a.sort(() => 1)',
    heavy,
  ],
];

const memory: Attack[] = [
  ['a gigabyte at once', 'new Uint8Array(1024 ** 3).length', ['memory', 'error']],
  ['a gigabyte in pieces', 'const all = []; for(;;) all.push(new ArrayBuffer(1e7))', ['memory']],
  [
    'a gigabyte of small buffers',
    'const all = []; for(;;) all.push(new ArrayBuffer(1000))',
    ['memory', 'timeout'],
  ],
  ['a doubling string', 'let s = "x"; for(;;) s += s', heavy],
  ['a flood of objects', 'let o = null; for(;;) o = { o, p: [1, 2, 3] }', ['memory', 'timeout']],
  ['a flood of promises', 'const all = []; for(;;) all.push(new Promise(() => {}))', ['memory', 'timeout']],
  [
    'a chain of bound functions',
    'let f = () => {}; for(;;) f = f.bind(null)',
    ['memory', 'timeout', 'stack'],
  ],
  [
    'a flood of closures caught',
    'const all = []; for(;;) { try { all.push(new Array(1e5).fill(0)) } catch {} }',
    ['memory', 'timeout'],
  ],
];

const recursion: Attack[] = [
  ['a function that calls itself', 'function f() { f() } f()', ['stack']],
  ['a getter that reads itself', '({ get a() { return this.a } }).a', ['stack']],
  ['a Proxy around itself', 'const p = new Proxy({}, { get: (_, k, r) => r[k] }); p.x', ['stack']],
  ['toString that calls itself', 'const o = { toString() { return "" + o } }; "" + o', ['stack']],
  ['deep JSON', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; JSON.stringify(a)', deep],
  ['deep JSON text', 'JSON.parse("[".repeat(1e5) + "]".repeat(1e5))', deep],
  ['deep flat', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; a.flat(Infinity)', deep],
  ['deep source', 'eval("(".repeat(1e5) + ")".repeat(1e5))', deep],
  ['deep arrows', 'eval("()=>".repeat(5e4) + "1")', deep],
  ['a deep returned value', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; a', deep],
];

const output: Attack[] = [
  ['console in a loop', 'for(;;) console.log("x".repeat(1000))', ['output_limit']],
  ['empty lines in a loop', 'for(;;) console.log("")', ['output_limit', 'timeout']],
  ['one enormous line', 'console.log("x".repeat(2e7))', ['output_limit']],
  ['an enormous value', '"x".repeat(5e6)', ['output_limit']],
  ['an enormous tool input', 'await tools.echo({ a: "x".repeat(5e6) }); 1', ['error']],
  ['a flood of tool calls', 'for(;;) tools.echo({})', ['host_calls']],
  ['more tool calls than allowed, one by one', 'for(;;) await tools.echo({})', ['host_calls', 'timeout']],
  ['a flood of timers', 'for(;;) setTimeout(() => {}, 1000)', ['error']],
];

// what has a limit of its own gets time to reach it on a busy machine
describe.each([
  ['loops', 300, loops],
  ['hangs the interrupt handler never sees', 300, silentHangs],
  ['memory', 3000, memory],
  ['recursion', 1000, recursion],
  ['floods', 3000, output],
] as const)('hostile code: %s', (_, timeMs, attacks) => {
  const pool = openPool({ spare: 1 });
  let worstDriftMs = 0;
  let ticker: NodeJS.Timeout;
  beforeEach(async () => {
    await runForValue(pool, '1');
    worstDriftMs = 0;
    let last = performance.now();
    ticker = setInterval(() => {
      worstDriftMs = Math.max(worstDriftMs, performance.now() - last - 5);
      last = performance.now();
    }, 5);
  });
  afterEach(() => clearInterval(ticker));

  it.each(attacks)('%s ends as a result', async (_, code, reasons) => {
    const result = await runCode(pool, code, { limits: { timeMs }, hostFunctions: echo });
    expect(result.ok, 'the attack should not succeed').toBe(false);
    if (result.ok) return;
    expect(reasons, result.message).toContain(result.reason);
    expect(result.stats.guestMs).toBeLessThan(timeMs + busyMachineMs);
    expect(result.stats.peakMemoryBytes).toBeLessThanOrEqual(64 * 1024 * 1024);
    const kept = result.reason === 'error' || result.reason === 'syntax';
    if (!kept) expect(pool.counts().workers).toBe(0);
    expect(await runForValue(pool, '20 + 1')).toBe(21);
    // two cores are shared with other test files: generous, but far from a blocked loop
    expect(worstDriftMs).toBeLessThan(busyMachineMs);
  });
});
