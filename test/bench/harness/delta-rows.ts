import type { Part } from './context.ts';
import type { DeltaClient, DeltaInput, DeltaResult } from './deltas.ts';
import { median } from './measure.ts';
import { figure, row } from './table.ts';

const names = ['ours', 'sdk', 'socket'] as const;

/** Time to the first delta and CPU for each, beside the bare SDK and a raw socket. */
export const deltas: Part = {
  name: 'deltas',
  async measure(bench) {
    const first: Record<DeltaClient, number[]> = { ours: [], sdk: [], socket: [] };
    const cpu: Record<DeltaClient, number[]> = { ours: [], sdk: [], socket: [] };
    const requests = bench.isQuick ? 15 : 45;
    const bursts = bench.isQuick ? 4 : 6;
    for (let round = 0; round < bench.rounds; round += 1)
      for (const client of names) {
        const drip: DeltaInput = { baseUrl: `${bench.modelUrl}/drip-10-10`, client, requests };
        first[client].push(median((await bench.run<DeltaResult>('askForDeltas', drip)).firstMs));
        const burst: DeltaInput = { baseUrl: `${bench.modelUrl}/burst-20000`, client, requests: bursts };
        cpu[client].push(median((await bench.run<DeltaResult>('askForDeltas', burst)).cpuUs));
      }
    const added = (client: DeltaClient) => median(first[client]) - median(first.socket);
    return [
      row({
        name: 'time to first delta, added over a raw socket',
        value: added('ours'),
        unit: 'ms',
        control: { name: 'bare SDK, added over the same socket', value: added('sdk') },
        target: '<= 1.33',
        ran: `${bench.rounds} x ${requests - 5} requests of 10 deltas at 10 ms: egress, provider, streamAnswer, live event heard; raw socket ${figure(median(first.socket))} ms. 1.33 = 1.2 ms for the 0.9 ms of the bare SDK`,
      }),
      row({
        name: 'CPU per delta',
        value: median(cpu.ours),
        unit: 'us',
        control: { name: 'bare SDK, create({stream})', value: median(cpu.sdk) },
        target: '<= 2.86',
        ran: `${bench.rounds} x ${bursts - 1} answers of 20,000 deltas as fast as they are taken; raw socket ${figure(median(cpu.socket))} us. 2.86 = 6 us for the 2.1 us of the bare SDK`,
      }),
    ];
  },
};
