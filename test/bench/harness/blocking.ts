import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemRuntime } from '../../../core/base/index.ts';
import type { ContextLimits } from '../../../core/context/index.ts';
import type { NewEvent, SessionEvent } from '../../../core/events/index.ts';
import { createHoldfast, type Holdfast } from '../../../core/holdfast.ts';
import { parseRehearsalScript } from '../../../core/model/index.ts';
import { environmentKeyPort } from '../../../core/vault/index.ts';
import { longSession, prose } from './long-session.ts';
import { inFolder, median } from './measure.ts';

/** The longest single block of this thread in milliseconds, for each kind of work on a session of so many events. */
export interface Blocking {
  events: number;
  wake: number;
  warmTurn: number;
  clearing: number;
  compaction: number;
  completionCheck: number;
}

const runtime = systemRuntime();
const long = prose(50_000, 5).replaceAll('confirmed', 'confirmed. I saved report.md. The');
const script = parseRehearsalScript(
  {
    name: 'blocking',
    captures: { record: { from: 'user', matches: '<record>\\n([\\s\\S]*?)\\n</record>' } },
    steps: [
      { when: { last: 'user', contains: '<record>' }, reply: { blocks: [{ text: '{{record}}' }] } },
      { when: { last: 'user', contains: 'at length' }, reply: { blocks: [{ text: long }] } },
      {
        when: { last: 'user', contains: 'work' },
        reply: { blocks: [{ tool_use: { name: 'think', input: { thought: 'What comes next?' } } }] },
      },
      { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'I read the letters.' }] } },
      { when: { last: 'user' }, reply: { blocks: [{ text: 'Good.' }] } },
    ],
  },
  'blocking',
);

/** Longest time that one round of the event loop took while `work` ran; other programs on the machine count too. */
async function longestBlock(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let isOver = false;
  let last = performance.now();
  const round = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(round);
  };
  setImmediate(round);
  await work();
  // the last block is over when the next round begins
  await new Promise((resolve) => setImmediate(resolve));
  isOver = true;
  return longest;
}

async function openHouse(
  folder: string,
  workers: string,
  context: Partial<ContextLimits>,
): Promise<Holdfast> {
  return createHoldfast({
    dataDir: folder,
    workers: { data: join(workers, 'holdfast.worker.js'), sandbox: join(workers, 'sandbox.worker.js') },
    host: null,
    keyPort: environmentKeyPort({ env: {}, random: runtime.random }),
    runtime,
    version: 'bench',
    model: { provider: 'rehearsal', script },
    context,
  });
}

async function post(house: Holdfast, path: string, body: object): Promise<unknown> {
  const response = await house.fetch(
    new Request(`http://holdfast${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
    { kind: 'in_process' },
  );
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** One turn from the owner's message to rest. */
async function turn(house: Holdfast, sessionId: string, words: string): Promise<SessionEvent['type'][]> {
  const types: SessionEvent['type'][] = [];
  const rested = new Promise<void>((resolve) => {
    const stop = house.log.listen(sessionId, (feed) => {
      if (feed.kind !== 'stored') return;
      types.push(...feed.events.map(({ event }) => event.type));
      if (!types.includes('session.status_idle')) return;
      stop();
      resolve();
    });
  });
  await post(house, `/holdfast/v1/sessions/${sessionId}/messages`, { content: words });
  await rested;
  await house.harness.wake(sessionId);
  return types;
}

async function seed(house: Holdfast, events: number, tailTokens: number): Promise<string> {
  const { id } = (await post(house, '/holdfast/v1/sessions', { folders: [] })) as { id: string };
  // ids are the same in each log and must be other ones in each session
  const own = id.slice(-6);
  const renamed = JSON.parse(
    JSON.stringify(longSession({ events, tailTokens })).replaceAll('sevt_', `sevt_${own}`),
  ) as NewEvent[];
  for (let at = 0; at < renamed.length; at += 250)
    await house.log.append({ sessionId: id, events: renamed.slice(at, at + 250) });
  await house.palace.flush();
  return id;
}

/** Measures one size of log in the whole house. `rounds` of each; the middle of their longest blocks. */
export async function measureBlocking(workers: string, events: number, rounds = 3): Promise<Blocking> {
  const never = { clearAtShare: 2, compactAtShare: 0.95 };
  const measured = { wake: [], warmTurn: [], clearing: [], compaction: [], completionCheck: [] } as Record<
    'wake' | 'warmTurn' | 'clearing' | 'compaction' | 'completionCheck',
    number[]
  >;
  const due = async (
    context: Partial<ContextLimits>,
    tail: number,
    expected: SessionEvent['type'],
  ): Promise<number> =>
    inFolder(async (folder) => {
      const house = await openHouse(folder, workers, context);
      const sessionId = await seed(house, events, tail);
      let types: SessionEvent['type'][] = [];
      const block = await longestBlock(async () => {
        types = await turn(house, sessionId, 'Hello');
      });
      if (!types.includes(expected)) throw new Error(`no ${expected} in this turn`);
      await house.close();
      return block;
    });
  await inFolder(async (folder) => {
    const first = await openHouse(folder, workers, never);
    const sessionId = await seed(first, events, 80_000);
    await first.close();
    for (let round = 0; round < rounds; round += 1) {
      const house = await openHouse(folder, workers, never);
      measured.wake.push(await longestBlock(async () => void (await turn(house, sessionId, 'Hello'))));
      for (let again = 0; again < 3; again += 1)
        measured.warmTurn.push(await longestBlock(async () => void (await turn(house, sessionId, 'work'))));
      measured.completionCheck.push(
        await longestBlock(async () => void (await turn(house, sessionId, 'Answer at length'))),
      );
      await house.close();
    }
  });
  for (let round = 0; round < rounds; round += 1) {
    measured.clearing.push(await due({}, 130_000, 'holdfast.context_cleared'));
    measured.compaction.push(await due({ clearAtShare: 2 }, 165_000, 'holdfast.compaction'));
  }
  return {
    events,
    wake: median(measured.wake),
    warmTurn: median(measured.warmTurn),
    clearing: median(measured.clearing),
    compaction: median(measured.compaction),
    completionCheck: median(measured.completionCheck),
  };
}

/** Event-loop delay at the 99th percentile, in milliseconds, while five sessions of this size work on turn after turn. */
export async function measureDelayOfFive(workers: string, events: number, turns = 20): Promise<number> {
  return inFolder(async (folder) => {
    const house = await openHouse(folder, workers, { clearAtShare: 2, compactAtShare: 0.95 });
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push(await seed(house, events, 60_000));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await Promise.all(
      ids.map(async (id) => {
        for (let index = 0; index < turns; index += 1)
          await turn(house, id, index % 4 === 3 ? 'Answer at length' : 'work');
      }),
    );
    delay.disable();
    await house.close();
    return delay.percentile(99) / 1e6;
  });
}
