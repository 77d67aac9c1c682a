import type { Worker } from 'node:worker_threads';
import { parseRehearsalScript } from '../../../core/model/index.ts';
import { openBenchHouse } from './house.ts';
import { inFolder } from './measure.ts';
import { say } from './say.ts';

export interface StopAllResult {
  /** From the call to the moment when no session is at work and every thread that ran agent code has ended. */
  goneMs: number;
  /** From the call to its answer. */
  answeredMs: number;
  /** Threads that ran agent code when it was called. */
  sandboxes: number;
  stopped: number;
}

const said = (contains: string) => ({ last: 'user', contains });
const call = (name: string, input: object) => ({ blocks: [{ tool_use: { name, input } }] });

const script = parseRehearsalScript(
  {
    name: 'stop-all',
    steps: [
      { when: said('stream'), reply: { blocks: [{ text: 'word '.repeat(20_000) }], delay_ms: 10 } },
      { when: said('code'), reply: call('run_code', { code: 'for (;;) {}' }) },
      { when: said('wait'), reply: call('wait', { seconds: 600, reason: 'nothing comes' }) },
      { when: said('ask'), reply: call('ask_user', { question: 'Which one?' }) },
    ],
  },
  'the bench',
);

/** What each of the sessions is at when everything is stopped, and the event that shows that it is. */
const deeds = [
  { words: 'stream', sign: 'span.model_request_start' },
  { words: 'code', sign: 'holdfast.tool_intent' },
  { words: 'code', sign: 'holdfast.tool_intent' },
  { words: 'wait', sign: 'holdfast.tool_intent' },
  { words: 'ask', sign: 'session.status_idle' },
] as const;

/** Job: five sessions at work, then everything is stopped. */
export async function stopEverything(): Promise<void> {
  await inFolder(async (dataDir) => {
    const house = await openBenchHouse(dataDir, '', { model: { provider: 'rehearsal', script } });
    const sandboxes = new Set<Worker>();
    let seen = 0;
    const bothRun = new Promise<void>((resolve) => {
      process.on('worker', (worker) => {
        sandboxes.add(worker);
        worker.once('exit', () => sandboxes.delete(worker));
        worker.once('online', () => {
          seen += 1;
          if (seen === 2) resolve();
        });
      });
    });
    const { log, harness } = house.holdfast;
    await Promise.all(
      deeds.map(async ({ words, sign }) => {
        const id = await house.session();
        await house.say(id, words);
        for await (const { event } of log.follow(id, 0, new AbortController().signal))
          if (event.type === sign) return;
      }),
    );
    await bothRun;
    const running = sandboxes.size;
    const start = performance.now();
    const answer = house.call('POST', '/holdfast/v1/stop-all');
    let answeredMs = 0;
    const answered = answer.then((value) => {
      answeredMs = performance.now() - start;
      return value as { stopped: string[] };
    });
    while (harness.active().length > 0 || sandboxes.size > 0)
      await new Promise((resolve) => setImmediate(resolve));
    const goneMs = performance.now() - start;
    const { stopped } = await answered;
    await house.holdfast.close();
    if (running < 2) throw new Error(`only ${running} threads ran code`);
    const result: StopAllResult = { goneMs, answeredMs, sandboxes: running, stopped: stopped.length };
    say({ result });
  });
}
