// `npm run --silent bench -- sandbox [--json] [--quick] [--only PART] [--engine quickjs-wasi]`: what agent code costs, each figure beside a control of the same run where there
// is one: node:vm (no isolation), a child Node process, and other packages that isolate code (test/bench/peers). See docs/bench.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { createSandboxPool, type RunInput, type SandboxPool } from '../../core/sandbox/index.ts';
import { median } from './harness/measure.ts';
import { figure, machine, printed, type Row, row, skippedRow } from './harness/table.ts';
import { peerRows } from './sandbox/peers.ts';

const workerPath = join(process.env.HOLDFAST_WORKERS ?? '', 'sandbox.worker.js');
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    engine: { type: 'string', default: 'quickjs-emscripten' },
  },
});
const engine = values.engine === 'quickjs-wasi' ? 'quickjs-wasi' : 'quickjs-emscripten';
const rounds = values.quick ? 3 : 15;
const small = 'const rows = [1, 2, 3]; rows.map((row) => row * 2).join()';
const fib = 'const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)); fib(27)';
const echo = { echo: async (json: string) => json };

async function run(pool: SandboxPool, code: string, more: Partial<RunInput> = {}) {
  return pool.run({
    taskId: 'bench',
    code,
    language: 'javascript',
    hostFunctions: echo,
    signal: new AbortController().signal,
    ...more,
  });
}

async function resultOf(pool: SandboxPool, code: string, more: Partial<RunInput> = {}): Promise<unknown> {
  const result = await run(pool, code, more);
  if (!result.ok) throw new Error(`${result.reason}: ${result.message}`);
  return result.value;
}

async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function times(count: number, work: (round: number) => unknown): Promise<number[]> {
  const all: number[] = [];
  for (let round = 0; round < count; round += 1) all.push(await timed(() => work(round)));
  return all;
}

/** A Node process that evaluates `code` and ends. */
async function inChild(code: string): Promise<void> {
  const env = { ...process.env, ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) };
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore', env });
  await once(child, 'exit');
}

async function withPool<T>(spare: number, work: (pool: SandboxPool) => Promise<T>): Promise<T> {
  const pool = createSandboxPool({ workerPath, engine, spare, workersPerTask: 64 });
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}

async function starts(): Promise<Row[]> {
  const cold: number[] = [];
  // its end does not count
  for (let round = 0; round < rounds; round += 1)
    cold.push(await withPool(0, (pool) => timed(() => resultOf(pool, small))));
  const child = await times(rounds, () => inChild(small));
  const withSpare = await withPool(1, async (pool) => {
    const all: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await pool.warm();
      all.push(await timed(() => resultOf(pool, small, { taskId: `task ${round}` })));
      await pool.endTask(`task ${round}`);
    }
    return all;
  });
  const [later, warm, plain] = await withPool(0, async (pool) => {
    await resultOf(pool, small);
    const apart: number[] = [];
    for (let round = 0; round < rounds * 5; round += 1) {
      await setTimeout(20);
      apart.push(await timed(() => resultOf(pool, small)));
    }
    return [
      apart,
      await times(rounds * 20, () => resultOf(pool, small)),
      await times(rounds * 20, () => runInContext(small, createContext({}))),
    ];
  });
  const childFib = await times(Math.ceil(rounds / 3), () => inChild(`${fib}`));
  return [
    row({
      name: 'a child Node process: a small script',
      value: median(child),
      unit: 'ms',
      ran: 'isolation: a process with all rights of the owner; started anew for every script',
    }),
    row({
      name: 'a child Node process: fib(27)',
      value: median(childFib),
      unit: 'ms',
      ran: 'the same; nothing crosses but its exit',
    }),
    row({
      name: 'cold start to the first result',
      value: median(cold),
      unit: 'ms',
      target: '<= 60',
      ran: `a new pool: engine compiled, thread started, a small script; \`node -e\` takes ${figure(median(child))} ms`,
    }),
    row({
      name: 'first result with a spare',
      value: median(withSpare),
      unit: 'ms',
      target: '<= 3',
      ran: 'a task without a worker, a spare worker ready',
    }),
    row({
      name: 'small script, warm, 20 ms after the last',
      value: median(later),
      unit: 'ms',
      target: '<= 1',
      ran: "the same as a model's calls come: the next context was made meanwhile",
    }),
    row({
      name: 'small script, warm',
      value: median(warm),
      unit: 'ms',
      target: '<= 1',
      ran: `the task's worker is there; a fresh context; node:vm in a fresh context takes ${figure(median(plain))} ms`,
    }),
  ];
}

