import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { systemRuntime } from '../../../core/base/index.ts';
import { startDataClient } from '../../../core/db/index.ts';
import { createLog } from '../../../core/log/index.ts';
import { freshText } from './fresh-text.ts';
import { openBenchHouse, resultBytes } from './house.ts';
import { inFolder } from './measure.ts';
import { openPlainLog } from './plain-log.ts';
import { createRawClient, type RawBlock } from './raw-client.ts';
import { say } from './say.ts';

export interface LoopInput {
  baseUrl: string;
  turns: number;
  /** Sessions after the first, cold one. */
  repetitions: number;
}

export interface LoopResult {
  /** Milliseconds a turn of each session, the cold one first. */
  msPerTurn: number[];
  cpuMsPerTurn: number;
}

async function timed(input: LoopInput, session: () => Promise<void>): Promise<LoopResult> {
  const msPerTurn: number[] = [];
  let cpu = process.cpuUsage();
  for (let index = 0; index <= input.repetitions; index += 1) {
    if (index === 1) cpu = process.cpuUsage();
    const start = performance.now();
    await session();
    msPerTurn.push((performance.now() - start) / input.turns);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { msPerTurn, cpuMsPerTurn: (user + system) / 1000 / input.repetitions / input.turns };
}

/** Job: whole sessions of the real house, from the owner's message to rest. */
export async function houseLoop(input: LoopInput): Promise<void> {
  await inFolder(async (dataDir) => {
    const house = await openBenchHouse(dataDir, input.baseUrl);
    const result = await timed(input, async () => {
      const id = await house.session();
      const rests = house.idle(id);
      await house.say(id, 'Read the book, chapter by chapter.');
      await rests;
    });
    await house.holdfast.close();
    say({ result });
  });
}

export interface RawLoopInput extends LoopInput {
  log: 'plain' | 'ours';
  /** `system` and `tools` of the request that the house sends, so that both send the same bytes. */
  frame: { system: unknown; tools: unknown };
}

type Store = (events: { call: RawBlock; text: string | null }) => Promise<void> | void;

/** Job: the same loop by hand: node:http, a hand parser, two commits a turn into a log in SQLite. */
export async function rawLoop(input: RawLoopInput): Promise<void> {
  await inFolder(async (folder) => {
    const client = createRawClient(input.baseUrl);
    const { open, close } = input.log === 'plain' ? plainStore(folder) : await ourStore(folder);
    const result = await timed(input, async () => {
      const store = await open();
      const messages: unknown[] = [{ role: 'user', content: 'Read the book, chapter by chapter.' }];
      for (;;) {
        const body = { model: 'bench', max_tokens: 8192, stream: true, ...input.frame, messages };
        const blocks = await client.ask(body);
        messages.push({ role: 'assistant', content: blocks });
        const call = blocks.find(({ type }) => type === 'tool_use');
        if (!call) return;
        await store({ call, text: null });
        const text = freshText(resultBytes);
        await store({ call, text });
        const content = [{ type: 'tool_result', tool_use_id: call.id, content: [{ type: 'text', text }] }];
        messages.push({ role: 'user', content });
      }
    });
    client.close();
    await close();
    say({ result });
  });
}

function plainStore(folder: string): { open(): Promise<Store>; close(): Promise<void> } {
  const log = openPlainLog(folder);
  return {
    open: async () => (step) =>
      step.text === null
        ? log.append([
            { type: 'assistant', content: 'Reading.' },
            { type: 'call', content: step.call },
          ])
        : log.append([{ type: 'result', content: step.text }]),
    close: async () => log.close(),
  };
}

async function ourStore(folder: string): Promise<{ open(): Promise<Store>; close(): Promise<void> }> {
  const runtime = systemRuntime();
  const workerPath = `${process.env.HOLDFAST_WORKERS ?? ''}/holdfast.worker.js`;
  const data = await startDataClient({ workerPath, dataDir: folder });
  const log = createLog(data, runtime);
  return {
    async open() {
      const session = { agent: {}, environmentId: 'env', title: 'raw', metadata: {} };
      const { id: sessionId } = await log.createSession(session);
      let useId = '';
      return async ({ call, text }) => {
        if (text === null) {
          useId = runtime.ids.next('sevt');
          const input = typeof call.input === 'object' && call.input !== null ? { ...call.input } : {};
          await log.append({
            sessionId,
            events: [
              { type: 'agent.message', content: [{ type: 'text', text: 'Reading.' }] },
              {
                id: useId,
                type: 'agent.tool_use',
                name: 'bench_read',
                input,
                evaluated_permission: 'allow',
              },
              {
                type: 'holdfast.tool_intent',
                tool_use_id: useId,
                tool: 'bench_read',
                input_hash: useId,
                recovery: 'pure',
                idempotency_key: useId,
                verdict: { decision: 'allow', rule: 'default', reason: 'It touches nothing outside.' },
              },
            ],
          });
          return;
        }
        const content = [{ type: 'text' as const, text }];
        await log.append({
          sessionId,
          events: [{ type: 'agent.tool_result', tool_use_id: useId, content, is_error: false }],
        });
      };
    },
    close: () => data.close(),
  };
}

interface WalMark {
  generation: string;
  commits: number;
}

/** The commits in a write-ahead log: frames that carry the size of the file after them, of the generation that stands in the header. */
export function readWal(dataDir: string): WalMark {
  const wal = readFileSync(join(dataDir, 'holdfast.db-wal'));
  if (wal.length < 32) return { generation: '', commits: 0 };
  const frameSize = wal.readUInt32BE(8) + 24;
  const generation = wal.subarray(16, 24).toString('hex');
  let commits = 0;
  for (let at = 32; at + frameSize <= wal.length; at += frameSize) {
    if (wal.subarray(at + 8, at + 16).toString('hex') !== generation) break;
    if (wal.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return { generation, commits };
}

export interface CommitCount {
  /** Commits between one run of the tool and the next, for each turn whose log was not begun anew in between. */
  perTurn: number[];
  /** All commits counted that way, and between which instants (Unix seconds). */
  commits: number;
  window: [from: number, to: number];
  /** What the data workers were asked, by store function, a turn. */
  callsPerTurn: Record<string, number>;
}

// every store function is asked for by one message to a worker: counting them changes nothing else
function countCalls(): () => Map<string, number> {
  let counts = new Map<string, number>();
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: []) {
    if (typeof message === 'object' && message !== null && 'name' in message)
      counts.set(String(message.name), (counts.get(String(message.name)) ?? 0) + 1);
    post.call(this, message, ...rest);
  };
  return () => {
    const taken = counts;
    counts = new Map();
    return taken;
  };
}

/** Job: one session of the real house; counts what it commits between the runs of its tool. */
export async function countCommits(input: LoopInput): Promise<void> {
  await inFolder(async (dataDir) => {
    const marks: (WalMark & { at: number })[] = [];
    const calls = countCalls();
    const perCall = new Map<string, number>();
    const house = await openBenchHouse(dataDir, input.baseUrl, {
      onRun: () => {
        marks.push({ ...readWal(dataDir), at: Date.now() / 1000 });
        const counted = calls();
        if (marks.length < 2) return;
        for (const [name, count] of counted) perCall.set(name, (perCall.get(name) ?? 0) + count);
      },
    });
    const id = await house.session();
    const rests = house.idle(id);
    await house.say(id, 'Read the book, chapter by chapter.');
    await rests;
    await house.holdfast.close();
    // the longest stretch without a new generation
    const stretch = marks.slice(1).filter(({ generation }) => generation === marks.at(1)?.generation);
    const [first, end] = [stretch[0], stretch.at(-1)];
    if (!first || !end) throw new Error('no turns were seen');
    const perTurn = stretch.slice(1).map(({ commits }, index) => commits - (stretch[index]?.commits ?? 0));
    const result: CommitCount = {
      perTurn,
      commits: end.commits - first.commits,
      window: [first.at, end.at],
      callsPerTurn: Object.fromEntries(
        [...perCall].map(([name, count]) => [name, count / Math.max(1, marks.length - 1)]),
      ),
    };
    say({ result });
  });
}
