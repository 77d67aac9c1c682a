import { expect, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { createEgress } from '../../../core/vault/index.ts';
import { ask, blocksOf, collect, frames, providerFor, startRaw, textOf } from './support.ts';

const sse = { 'content-type': 'text/event-stream' };
const start = {
  type: 'message_start',
  message: { id: 'msg_1', model: 'm', usage: { input_tokens: 3, output_tokens: 1 } },
};
const openText = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
const delta = (text: string, index = 0) => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text },
});
const close = (index = 0) => ({ type: 'content_block_stop', index });
const stop = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } };
const end = { type: 'message_stop' };

/** What a server that sends exactly these bytes makes of one question. */
async function answered(bytes: string | Buffer) {
  const server = await startRaw((response) => response.writeHead(200, sse).end(bytes));
  return collect(providerFor(server.url), ask('hi'));
}

test('fields that local servers leave out or null are made good', async () => {
  const events = await answered(
    frames(
      { type: 'message_start', message: { usage: null } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text' } },
      delta('fine'),
      close(),
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', name: 'glob', input: { pattern: '*' } },
      },
      close(1),
      { type: 'message_delta', delta: {}, usage: null },
      end,
    ),
  );
  expect(events).toEqual([
    { type: 'message_start', id: expect.stringMatching(/^msg_/), model: '', usage: zeroUsage },
    { type: 'block_start', index: 0, block: { type: 'text' } },
    { type: 'text_delta', index: 0, text: 'fine' },
    { type: 'block_stop', index: 0, block: { type: 'text', text: 'fine' } },
    {
      type: 'block_start',
      index: 1,
      block: { type: 'tool_use', id: expect.stringMatching(/^toolu_/), name: 'glob' },
    },
    {
      type: 'block_stop',
      index: 1,
      block: { type: 'tool_use', id: expect.any(String), name: 'glob', input: { pattern: '*' } },
    },
    { type: 'message_stop', stopReason: 'tool_use', usage: zeroUsage },
  ]);
});

const zeroUsage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};

