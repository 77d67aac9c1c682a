import { LLMock } from '@copilotkit/aimock';
import { expect, onTestFinished, test } from 'vitest';
import { ask, blocksOf, collect, key, providerFor, textOf } from './support.ts';

/** A server that speaks the Messages API and that nobody here wrote. */
async function startMock(): Promise<LLMock> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', strict: true, logLevel: 'silent' });
  await mock.start();
  onTestFinished(() => mock.stop());
  return mock;
}

test('a text streams in order and ends with its stop reason and usage', async () => {
  const mock = await startMock();
  mock.onMessage(
    'hello',
    { content: 'Hello to you, dear owner.', usage: { input_tokens: 12, output_tokens: 7 } },
    { chunkSize: 5 },
  );
  const events = await collect(providerFor(mock.url), ask('hello'));
  expect(events.map((event) => event.type)).toEqual([
    'message_start',
    'block_start',
    'text_delta',
    'text_delta',
    'text_delta',
    'text_delta',
    'text_delta',
    'block_stop',
    'message_stop',
  ]);
  expect(textOf(events)).toBe('Hello to you, dear owner.');
  expect(events[0]).toEqual({
    type: 'message_start',
    id: expect.any(String),
    model: 'test-model',
    usage: { input_tokens: 12, output_tokens: 7, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  });
  expect(events.at(-1)).toEqual({
    type: 'message_stop',
    stopReason: 'end_turn',
    usage: { input_tokens: 12, output_tokens: 7, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  });
  expect(mock.getLastRequest()?.headers.authorization).not.toContain('hf-placeholder');
});

test('thinking comes with its signature, before the text', async () => {
  const mock = await startMock();
  mock.onMessage('think', { content: 'Four.', reasoning: 'Two and two.', reasoningSignature: 'sig-1' });
  const request = ask('think', { maxTokens: 4000, thinking: { budgetTokens: 2000 } });
  expect(blocksOf(await collect(providerFor(mock.url), request))).toEqual([
    { type: 'thinking', thinking: 'Two and two.', signature: 'sig-1' },
    { type: 'text', text: 'Four.' },
  ]);
});

test('parallel tool calls arrive whole, and their results are taken back', async () => {
  const mock = await startMock();
  const inputs = [{ file_path: '/mnt/folders/a/ö.csv' }, { pattern: '**/*', nested: { list: [1, 2] } }];
  mock.on(
    { userMessage: 'look', hasToolResult: false },
    {
      content: 'I look.',
      toolCalls: [
        { name: 'read', arguments: JSON.stringify(inputs[0]), id: 'toolu_1' },
        { name: 'glob', arguments: JSON.stringify(inputs[1]), id: 'toolu_2' },
      ],
    },
    { chunkSize: 3 },
  );
  mock.on({ toolResultContains: 'b.csv' }, { content: 'Seen.' });
  const provider = providerFor(mock.url);
  const events = await collect(provider, ask('look'));
  const blocks = blocksOf(events);
  expect(blocks).toEqual([
    { type: 'text', text: 'I look.' },
    { type: 'tool_use', id: 'toolu_1', name: 'read', input: inputs[0] },
    { type: 'tool_use', id: 'toolu_2', name: 'glob', input: inputs[1] },
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'message_stop', stopReason: 'tool_use' });
  const request = ask('look');
  request.messages.push({ role: 'assistant', content: blocks });
  request.messages.push({
    role: 'user',
    content: [
      {
        type: 'tool_result',
        tool_use_id: 'toolu_1',
        content: [{ type: 'text', text: 'no' }],
        is_error: true,
      },
      { type: 'tool_result', tool_use_id: 'toolu_2', content: [{ type: 'text', text: 'a.csv b.csv' }] },
    ],
  });
  expect(textOf(await collect(provider, request))).toBe('Seen.');
});

test.each([
  ['overload', 529, 'overloaded_error', { code: 'model_overloaded', isRetryable: true, status: 529 }],
  ['a wrong key', 401, 'authentication_error', { code: 'model_auth', isRetryable: false, status: 401 }],
  ['a forbidden model', 403, 'permission_error', { code: 'model_auth', isRetryable: false, status: 403 }],
  ['an unknown model', 404, 'not_found_error', { code: 'model_unknown', isRetryable: false, status: 404 }],
  ['a broken server', 500, 'api_error', { code: 'model_server', isRetryable: true, status: 500 }],
  [
    'a bad request',
    400,
    'invalid_request_error',
    { code: 'model_bad_request', isRetryable: false, status: 400 },
  ],
])('%s is a ModelError of its own code', async (_what, status, type, expected) => {
  const mock = await startMock();
  mock.onMessage('hello', { error: { message: 'no', type }, status });
  await expect(collect(providerFor(mock.url), ask('hello'))).rejects.toMatchObject(expected);
  expect(mock.getRequests()).toHaveLength(1);
});

test('a rate limit carries how long to wait', async () => {
  const mock = await startMock();
  mock.onMessage('hello', {
    error: { message: 'slow down', type: 'rate_limit_error' },
    status: 429,
    retryAfter: 17,
  });
  await expect(collect(providerFor(mock.url), ask('hello'))).rejects.toMatchObject({
    code: 'model_rate_limited',
    isRetryable: true,
    retryAfterMs: 17_000,
  });
});

test('a stream that is cut gives what came and then fails as retryable', async () => {
  const mock = await startMock();
  mock.onMessage(
    'hello',
    { content: 'one two three four five six' },
    { chunkSize: 4, truncateAfterChunks: 4, latency: 10 },
  );
  const seen: string[] = [];
  const reading = (async () => {
    for await (const event of providerFor(mock.url).stream(ask('hello'), new AbortController().signal))
      seen.push(event.type);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'model_cut_stream', isRetryable: true });
  expect(seen).toContain('text_delta');
  expect(seen).not.toContain('message_stop');
});

test('the check tells ready, a wrong key, an unknown model and no network apart', async () => {
  const mock = await startMock();
  const provider = providerFor(mock.url);
  mock.onMessage('Hi', { content: 'H' });
  expect(await provider.check()).toEqual({ state: 'ready', message: 'test-model answers.' });
  for (const [status, type, state] of [
    [401, 'authentication_error', 'wrong_key'],
    [404, 'not_found_error', 'unknown_model'],
    [429, 'rate_limit_error', 'ready'],
  ] as const) {
    mock.clearFixtures().onMessage('Hi', { error: { message: 'said the server', type }, status });
    expect(await provider.check()).toEqual({ state, message: expect.stringContaining('said the server') });
  }
  const closed = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  await closed.start();
  const { url } = closed;
  await closed.stop();
  const gone = await providerFor(url).check();
  expect(gone).toEqual({
    state: 'no_network',
    message: 'The server could not be reached: ECONNREFUSED',
  });
  expect(JSON.stringify(gone)).not.toContain(key);
});