async function work(): Promise<Row[]> {
  return withPool(0, async (pool) => {
    const fibs = await times(rounds, () => resultOf(pool, fib));
    const plain = await times(rounds, () =>
      runInContext(`(() => { ${fib.replace('; fib', '; return fib')} })()`, createContext({})),
    );
    const item = { id: 12345, name: 'a row of ordinary words', tags: ['a', 'b'], amount: 12.5 };
    const rows = Array.from({ length: Math.ceil(1_000_000 / JSON.stringify(item).length) }, () => item);
    const text = JSON.stringify(rows);
    const limits = { resultBytes: 4_000_000 };
    const give = { give: async () => text };
    const floor = await times(rounds, () => resultOf(pool, '1', { hostFunctions: give }));
    const inward = await times(rounds, () =>
      resultOf(pool, '(await tools.give()).length', { hostFunctions: give }),
    );
    const made = `Array.from({ length: ${rows.length} }, () => (${JSON.stringify(item)}))`;
    const making = await times(rounds, () => resultOf(pool, `${made}.length`, { limits }));
    const outward = await times(rounds, () => resultOf(pool, made, { limits }));
    const lines = values.quick ? 1000 : 10_000;
    const prints = await timed(() => resultOf(pool, `for (let i = 0; i < ${lines}; i += 1) console.log(i)`));
    const calls = values.quick ? 1000 : 10_000;
    const many = { limits: { hostCalls: 20_000 } };
    const sequential = await timed(() =>
      resultOf(pool, `for (let i = 0; i < ${calls}; i += 1) await tools.echo({ i })`, many),
    );
    const parallel = await timed(() =>
      resultOf(
        pool,
        `for (let i = 0; i < ${calls / 100}; i += 1) await Promise.all(Array.from({ length: 100 }, () => tools.echo({ i })))`,
        many,
      ),
    );
    return [
      row({
        name: 'fib(27)',
        value: median(fibs),
        unit: 'ms',
        control: { name: 'node:vm', value: median(plain) },
        ran: 'an interpreter beside a compiler; printed',
      }),
      row({
        name: '1 MB of JSON into the sandbox',
        value: median(inward) - median(floor),
        unit: 'ms',
        target: '<= 40',
        ran: 'the answer of a tool, parsed inside; less an empty run',
      }),
      row({
        name: '1 MB of JSON out of the sandbox',
        value: median(outward) - median(making),
        unit: 'ms',
        target: '<= 40',
        ran: `the returned value; less a run that makes it and keeps it, ${figure(median(making) - median(floor))} ms`,
      }),
      row({
        name: 'a tool call, one after the other',
        value: sequential / calls,
        unit: 'ms',
        target: '<= 0.1',
        ran: `${calls} calls of a tool that answers at once; without gate and log`,
      }),
      row({
        name: `${figure(calls)} tool calls in one run, one after the other`,
        value: sequential,
        unit: 'ms',
        ran: 'code mode: the whole run',
      }),
      row({
        name: `${figure(calls)} tool calls in one run, 100 at a time`,
        value: parallel,
        unit: 'ms',
        ran: 'code mode: the whole run',
      }),
      skippedRow(
        'a synchronous call of the host',
        'there is none: every tool is asynchronous, so that it can wait for the owner; console.log, which does not wait, is the next row',
      ),
      row({
        name: 'a line of console.log',
        value: prints / lines,
        unit: 'ms',
        ran: `${figure(lines)} lines in one run, from the code to the host's list`,
      }),
    ];
  });
}

