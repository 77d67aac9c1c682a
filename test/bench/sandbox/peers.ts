import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { median } from '../harness/measure.ts';
import { figure, type Row, row, skippedRow } from '../harness/table.ts';

interface Way {
  /** Runs `body`, the inside of an async function; see peers/sandboxes.mjs. */
  run(body: string, given?: { json?: string }): Promise<unknown>;
  close?(): void;
}

const waysSchema = z.array(
  z.object({ name: z.string(), isolation: z.string(), open: z.custom<() => Promise<Way>>() }),
);

/** What is asked of every way, ours and theirs. */
export const tasks = {
  small: 'const rows = [1, 2, 3]; return rows.map((row) => row * 2).join()',
  fib: 'const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)); return fib(27)',
  inward: 'return given.length',
  outward: (count: number, item: unknown) =>
    `return Array.from({ length: ${count} }, () => (${JSON.stringify(item)}))`,
  asynchronous: (calls: number) =>
    `let last = 0; for (let i = 0; i < ${calls}; i += 1) last = (await echo({ i })).i; return last`,
  synchronous: (calls: number) => `let n = 0; for (let i = 0; i < ${calls}; i += 1) n = add(n, 1); return n`,
};

export const item = { id: 12345, name: 'a row of ordinary words', tags: ['a', 'b'], amount: 12.5 };
export const megabyte = Array.from(
  { length: Math.ceil(1_000_000 / JSON.stringify(item).length) },
  () => item,
);

/** The same tasks by other ways, in the same process and minutes. None of them has a gate, a limit of time or a log of its own. */
export async function peerRows(rounds: number): Promise<Row[]> {
  const folder = process.env.HOLDFAST_PEERS;
  if (!folder) return [skippedRow('other ways to run code', 'test/bench/peers is not installed')];
  const ways = waysSchema.parse((await import(pathToFileURL(join(folder, 'sandboxes.mjs')).href)).ways);
  const rows: Row[] = [];
  for (const { name, isolation, open } of ways) {
    const way = await open().catch((caught: unknown) => String(caught).split('\n')[0] ?? '');
    if (typeof way === 'string') rows.push(skippedRow(name, `${isolation}; not here: ${way}`));
    else rows.push(...(await rowsOf(name, isolation, way, rounds)));
  }
  return rows;
}

async function rowsOf(name: string, isolation: string, way: Way, rounds: number): Promise<Row[]> {
  const json = JSON.stringify(megabyte);
  const calls = 1000;
  const measured: [string, number, (ms: number) => number, () => Promise<unknown>][] = [
    ['a small script, fresh context', rounds * 5, (ms) => ms, () => way.run(tasks.small)],
    ['fib(27)', rounds, (ms) => ms, () => way.run(tasks.fib)],
    ['1 MB of JSON in', rounds, (ms) => ms, () => way.run(tasks.inward, { json })],
    ['1 MB out', rounds, (ms) => ms, () => way.run(tasks.outward(megabyte.length, item))],
    ['an asynchronous call', 3, (ms) => ms / calls, () => way.run(tasks.asynchronous(calls))],
    ['a synchronous call', 3, (ms) => ms / calls, () => way.run(tasks.synchronous(calls))],
  ];
  const rows: Row[] = [];
  for (const [what, count, perCall, work] of measured) {
    const all: number[] = [];
    try {
      for (let round = 0; round < count; round += 1) {
        const startedAt = performance.now();
        await work();
        all.push(perCall(performance.now() - startedAt));
      }
      const ran = `median of ${count}, worst ${figure(Math.max(...all))} ms; isolation: ${isolation}`;
      rows.push(row({ name: `${name}: ${what}`, value: median(all), unit: 'ms', ran }));
    } catch (caught) {
      rows.push(skippedRow(`${name}: ${what}`, `failed: ${String(caught).split('\n')[0]}`));
    }
  }
  way.close?.();
  return rows;
}
