import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAnthropicBody } from '../../../core/model/anthropic-request.ts';
import type { ModelBlock, ModelRequest } from '../../../core/model/index.ts';
import { ask, collect, frames, key, providerFor, startRaw } from './support.ts';

const mark = { cache_control: { type: 'ephemeral' } };
const text = (words: string): ModelBlock => ({ type: 'text', text: words });

const full: ModelRequest = {
  model: 'claude-x',
  maxTokens: 4096,
  system: [
    { type: 'text', text: 'charter', cache: true },
    { type: 'text', text: 'agent', cache: true },
    { type: 'text', text: 'memory' },
  ],
  tools: [
    { name: 'read', description: 'reads', input_schema: { type: 'object', properties: {} } },
    { name: 'write', description: 'writes', input_schema: { properties: {} } },
  ],
  messages: [
    { role: 'user', content: [text('first')] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'unsigned', signature: '' },
        { type: 'thinking', thinking: 'signed', signature: 's' },
        text(''),
        { type: 'tool_use', id: 'toolu_1', name: 'read', input: { file_path: '/a' } },
      ],
    },
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'toolu_1',
          is_error: false,
          content: [
            { type: 'text', text: 'words' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
          ],
        },
      ],
    },
  ],
};

test('the body has the stable stretches marked and nothing the API would refuse', () => {
  expect(toAnthropicBody(full, true)).toEqual({
    model: 'claude-x',
    max_tokens: 4096,
    stream: true,
    system: [
      { type: 'text', text: 'charter', ...mark },
      { type: 'text', text: 'agent', ...mark },
      { type: 'text', text: 'memory' },
    ],
    tools: [
      { name: 'read', description: 'reads', input_schema: { type: 'object', properties: {} } },
      { name: 'write', description: 'writes', input_schema: { type: 'object', properties: {} }, ...mark },
    ],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'first' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'signed', signature: 's' },
          { type: 'tool_use', id: 'toolu_1', name: 'read', input: { file_path: '/a' } },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'toolu_1',
            is_error: false,
            content: [
              { type: 'text', text: 'words' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
            ],
            ...mark,
          },
        ],
      },
    ],
  });
});

test('there are never more than four marks, and none without caching', () => {
  const block = fc.constantFrom<ModelBlock>(text('a'), text(''), {
    type: 'thinking',
    thinking: 't',
    signature: 's',
  });
  const message = fc.record({
    role: fc.constantFrom('user' as const, 'assistant' as const),
    content: fc.array(block),
  });
  const system = fc.record({
    type: fc.constant('text' as const),
    text: fc.constantFrom('', 'x'),
    cache: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(system), fc.array(message), fc.nat(3), (systemBlocks, messages, tools) => {
      const request = { ...full, system: systemBlocks, messages, tools: full.tools.slice(0, tools) };
      const marks = (caching: boolean) =>
        JSON.stringify(toAnthropicBody(request, caching)).split('cache_control').length - 1;
      expect(marks(true)).toBeLessThanOrEqual(4);
      expect(marks(false)).toBe(0);
    }),
  );
});

test('nothing is said about thinking or effort unless asked', () => {
  const plain = toAnthropicBody(ask('hi'), true);
  expect(Object.keys(plain).sort()).toEqual(['max_tokens', 'messages', 'model', 'stream']);
  expect(toAnthropicBody(ask('hi', { thinking: { budgetTokens: 2048 }, effort: 'low' }), true)).toMatchObject(
    {
      thinking: { type: 'enabled', budget_tokens: 2048 },
      output_config: { effort: 'low' },
    },
  );
});

const hello = frames({ type: 'message_start', message: {} }, { type: 'message_stop' });

test('the key goes where the endpoint wants it, or nowhere, whatever the environment holds', async () => {
  const server = await startRaw((response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(hello),
  );
  process.env.ANTHROPIC_API_KEY = 'from-the-environment';
  process.env.ANTHROPIC_AUTH_TOKEN = 'from-the-environment-too';
  try {
    await collect(providerFor(server.url), ask('hi'));
    await collect(providerFor(`${server.url}/v1/`, { keyHeader: 'x-api-key' }), ask('hi'));
    await collect(providerFor(server.url, { credential: undefined }), ask('hi'));
  } finally {
    delete process.env.ANTHROPIC_API_KEY;
    delete process.env.ANTHROPIC_AUTH_TOKEN;
  }
  const seen = server.requests.map(({ path, headers }) => [
    path,
    headers.authorization,
    headers['x-api-key'],
  ]);
  expect(seen).toEqual([
    ['/v1/messages', `Bearer ${key}`, undefined],
    ['/v1/messages', undefined, key],
    ['/v1/messages', undefined, undefined],
  ]);
  expect(JSON.stringify(server.requests)).not.toContain('from-the-environment');
});

test('a check asks for one token', async () => {
  const server = await startRaw((response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(hello),
  );
  expect(await providerFor(server.url).check()).toMatchObject({ state: 'ready' });
  expect(server.requests[0]?.body).toMatchObject({ model: 'test-model', max_tokens: 1 });
});

test('tokens can be counted', async () => {
  const server = await startRaw((response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":42}'),
  );
  expect(await providerFor(server.url).countTokens?.(full, new AbortController().signal)).toBe(42);
  expect(server.requests[0]?.path).toBe('/v1/messages/count_tokens');
  expect(server.requests[0]?.body).not.toHaveProperty('max_tokens');
});
