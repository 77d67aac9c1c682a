import type { Part } from './context.ts';
import { median } from './measure.ts';
import type { StopAllResult } from './stop-all.ts';
import { figure, row } from './table.ts';

/** How long "stop everything" takes. */
export const stopAll: Part = {
  name: 'stop-all',
  async measure(bench) {
    const results: StopAllResult[] = [];
    for (let round = 0; round < bench.rounds; round += 1)
      results.push(await bench.run<StopAllResult>('stopEverything', {}));
    const part = (name: keyof StopAllResult) => figure(median(results.map((each) => each[name])));
    return [
      row({
        name: 'stop everything',
        value: median(results.map(({ goneMs }) => goneMs)),
        unit: 'ms',
        target: '< 1000',
        ran: `5 sessions: one streams, two run code that never ends, one waits, one asks; until no session is at work and no thread of the sandbox is left; answered after ${part('answeredMs')} ms, ${part('stopped')} stopped, longest ${figure(Math.max(...results.map(({ goneMs }) => goneMs)))} ms`,
      }),
    ];
  },
};
