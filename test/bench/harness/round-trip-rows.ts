import type { Part } from './context.ts';
import type { RoundTripInput, RoundTripResult } from './round-trip.ts';
import { slowFsync } from './slow-fsync.ts';
import { figure, row, skippedRow } from './table.ts';

const addedMs = 15;
const name = `API round trip p99 while a log is written, +${addedMs} ms a flush`;

/** Whether a slow disk is felt by whoever only reads. */
export const roundTrip: Part = {
  name: 'round-trip',
  async measure(bench) {
    const shim = slowFsync(addedMs);
    if ('missing' in shim) return [skippedRow(name, `not run: ${shim.missing}`)];
    try {
      const input: RoundTripInput = { secondsEach: bench.isQuick ? 2 : 8, phases: bench.isQuick ? 2 : 4 };
      const result = await bench.run<RoundTripResult>('askWhileWriting', input, { env: shim.env });
      if (result.commitP50Ms < addedMs) throw new Error('the flushes did not become slower');
      const ran = `GET of a session over the Hono app in the main process with the data workers, on Electron's Node (no window, so without holdfast:// itself); ${result.writing.length} and ${result.quiet.length} round trips in turns of ${input.secondsEach} s; written beside it: ${figure(result.stepsASecond)} steps of 6 KB a second, ${figure(result.commitP50Ms)} ms each`;
      return [
        row({
          name,
          value: percentile(result.writing, 0.99),
          unit: 'ms',
          control: { name: 'without a writer', value: percentile(result.quiet, 0.99) },
          target: '<= 2',
          ran: `${ran}; p50 ${figure(percentile(result.writing, 0.5))} against ${figure(percentile(result.quiet, 0.5))} ms`,
        }),
      ];
    } finally {
      shim.remove();
    }
  },
};

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
