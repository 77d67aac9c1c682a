import { join } from 'node:path';
import { silentLogger } from '../../../core/base/index.ts';
import { startDataClient } from '../../../core/db/index.ts';
import { createPalace } from '../../../core/palace/index.ts';
import type { Part } from './context.ts';
import { inFolder, median, rawAppends, sizeOf, writtenBytes } from './measure.ts';
import { say } from './say.ts';
import { runSteps, type StepRun, stepBytes } from './steps.ts';
import { figure, type Row, row } from './table.ts';

interface StepInput {
  folder: string;
  steps: number;
  /** The data worker with everything that is derived from the log, or with the log alone. */
  worker: 'holdfast' | 'log-only';
  /** Brings the palace's index up to date behind them, and counts that too. */
  withIndex: boolean;
}

/** Job: durable steps through a data worker, as in the app; the index, which the app writes behind them, after them. */
export async function appendSteps({ folder, steps, worker, withIndex }: StepInput): Promise<void> {
  const workerPath = `${process.env.HOLDFAST_WORKERS ?? ''}/${worker}.worker.js`;
  const result = await runSteps(folder, workerPath, steps);
  if (worker === 'log-only' || !withIndex) return say({ result });
  const before = writtenBytes();
  const data = await startDataClient({ workerPath, dataDir: folder });
  const palace = createPalace({ data, logger: silentLogger });
  await palace.flush();
  await palace.close();
  await data.close();
  const after = writtenBytes();
  const isCounted = result.writtenBytes !== null && before !== null && after !== null;
  say({
    result: {
      ...result,
      diskBytes: sizeOf(join(folder, 'holdfast.db')),
      indexBytes: sizeOf(join(folder, 'index.db')),
      writtenBytes: isCounted ? (result.writtenBytes ?? 0) + after - before : null,
    },
  });
}

/** Job: what the disk allows. `pieces`: writes of a step, each flushed. Milliseconds for all. */
export async function appendRaw({
  folder,
  steps,
  pieces,
}: {
  folder: string;
  steps: number;
  pieces: number;
}): Promise<void> {
  say({ result: rawAppends(folder, steps * pieces, Math.round(stepBytes / pieces)) });
}

/** A step of two commits beside the raw disk, with as many flushes and with one. */
export const durableStep: Part = {
  name: 'durable-step',
  async measure(bench) {
    const steps = bench.isQuick ? 300 : 1000;
    const ms: Record<'full' | 'logOnly' | 'twoWrites' | 'oneWrite', number[]> = {
      full: [],
      logOnly: [],
      twoWrites: [],
      oneWrite: [],
    };
    const timed = async (worker: StepInput['worker']) =>
      (
        await inFolder((folder) =>
          bench.run<StepRun>('appendSteps', { folder, steps, worker, withIndex: false }),
        )
      ).ms / steps;
    const raw = async (pieces: number) =>
      (await inFolder((folder) => bench.run<number>('appendRaw', { folder, steps, pieces }))) / steps;
    for (let round = 0; round < bench.rounds + 2; round += 1) {
      ms.full.push(await timed('holdfast'));
      ms.twoWrites.push(await raw(2));
      ms.logOnly.push(await timed('log-only'));
      ms.oneWrite.push(await raw(1));
    }
    const ran = `${steps} steps of ${stepBytes} bytes one after the other through the data worker, ${bench.rounds + 2} rounds in turn, medians`;
    const value = median(ms.full);
    return [
      row({
        name: 'durable step',
        value,
        unit: 'ms',
        control: { name: 'raw write + fdatasync at the same two points', value: median(ms.twoWrites) },
        isRate: true,
        target: '>= 0.5',
        ran: `${ran}; two commits a step, as the harness makes them, with gate, budgets and palace behind them`,
      }),
      row({
        name: 'durable step, log tables alone',
        value: median(ms.logOnly),
        unit: 'ms',
        control: { name: 'the same', value: median(ms.twoWrites) },
        isRate: true,
        ran: 'the same steps, nothing derived from them',
      }),
      row({
        name: 'durable step against one flush',
        value,
        unit: 'ms',
        control: { name: 'raw write + fdatasync once a step', value: median(ms.oneWrite) },
        isRate: true,
        ran: 'two commits against a single flush: what the second durable point costs',
      }),
    ];
  },
};

/** What a step takes on the disk and is written for it, and whether that grows with the log. */
export const growth: Part = {
  name: 'growth',
  async measure(bench) {
    const [few, many] = bench.isQuick ? [300, 3000] : [1000, 30_000];
    const run = (worker: StepInput['worker'], steps: number) =>
      inFolder((folder) => bench.run<StepRun>('appendSteps', { folder, steps, worker, withIndex: true }));
    const rows: Row[] = [];
    for (const worker of ['log-only', 'holdfast'] as const) {
      const small = perStep(await run(worker, few), few);
      const large = perStep(await run(worker, many), many);
      const isJudged = worker === 'log-only';
      const what = isJudged ? 'log tables' : 'whole profile with palace and index';
      const share = (name: string, value: number, target: '<= 1.35' | '<= 5') =>
        row({
          name: `${name}, ${what}`,
          value,
          unit: 'bytes a step',
          control: { name: 'payload', value: stepBytes },
          ...(isJudged ? { target } : {}),
          ran: `${many.toLocaleString('en-US')} steps; ${few.toLocaleString('en-US')} steps: ${figure((name.startsWith('disk') ? small.disk : (small.written ?? 0)) / stepBytes)}x`,
        });
      rows.push(share('disk', large.disk, '<= 1.35'));
      if (large.written !== null && small.written !== null)
        rows.push(share('written', large.written, '<= 5'));
      rows.push(
        row({
          name: `disk of a step late against early, ${what}`,
          value: large.disk,
          unit: 'bytes a step',
          control: { name: `${few} steps`, value: small.disk },
          ...(isJudged ? { target: '<= 1.05' as const } : {}),
          ran: `${many.toLocaleString('en-US')} against ${few.toLocaleString('en-US')} steps${isJudged ? '' : `, of that index.db ${figure(large.index)} bytes a step`}`,
        }),
      );
      if (large.written !== null && small.written !== null)
        rows.push(
          row({
            name: `written for a step late against early, ${what}`,
            value: large.written,
            unit: 'bytes a step',
            control: { name: `${few} steps`, value: small.written },
            ...(isJudged ? { target: '<= 1.05' as const } : {}),
            ran: `bytes handed to the system (wchar), of ${many.toLocaleString('en-US')} against ${few.toLocaleString('en-US')} steps; time a step ${figure(large.ms)} against ${figure(small.ms)} ms`,
          }),
        );
    }
    return rows;
  },
};

function perStep(run: StepRun, steps: number) {
  return {
    ms: run.ms / steps,
    disk: (run.diskBytes + run.indexBytes) / steps,
    index: run.indexBytes / steps,
    written: run.writtenBytes === null ? null : run.writtenBytes / steps,
  };
}