/** Growth of the process for a sandbox that holds 20 MB and waits. */
async function busyMemory(pool: SandboxPool): Promise<number> {
  const count = 4;
  const before = process.memoryUsage.rss();
  let waiting = 0;
  let all = () => {};
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    all = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hold = {
    hold: async () => {
      waiting += 1;
      if (waiting === count) all();
      await released;
      return 'null';
    },
  };
  const code =
    'const kept = []; for (let i = 0; i < 20; i += 1) kept.push(new Uint8Array(1e6).fill(i)); await tools.hold(); kept.length';
  const runs = Array.from({ length: count }, (_, task) =>
    resultOf(pool, code, { taskId: `b${task}`, hostFunctions: hold }),
  );
  await Promise.race([held, Promise.all(runs)]);
  const busyMb = (process.memoryUsage.rss() - before) / 2 ** 20 / count;
  release();
  await Promise.all(runs);
  for (let task = 0; task < count; task += 1) await pool.endTask(`b${task}`);
  return busyMb;
}

async function many(): Promise<Row[]> {
  return withPool(0, async (pool) => {
    await resultOf(pool, '1');
    const count = values.quick ? 10 : 50;
    const before = process.memoryUsage.rss();
    const took = await timed(() =>
      Promise.all(Array.from({ length: count }, (_, task) => resultOf(pool, small, { taskId: `t${task}` }))),
    );
    const idleMb = (process.memoryUsage.rss() - before) / 2 ** 20 / count;
    for (let task = 0; task < count; task += 1) await pool.endTask(`t${task}`);
    const busyMb = await busyMemory(pool);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const spinning = await Promise.all(
      Array.from({ length: 4 }, (_, task) =>
        run(pool, 'for (;;) {}', { taskId: `s${task}`, limits: { timeMs: values.quick ? 1000 : 5000 } }),
      ),
    );
    delay.disable();
    const p99 = delay.percentile(99) / 1e6 - 1;
    return [
      row({
        name: 'memory of an idle sandbox',
        value: idleMb,
        unit: 'MB',
        target: '<= 12',
        ran: `resident memory of the process with ${count} tasks that each ran a small script, a ${count}th of the growth`,
      }),
      row({
        name: 'memory of a busy sandbox',
        value: busyMb,
        unit: 'MB',
        ran: 'the same for 4 that hold 20 MB of values and wait for a tool',
      }),
      row({
        name: `${count} sandboxes at once`,
        value: took,
        unit: 'ms',
        ran: 'until each of them, started from nothing, has given its result',
      }),
      row({
        name: 'event-loop delay p99 while 4 sandboxes spin',
        value: p99,
        unit: 'ms',
        target: '< 16',
        ran: `endless loops, ended by their limit (${spinning.map((each) => (each.ok ? 'ok' : each.reason)).join(', ')}); the host's thread has nothing else to do`,
      }),
    ];
  });
}

const runaways = {
  'an endless loop': 'for (;;) {}',
  'an endless chain of microtasks': 'const go = () => Promise.resolve().then(go); await go()',
  'a catastrophic expression': '/^(a+)+$/.test("a".repeat(40) + "b")',
  'a loop inside the engine': 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
  'JSON without end': 'const a = Array(200000).fill("x"); for (;;) JSON.stringify(a)',
  'memory without end': 'const all = []; for (;;) { try { all.push(new Array(1e5).fill(0)) } catch {} }',
} as const;

async function kills(): Promise<Row[]> {
  const timeMs = 300;
  return withPool(1, async (pool) => {
    await pool.warm();
    const worst: [string, number][] = [];
    for (const [name, code] of Object.entries(runaways)) {
      const over = await times(Math.ceil(rounds / 3), async () => {
        await pool.warm();
        await run(pool, code, { limits: { timeMs } });
      });
      worst.push([name, Math.max(...over) - timeMs]);
    }
    return worst.map(([name, over]) =>
      row({
        name: `${name}: gone after its deadline`,
        value: over,
        unit: 'ms',
        target: '<= 100',
        ran: `the worst of ${Math.ceil(rounds / 3)}, with a deadline of ${timeMs} ms, from the call to its result, the start of a spare included`,
      }),
    );
  });
}

const rows: Row[] = [];
const peers = () => peerRows(values.quick ? 3 : 15);
const parts = { starts, work, peers, many, kills };
const chosen = Object.entries(parts).filter(
  ([name]) => values.only.length === 0 || values.only.includes(name),
);
for (const [, part] of chosen)
  for (const each of await part()) {
    rows.push(each);
    if (values.json) console.error(printed(each));
    else console.log(printed(each));
  }
if (values.json) console.log(JSON.stringify({ rows, machine: { ...machine(), quick: values.quick } }));
