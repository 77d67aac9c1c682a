import type { Part } from './context.ts';
import { median } from './measure.ts';
import type { StreamingInput, StreamingResult } from './streaming.ts';
import { figure, row } from './table.ts';

/** Whether the main process stays free while sessions stream. */
export const streaming: Part = {
  name: 'streaming',
  async measure(bench) {
    const turns = bench.isQuick ? 5 : 12;
    const input: StreamingInput = { baseUrl: `${bench.modelUrl}/talk-${turns}-100`, sessions: 5 };
    const results: StreamingResult[] = [];
    for (let round = 0; round < bench.rounds; round += 1)
      results.push(await bench.run<StreamingResult>('streamSessions', input));
    const part = (name: keyof StreamingResult) => figure(median(results.map((each) => each[name])));
    return [
      row({
        name: 'event-loop delay p99 with 5 sessions streaming',
        value: median(results.map(({ p99Ms }) => p99Ms)),
        unit: 'ms',
        target: '< 16',
        ran: `the house's process on Electron's Node (no window): 5 sessions x ${turns} turns of 100 deltas at 100 a second and a 4 KB result, the window's stream open on each, ${part('deltas')} deltas in ${part('seconds')} s; p50 ${part('p50Ms')}, longest ${part('maxMs')}, idle p99 ${part('idleP99Ms')} ms`,
      }),
    ];
  },
};
