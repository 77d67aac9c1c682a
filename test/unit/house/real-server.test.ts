import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { expect, onTestFinished, test } from 'vitest';
import { bareCharter } from '../../../core/context/index.ts';
import { openHouse, temporaryFolder } from '../harness/support.ts';

// Whole sessions against a server that speaks the Messages API and that nobody here wrote.

const apiKey = 'sk-test-1f3c9d8e7b6a5f4e3d2c1b0a';

async function startMock(): Promise<LLMock> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', strict: true, logLevel: 'silent' });
  await mock.start();
  onTestFinished(() => mock.stop());
  return mock;
}

async function openAt(mock: LLMock, dataDir = temporaryFolder()) {
  const model = { provider: 'anthropic' as const, baseUrl: mock.url, apiKey, model: 'test-model' };
  return openHouse([], { dataDir, model });
}

test('text, thinking and parallel tool calls make one session, and the charter stands first in every request', async () => {
  const mock = await startMock();
  mock.on(
    { userMessage: 'look around', hasToolResult: false },
    {
      content: 'I look.',
      toolCalls: [
        { name: 'glob', arguments: JSON.stringify({ pattern: '**/*' }), id: 'toolu_1' },
        {
          name: 'write',
          arguments: JSON.stringify({ file_path: '/workspace/a.md', content: 'x' }),
          id: 'toolu_2',
        },
        { name: 'read', arguments: JSON.stringify({ file_path: '/workspace/nothing' }), id: 'toolu_3' },
      ],
    },
  );
  mock.on(
    { toolResultContains: 'file' },
    { content: 'Seen.', reasoning: 'Nothing there.', reasoningSignature: 'sig' },
  );
  const house = await openAt(mock);
  const sessionId = await house.session();
  await house.say(sessionId, 'look around');
  await house.idle(sessionId);
  const events = await house.events(sessionId);
  expect(events.filter((event) => event.type === 'agent.tool_use').map((event) => event.name)).toEqual([
    'glob',
    'write',
    'read',
  ]);
  expect(events.filter((event) => event.type === 'agent.tool_result')).toHaveLength(3);
  expect(events.findLast((event) => event.type === 'agent.message')).toMatchObject({
    content: [{ text: 'Seen.' }],
  });
  for (const request of mock.getRequests())
    expect(JSON.stringify(request)).toContain(JSON.stringify(bareCharter.text).slice(1, -1));
  expect(house.errors).toEqual([]);
});

test('a 529 and a stream that is cut are tried again by themselves', async () => {
  const mock = await startMock();
  let failures = 0;
  mock.on(
    { userMessage: 'hello', predicate: () => ++failures === 1 },
    { error: { message: 'busy', type: 'overloaded_error' }, status: 529 },
  );
  mock.on(
    { userMessage: 'hello', predicate: () => failures === 2 },
    { content: 'one two three four five' },
    { chunkSize: 4, truncateAfterChunks: 3 },
  );
  mock.on({ userMessage: 'hello' }, { content: 'one two three four five' });
  const house = await openAt(mock);
  const sessionId = await house.session();
  await house.say(sessionId, 'hello');
  await house.idle(sessionId);
  const events = await house.events(sessionId);
  const codes = events.filter((event) => event.type === 'session.error').map((event) => event.holdfast?.code);
  // a socket that breaks is a lost network, a stream that ends early is a cut one: both are tried again
  expect(codes).toEqual(['model_overloaded', expect.stringMatching(/^model_(cut_stream|network)$/)]);
  expect(events.filter((event) => event.type === 'agent.message')).toMatchObject([
    { content: [{ text: 'one two three four five' }] },
  ]);
});

test('the key reaches the server and nothing that is kept', async () => {
  const mock = await startMock();
  mock.onMessage('hello', { content: 'Hi.' });
  const house = await openAt(mock);
  const sessionId = await house.session();
  await house.say(sessionId, 'hello');
  await house.idle(sessionId);
  const sent = JSON.stringify(mock.getLastRequest()?.headers);
  expect(sent).not.toContain('hf-placeholder');
  await house.close();
  for (const name of ['holdfast.db', 'index.db']) {
    expect(readFileSync(join(house.dataDir, name)).includes(apiKey)).toBe(false);
  }
});

test('a refused key ends the turn in plain words and keeps the message for a retry', async () => {
  const mock = await startMock();
  mock.onMessage('hello', {
    error: { message: 'invalid x-api-key', type: 'authentication_error' },
    status: 401,
  });
  const house = await openAt(mock);
  const sessionId = await house.session();
  await house.say(sessionId, 'hello');
  await house.idle(sessionId, 'retries_exhausted');
  const error = (await house.events(sessionId)).find((event) => event.type === 'session.error');
  expect(error).toMatchObject({ holdfast: { code: 'model_auth', attempt: 1 } });
  expect(mock.getRequests()).toHaveLength(1);
});
