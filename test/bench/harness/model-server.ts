import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { say } from './say.ts';

// A server on this machine that speaks the Messages API's event stream and thinks for no time at all. What it answers stands in
// the path that a client is pointed at:
//   /loop-50/…       answers with a call of `bench_read` until there are 50 results, then with words
//   /drip-10-10/…    10 deltas, one each 10 ms, the first at once
//   /burst-20000/…   20,000 deltas as fast as they are taken
//   /talk-20-100/…   like loop-20, and each answer begins with 100 deltas, one each 10 ms

interface Profile {
  gaps: number[];
  /** When the last answer was handed over. */
  answeredAt: number | null;
  firstBody: string | null;
}

const profiles = new Map<string, Profile>();
const event = (type: string, rest: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
const usage = {
  input_tokens: 10,
  output_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};
const deltaText = 'a few words of it, ';
const tick = 10;

const begin = (id: string): string =>
  event('message_start', {
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model: 'bench',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  });
const textStart = event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
const textDelta = (text: string): string =>
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
const stop = (index: number): string => event('content_block_stop', { index });
const end = (reason: string): string =>
  event('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage }) +
  event('message_stop', {});

/** The call of one turn, behind text at index 0. */
function call(turn: number): string {
  const input = JSON.stringify({ file_path: `/books/chapter-${turn}.txt` });
  return (
    event('content_block_start', {
      index: 1,
      content_block: { type: 'tool_use', id: `toolu_${turn}_${Date.now()}`, name: 'bench_read', input: {} },
    }) +
    event('content_block_delta', { index: 1, delta: { type: 'input_json_delta', partial_json: input } }) +
    stop(1) +
    end('tool_use')
  );
}

function countResults(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf('"tool_result"'); at >= 0; at = body.indexOf('"tool_result"', at + 1))
    count += 1;
  return count;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const receivedAt = performance.now();
  const body = Buffer.concat(pieces);
  const [, name = '', ...rest] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
  if (name === 'stats') return tell(response, rest[0] ?? '');
  if (rest.at(-1) === 'count_tokens') return void json(response, { input_tokens: 1000 });
  const profile = profiles.get(name) ?? { gaps: [], answeredAt: null, firstBody: null };
  profiles.set(name, profile);
  const results = countResults(body);
  if (profile.answeredAt !== null && results > 0) profile.gaps.push(receivedAt - profile.answeredAt);
  profile.firstBody ??= body.toString();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const [kind, ...numbers] = name.split('-');
  const [first = 0, second = 0] = numbers.map(Number);
  const id = `msg_${Date.now()}_${results}`;
  if (kind === 'loop') {
    const text = begin(id) + textStart + textDelta(`Chapter ${results + 1}.`) + stop(0);
    response.end(text + (results < first ? call(results + 1) : end('end_turn')));
  } else if (kind === 'drip') {
    await drip(response, begin(id) + textStart, first, second);
    response.end(stop(0) + end('end_turn'));
  } else if (kind === 'talk') {
    await drip(response, begin(id) + textStart, second, tick);
    response.end(stop(0) + (results < first ? call(results + 1) : end('end_turn')));
  } else {
    await burst(response, begin(id) + textStart, first);
    response.end(stop(0) + end('end_turn'));
  }
  profile.answeredAt = performance.now();
}

function drip(response: ServerResponse, head: string, count: number, gapMs: number): Promise<void> {
  response.write(head + textDelta(deltaText));
  let left = count - 1;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      left -= 1;
      if (left < 0 || response.destroyed) {
        clearInterval(timer);
        resolve();
      } else response.write(textDelta(deltaText));
    }, gapMs);
  });
}

async function burst(response: ServerResponse, head: string, count: number): Promise<void> {
  const hundred = textDelta(deltaText).repeat(100);
  response.write(head);
  for (let sent = 0; sent < count && !response.destroyed; sent += 100)
    if (!response.write(hundred)) await new Promise((resolve) => response.once('drain', resolve));
}

// what was seen of a profile since it was asked last
function tell(response: ServerResponse, name: string): void {
  const { gaps = [], firstBody = null } = profiles.get(name) ?? {};
  profiles.delete(name);
  json(response, { gaps, firstBody });
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** The server as a job: says its address, runs until it is killed. */
export async function serveModel(): Promise<void> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  say({ url: `http://127.0.0.1:${address.port}` });
  await new Promise(() => {});
}
