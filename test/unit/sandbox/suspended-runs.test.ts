import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostFunctions, RunRecord, RunResult, Suspension } from '../../../core/sandbox/index.ts';
import { openPool, runCode } from './support.ts';

const engines = ['quickjs-emscripten', 'quickjs-wasi'] as const;

/** A stranger who answers calls, and lets one of them wait as long as `isOpen` is false. */
function host(isOpen: () => boolean, waitsFor: string) {
  const seen: string[] = [];
  const functions: HostFunctions = {
    act: async (json, signal, call) => {
      if (JSON.parse(json).name === waitsFor && !isOpen()) {
        call.setWaiting(true);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        throw signal.reason;
      }
      seen.push(json);
      return json;
    },
  };
  return { functions, seen };
}

function suspension(record: RunRecord | null): Suspension {
  return { record, afterMs: 5, mayBegin: () => true, mayBeginOnStop: () => false };
}

function recordOf(result: RunResult): RunRecord {
  if (result.ok || !result.record) throw new Error(`not suspended: ${JSON.stringify(result)}`);
  return result.record;
}

/** Runs until a call waits, and then again with the answer. `change` may do something to the record between. */
async function runTwice(
  pool: ReturnType<typeof openPool>,
  code: string,
  waitsFor: string,
  change: (record: RunRecord) => RunRecord = (record) => record,
) {
  let isOpen = false;
  const printed: string[] = [];
  const { functions, seen } = host(() => isOpen, waitsFor);
  const input = { hostFunctions: functions, onOutput: (_: string, text: string) => void printed.push(text) };
  const first = await runCode(pool, code, { ...input, suspension: suspension(null) });
  const record = recordOf(first);
  const counts = pool.counts();
  isOpen = true;
  // what goes into the database and comes back
  const kept: RunRecord = JSON.parse(JSON.stringify(change(record)));
  const second = await runCode(pool, code, { ...input, suspension: suspension(kept) });
  return { first, second, seen, printed, record, counts };
}

/** A step of a script; `index` makes its names its own. */
const step = fc.oneof(
  fc.constant((index: number) => `await call('${index}', Math.random());`),
  fc.constant((index: number) => `await call('${index}', Date.now() - started);`),
  fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })).map(
    ([first, second]) =>
      (index: number) =>
        `await Promise.all([later(${first}, '${index}a'), later(${second}, '${index}b'), call('${index}c', seen.length)]);`,
  ),
  fc
    .integer({ min: 0, max: 6 })
    .map(
      (ms) => (index: number) =>
        `await Promise.race([later(${ms}, '${index}d'), call('${index}e', 0)]); await call('${index}f', seen.join());`,
    ),
  fc.constant(
    (index: number) =>
      `for (const until = Date.now() + 3; Date.now() < until;) seen.length; note('${index}g');`,
  ),
  fc.constant(
    (index: number) =>
      `try { await call('${index}h', new Date()); } finally { note('${index}i' + new Date(5).getTime()); }`,
  ),
);

const script = (steps: readonly ((index: number) => string)[], at: number) => `
  const seen = [], started = Date.now();
  const note = (what) => { seen.push(what); console.log(what); };
  const call = async (name, value) => { const answer = await tools.act({ name, value }); note(name + JSON.stringify(answer)); };
  const later = (ms, what) => new Promise((resolve) => setTimeout(() => { note(what); resolve(); }, ms));
  ${[...steps.slice(0, at).map((one, index) => one(index)), "await call('asked', seen.join());", ...steps.slice(at).map((one, index) => one(at + index))].join('\n  ')}
  return seen;`;

describe.each(engines)('a run that is suspended and run again, on %s', (engine) => {
  test('does what it would have done at once, whatever it is made of and wherever it waited', async () => {
    const pool = openPool({ engine, idleMs: 600_000 });
    const scripts = fc
      .array(step, { minLength: 1, maxLength: 6 })
      .chain((steps) => fc.tuple(fc.constant(steps), fc.integer({ min: 0, max: steps.length })));
    await fc.assert(
      fc.asyncProperty(scripts, async ([steps, at]) => {
        const { second, seen, printed, counts } = await runTwice(pool, script(steps, at), 'asked');
        expect(counts.busy).toBe(0);
        if (!second.ok) throw new Error(second.message);
        // each answer and each timer once, in the order in which the code that was not interrupted has them
        expect(printed).toEqual(second.value);
        expect(second.logs.map(({ text }) => text)).toEqual(printed);
        expect(new Set(seen).size).toBe(seen.length);
        expect(second.stats.hostCalls).toBe(seen.length);
        // what was asked for is what the code had seen when it was suspended
        const asked = seen.map((json) => JSON.parse(json)).find(({ name }) => name === 'asked');
        const place = printed.findIndex((text) => text.startsWith('asked'));
        // a timer may still fire while it waits
        expect(printed.slice(0, place).join().startsWith(asked.value)).toBe(true);
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  test('leaves no worker behind while it waits', async () => {
    const pool = openPool({ engine });
    const { first, counts, second } = await runTwice(
      pool,
      `return await tools.act({ name: 'asked' });`,
      'asked',
    );
    expect(first.ok ? null : first.reason).toBe('suspended');
    expect(counts).toEqual({ workers: 0, busy: 0, spare: 0 });
    expect(second.ok && second.value).toEqual({ name: 'asked' });
  });

  test('counts the time that it took the first time once', async () => {
    const pool = openPool({ engine });
    const code = `await new Promise((resolve) => setTimeout(resolve, 300)); return await tools.act({ name: 'asked' });`;
    const { record, second } = await runTwice(pool, code, 'asked');
    expect(record.guestMs).toBeGreaterThanOrEqual(250);
    expect(second.stats.guestMs).toBeGreaterThanOrEqual(record.guestMs);
  });

  test.each<[string, string, (record: RunRecord) => RunRecord]>([
    [
      'makes another call',
      'call 1 is another one: act',
      (record) => ({ ...record, calls: record.calls.map((call) => ({ ...call, input: 'other' })) }),
    ],
    ['made more calls before', 'it made 2 calls in place of 3', (record) => ({ ...record, made: 3 })],
    ['makes a call too many', 'it made call 2: act', (record) => ({ ...record, made: 1 })],
    [
      'set no such timer',
      'it had set other timers',
      (record) => ({ ...record, steps: [[7], ...record.steps] }),
    ],
    [
      'reads the clock less often',
      'it read the clock less often',
      (record) => ({ ...record, clock: [[1, 99]] }),
    ],
    ['reads the clock more often', 'it read the clock more often', (record) => ({ ...record, clock: [] })],
  ])('is diverged where the code %s', async (_, message, change) => {
    const pool = openPool({ engine });
    const code = `await tools.act({ name: 'first', at: Date.now() }); return await tools.act({ name: 'asked' });`;
    // the clock's value is in the first call
    const { second, seen } = await runTwice(pool, code.replace(', at: Date.now()', ''), 'asked', (record) =>
      change(record),
    );
    const other = await runTwice(
      pool,
      `Date.now(); ${code.replace(', at: Date.now()', '')}`,
      'asked',
      change,
    );
    const results = [second, other.second].map((result) =>
      result.ok ? 'ok' : `${result.reason}: ${result.message}`,
    );
    expect(results).toContainEqual(`diverged: ${message}.`);
    expect([...seen, ...other.seen].filter((json) => json.includes('asked')).length).toBeLessThanOrEqual(1);
  });
});