test('frames without an event line are understood', async () => {
  const bytes = [start, openText, delta('no '), delta('names'), close(), stop, end]
    .map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`)
    .join('');
  const events = await answered(bytes);
  expect(textOf(events)).toBe('no names');
  expect(events.at(-1)).toEqual({
    type: 'message_stop',
    stopReason: 'end_turn',
    usage: { ...zeroUsage, input_tokens: 3, output_tokens: 5 },
  });
});

test('garbage, comments, pings and unknown blocks between are skipped', async () => {
  const events = await answered(
    `\ufeff: hello\n\nevent: ping\ndata: {"type":"ping"}\n\nnonsense\n\ndata: {broken\n\ndata: [DONE]\n\n${frames(
      start,
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'server_tool_use', id: 'x', name: 'web_search', input: {} },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"q":1}' } },
      close(),
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: 'given ' } },
      delta('added', 1),
      { type: 'content_block_delta', index: 1, delta: { type: 'citations_delta', citation: {} } },
      { type: 'hello_world' },
      close(1),
      stop,
      end,
    )}`,
  );
  expect(blocksOf(events)).toEqual([{ type: 'text', text: 'given added' }]);
});

test('a tool input that is not a JSON object is handed over as such', async () => {
  const tool = {
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'tool_use', id: 'toolu_1', name: 'write', input: {} },
  };
  const part = (partial_json: string) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'input_json_delta', partial_json },
  });
  for (const json of ['{"file_path": "/work', '[1]', '"text"']) {
    const events = await answered(frames(start, tool, part(json), close(), stop, end));
    expect(events.find((event) => event.type === 'block_stop')).toEqual({
      type: 'block_stop',
      index: 0,
      block: { type: 'tool_use', id: 'toolu_1', name: 'write', input: {} },
      invalidJson: json,
    });
  }
});

test.each([
  ['after the text', frames(start, openText, delta('half'))],
  ['after message_delta', frames(start, openText, delta('whole'), close(), stop)],
  ['before anything', ''],
  ['because it is a web page', '<!doctype html><title>Welcome</title>'],
  ['because it is JSON', JSON.stringify({ type: 'message', content: [] })],
])('a stream without message_stop is cut: %s', async (_when, bytes) => {
  await expect(answered(bytes)).rejects.toMatchObject({
    name: 'ModelError',
    code: 'model_cut_stream',
    isRetryable: true,
  });
});

test('a connection that breaks in the middle is a cut stream', async () => {
  const server = await startRaw((response) => {
    response.writeHead(200, sse).write(frames(start, openText, delta('half')), () => response.destroy());
  });
  await expect(collect(providerFor(server.url), ask('hi'))).rejects.toMatchObject({
    code: 'model_cut_stream',
  });
});

test.each([
  [{ type: 'overloaded_error', message: 'busy' }, 'model_overloaded'],
  [{ type: 'api_error', message: 'oops' }, 'model_server'],
  [{ type: 'invalid_request_error', message: 'prompt is too long: 300000 tokens' }, 'model_context_overflow'],
  [{}, 'model_server'],
])('an error event %j in the stream becomes %s', async (error, code) => {
  await expect(
    answered(frames(start, openText, delta('half'), { type: 'error', error })),
  ).rejects.toMatchObject({ code });
});

test.each<[number, string, string]>([
  [
    400,
    '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 250000 tokens > 200000 maximum"}}',
    'model_context_overflow',
  ],
  [
    400,
    '{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}',
    'model_billing',
  ],
  [402, '{"type":"error","error":{"type":"billing_error","message":"pay"}}', 'model_billing'],
  [
    413,
    '{"type":"error","error":{"type":"request_too_large","message":"too large"}}',
    'model_context_overflow',
  ],
  [404, '{"error":"model \\"nope\\" not found, try pulling it first"}', 'model_unknown'],
  [404, '404 page not found', 'model_bad_request'],
  [502, '<html>Bad gateway</html>', 'model_server'],
  [408, '', 'model_network'],
])('status %d with %s becomes %s', async (status, body, code) => {
  const server = await startRaw((response) => response.writeHead(status).end(body));
  await expect(collect(providerFor(server.url), ask('hi'))).rejects.toMatchObject({ code, status });
});

test.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after-ms': '350', 'retry-after': '9' }, 350],
  [{ 'retry-after': 'nonsense' }, undefined],
  [{}, undefined],
])('%j means waiting %s ms', async (headers, retryAfterMs) => {
  const server = await startRaw((response) => response.writeHead(429, headers).end('{}'));
  await expect(collect(providerFor(server.url), ask('hi'))).rejects.toMatchObject({
    code: 'model_rate_limited',
    retryAfterMs,
  });
});

test('a date to wait for is turned into milliseconds, and x-should-retry is believed', async () => {
  const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();
  const server = await startRaw((response) => {
    response.writeHead(429, { 'retry-after': inTenSeconds, 'x-should-retry': 'false' }).end('{}');
  });
  const error = await collect(providerFor(server.url), ask('hi')).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ isRetryable: false });
  expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(5000);
});

test('a server that does not answer, and one that falls silent, are given up', async () => {
  const mute = await startRaw(() => {});
  const limits = { connectMs: 60, idleMs: 60 };
  await expect(collect(providerFor(mute.url, { limits }), ask('hi'))).rejects.toMatchObject({
    code: 'model_network',
    message: 'No answer within 0.06 s.',
    isRetryable: true,
  });
  const silent = await startRaw((response) => {
    response.writeHead(200, sse).write(frames(start, openText, delta('half')));
  });
  const closed = silent.nextClose();
  await expect(collect(providerFor(silent.url, { limits }), ask('hi'))).rejects.toMatchObject({
    code: 'model_network',
    message: 'The answer stopped for 0.06 s.',
  });
  await closed;
});

test('a slow reader is not silence', async () => {
  const server = await startRaw((response) => {
    response
      .writeHead(200, sse)
      .end(frames(start, openText, ...Array.from({ length: 50 }, () => delta('word ')), close(), stop, end));
  });
  let count = 0;
  for await (const event of providerFor(server.url, { limits: { idleMs: 40 } }).stream(
    ask('hi'),
    new AbortController().signal,
  )) {
    if (event.type === 'text_delta' && count++ === 3)
      await new Promise((resolve) => setTimeout(resolve, 120));
  }
  expect(count).toBe(50);
});

test('a huge answer is read, an endless one is stopped', async () => {
  const chunk = 'x'.repeat(100_000);
  const huge = frames(start, openText, ...Array.from({ length: 50 }, () => delta(chunk)), close(), stop, end);
  expect(textOf(await answered(huge))).toHaveLength(5_000_000);
  const server = await startRaw((response) => {
    response.writeHead(200, sse);
    const more = () => {
      if (!response.destroyed) response.write('data: "never a line end', more);
    };
    more();
  });
  const reading = collect(providerFor(server.url, { limits: { responseBytes: 1_000_000 } }), ask('hi'));
  await expect(reading).rejects.toMatchObject({ code: 'model_server', isRetryable: false });
});

test('characters split between chunks stay whole', async () => {
  const bytes = Buffer.from(frames(start, openText, delta('grüße 🎈 漢字'), close(), stop, end));
  const server = await startRaw((response) => {
    response.writeHead(200, sse);
    let at = 0;
    const next = () => {
      if (at >= bytes.length) response.end();
      else response.write(bytes.subarray(at, at + 3), next);
      at += 3;
    };
    next();
  });
  expect(textOf(await collect(providerFor(server.url), ask('hi')))).toBe('grüße 🎈 漢字');
});

test('an abort in the middle closes the connection and throws aborted; leaving the loop closes it too', async () => {
  const server = await startRaw((response) => {
    response.writeHead(200, sse).write(frames(start, openText, delta('half')));
  });
  const provider = providerFor(server.url);
  const controller = new AbortController();
  const firstClosed = server.nextClose();
  const reading = (async () => {
    for await (const event of provider.stream(ask('hi'), controller.signal))
      if (event.type === 'text_delta') controller.abort();
  })();
  await expect(reading).rejects.toMatchObject({ code: 'aborted', isRetryable: false });
  await firstClosed;
  const secondClosed = server.nextClose();
  for await (const event of provider.stream(ask('hi'), new AbortController().signal))
    if (event.type === 'text_delta') break;
  await secondClosed;
  const stopped = AbortSignal.abort();
  await expect(collect(provider, ask('hi'), stopped)).rejects.toMatchObject({ code: 'aborted' });
});

test('what egress refuses is not retried, and a missing key is a matter of the key', async () => {
  const server = await startRaw((response) => response.end());
  const egress = createEgress({ runtime: systemRuntime(), resolveCredential: async () => undefined });
  const provider = providerFor(server.url, { fetch: egress.fetch });
  await expect(collect(provider, ask('hi'))).rejects.toMatchObject({
    code: 'model_network',
    isRetryable: false,
  });
  egress.grant({
    scheme: 'http',
    host: '127.0.0.1',
    port: Number(new URL(server.url).port),
    credential: 'model',
    reason: 'test',
  });
  expect(await provider.check()).toMatchObject({ state: 'wrong_key' });
  expect(server.requests).toEqual([]);
});
