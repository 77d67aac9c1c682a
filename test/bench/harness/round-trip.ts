import { performance } from 'node:perf_hooks';
import type { NewEvent } from '../../../core/events/index.ts';
import { freshText } from './fresh-text.ts';
import { openBenchHouse } from './house.ts';
import { inFolder } from './measure.ts';
import { say } from './say.ts';

export interface RoundTripInput {
  secondsEach: number;
  phases: number;
}

export interface RoundTripResult {
  /** Milliseconds of every round trip, of all phases. */
  quiet: number[];
  writing: number[];
  /** What the writer got done, of the 50 steps a second it was to do. */
  stepsASecond: number;
  commitP50Ms: number;
}

const stepsASecond = 50;
const gapMs = 5;

/** Job: asks the app's API for a session again and again, with and without a log being written 50 times a second. */
export async function askWhileWriting(input: RoundTripInput): Promise<void> {
  await inFolder(async (dataDir) => {
    const house = await openBenchHouse(dataDir, 'http://127.0.0.1:9');
    const [asked, written] = [await house.session(), await house.session()];
    const commits: number[] = [];
    const quiet: number[] = [];
    const writing: number[] = [];
    let writtenMs = 0;
    const ask = async (into: number[]) => {
      const until = performance.now() + input.secondsEach * 1000;
      while (performance.now() < until) {
        const start = performance.now();
        await house.call('GET', `/holdfast/v1/sessions/${asked}`);
        into.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, gapMs));
      }
    };
    await ask([]);
    for (let phase = 0; phase < input.phases; phase += 1) {
      await ask(quiet);
      const start = performance.now();
      const stop = writeSteadily(async () => {
        const began = performance.now();
        await house.holdfast.log.append({ sessionId: written, events: step() });
        commits.push(performance.now() - began);
      });
      await ask(writing);
      await stop();
      writtenMs += performance.now() - start;
    }
    await house.holdfast.close();
    const result: RoundTripResult = {
      quiet,
      writing,
      stepsASecond: (commits.length / writtenMs) * 1000,
      commitP50Ms: commits.sort((left, right) => left - right)[Math.floor(commits.length / 2)] ?? Number.NaN,
    };
    say({ result });
  });
}

function step(): NewEvent[] {
  return [
    { type: 'agent.message', content: [{ type: 'text', text: freshText(2048) }] },
    { type: 'agent.message', content: [{ type: 'text', text: freshText(4096) }] },
  ];
}

// one write each 20 ms, however long the ones before take; what the disk does not manage waits in the worker
function writeSteadily(write: () => Promise<void>): () => Promise<void> {
  const writes: Promise<void>[] = [];
  const timer = setInterval(() => writes.push(write()), 1000 / stepsASecond);
  return async () => {
    clearInterval(timer);
    await Promise.all(writes);
  };
}
