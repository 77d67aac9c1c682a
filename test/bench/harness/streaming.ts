import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openBenchHouse } from './house.ts';
import { inFolder } from './measure.ts';
import { say } from './say.ts';

export interface StreamingInput {
  baseUrl: string;
  sessions: number;
}

export interface StreamingResult {
  idleP99Ms: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Live deltas that the listeners were given. */
  deltas: number;
  seconds: number;
}

/** Job: sessions that stream and call tools at once, each with the window's event stream open on it. */
export async function streamSessions(input: StreamingInput): Promise<void> {
  await inFolder(async (dataDir) => {
    const house = await openBenchHouse(dataDir, input.baseUrl);
    const closing = new AbortController();
    const ids = await Promise.all(Array.from({ length: input.sessions }, () => house.session()));
    const idle = await during(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    let deltas = 0;
    const reading = ids.map(async (id) => {
      const request = new Request(`http://holdfast/holdfast/v1/sessions/${id}/stream`, {
        signal: closing.signal,
      });
      const response = await house.holdfast.fetch(request, { kind: 'in_process' });
      if (!response.ok || !response.body) throw new Error(`stream: ${response.status}`);
      for await (const piece of response.body)
        deltas += Buffer.from(piece).toString('latin1').split('event: event_delta').length - 1;
    });
    for (const each of reading) each.catch(() => {});
    const start = performance.now();
    const busy = await during(() =>
      Promise.all(
        ids.map(async (id) => {
          const rests = house.idle(id);
          await house.say(id, 'Read the book, chapter by chapter.');
          await rests;
        }),
      ),
    );
    const seconds = (performance.now() - start) / 1000;
    closing.abort();
    await house.holdfast.close();
    if (deltas === 0) throw new Error('the streams told of no delta');
    const result: StreamingResult = {
      idleP99Ms: idle.percentile(99) / 1e6,
      p50Ms: busy.percentile(50) / 1e6,
      p99Ms: busy.percentile(99) / 1e6,
      maxMs: busy.max / 1e6,
      deltas,
      seconds,
    };
    say({ result });
  });
}

// the histogram holds the time from one tick to the next, the millisecond between them included
async function during(work: () => Promise<unknown>) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram;
}
