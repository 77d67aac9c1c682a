import { connect } from 'node:net';
import { Anthropic } from '@anthropic-ai/sdk';
import { systemRuntime } from '../../../core/base/index.ts';
import { bareCharter, buildRequest } from '../../../core/context/index.ts';
import { startDataClient } from '../../../core/db/index.ts';
import { streamAnswer } from '../../../core/harness/answer.ts';
import { createLog } from '../../../core/log/index.ts';
import { createAnthropicProvider } from '../../../core/model/index.ts';
import { createEgress } from '../../../core/vault/index.ts';
import { inFolder } from './measure.ts';
import { say } from './say.ts';

/** Asks once; tells of each delta; resolves when the answer is whole. */
type Ask = (onDelta: () => void) => Promise<void>;

export type DeltaClient = 'ours' | 'sdk' | 'socket';

export interface DeltaInput {
  baseUrl: string;
  client: DeltaClient;
  requests: number;
}

export interface DeltaResult {
  /** Milliseconds from the call to the first delta, of each request but the first five. */
  firstMs: number[];
  /** Microseconds of CPU of the process for one delta, of each request but the first. */
  cpuUs: number[];
}

const question = { role: 'user' as const, content: [{ type: 'text' as const, text: 'Tell me something.' }] };

/** Job: requests one after the other by one client, in a process where nothing else happens. */
export async function askForDeltas(input: DeltaInput): Promise<void> {
  await inFolder(async (folder) => {
    const { ask, close } = await clients[input.client](input.baseUrl, folder);
    const firstMs: number[] = [];
    const cpuUs: number[] = [];
    for (let index = 0; index < input.requests; index += 1) {
      let count = 0;
      let first = Number.NaN;
      const cpu = process.cpuUsage();
      const start = performance.now();
      await ask(() => {
        if (count === 0) first = performance.now() - start;
        count += 1;
      });
      const { user, system } = process.cpuUsage(cpu);
      firstMs.push(first);
      cpuUs.push((user + system) / count);
    }
    await close();
    const result: DeltaResult = { firstMs: firstMs.slice(5), cpuUs: cpuUs.slice(1) };
    say({ result });
  });
}

type Open = (
  baseUrl: string,
  folder: string,
) => Promise<{
  ask: Ask;
  close(): Promise<void>;
}>;

const clients: Record<DeltaClient, Open> = { ours, sdk, socket };

/** As the harness does it: the vault's door, the provider, `streamAnswer`, and the log's live events to one listener. */
async function ours(baseUrl: string, folder: string): ReturnType<Open> {
  const runtime = systemRuntime();
  const workerPath = `${process.env.HOLDFAST_WORKERS ?? ''}/holdfast.worker.js`;
  const data = await startDataClient({ workerPath, dataDir: folder });
  const log = createLog(data, runtime);
  const egress = createEgress({ resolveCredential: async () => undefined, runtime });
  const { hostname, port } = new URL(baseUrl);
  egress.grant({
    scheme: 'http',
    host: hostname,
    port: Number(port),
    reason: 'the bench',
    placeholdersInBody: 'pass',
  });
  const provider = createAnthropicProvider({ baseUrl, model: 'bench', fetch: egress.fetch, runtime });
  const frame = {
    model: 'bench',
    maxTokens: 8192,
    charter: bareCharter,
    agentSystem: null,
    surroundings: '',
    tools: [],
  };
  let onDelta = () => {};
  log.listen('bench', (feed) => {
    if (feed.kind === 'live' && feed.event.type === 'event_delta') onDelta();
  });
  return {
    ask: async (told) => {
      onDelta = told;
      const request = buildRequest(frame, [question]);
      const { signal } = new AbortController();
      const publish = (event: Parameters<typeof log.publish>[1]) => log.publish('bench', event);
      await streamAnswer({ provider, request, signal, runtime, publish });
    },
    close: () => data.close(),
  };
}

/** The SDK alone, as its documentation shows it. */
async function sdk(baseUrl: string): ReturnType<Open> {
  const client = new Anthropic({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 });
  const body = { model: 'bench', max_tokens: 8192, system: bareCharter.text, messages: [question] };
  return {
    ask: async (onDelta) => {
      const stream = await client.messages.create({ ...body, stream: true });
      for await (const event of stream) if (event.type === 'content_block_delta') onDelta();
    },
    close: async () => {},
  };
}

/** A connection that is kept, the request as bytes, deltas found by their name: less is not possible. */
async function socket(baseUrl: string): ReturnType<Open> {
  const { hostname, port, pathname } = new URL(`${baseUrl}/v1/messages`);
  const connection = connect(Number(port), hostname);
  await new Promise((resolve) => connection.once('connect', resolve));
  connection.setNoDelay(true);
  const body = {
    model: 'bench',
    max_tokens: 8192,
    stream: true,
    system: bareCharter.text,
    messages: [question],
  };
  return {
    ask: (onDelta) =>
      new Promise((resolve) => {
        let rest = '';
        const take = (piece: Buffer) => {
          rest += piece.toString('latin1');
          let from = 0;
          for (
            let at = rest.indexOf('data: {"type":"content_block_delta"');
            at >= 0;
            at = rest.indexOf('data: {"type":"content_block_delta"', from)
          ) {
            from = at + 10;
            onDelta();
          }
          rest = from === 0 ? rest.slice(-200) : rest.slice(from);
          if (!rest.endsWith('0\r\n\r\n')) return;
          connection.off('data', take);
          resolve();
        };
        connection.on('data', take);
        const text = JSON.stringify(body);
        connection.write(
          `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
        );
      }),
    close: async () => void connection.destroy(),
  };
}
