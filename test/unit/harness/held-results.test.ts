import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SessionEvent } from '../../../core/events/index.ts';
import { parseRehearsalScript } from '../../../core/model/index.ts';
import { holdTool } from './hold-tool.ts';
import { type House, onMessage, openHouse, temporaryFolder } from './support.ts';

const isResult = (event: SessionEvent) => event.type === 'agent.tool_result';

/** A server of the Messages API that calls a tool once, and counts a request with its result only when `mayCount` resolves. */
async function countingServer(mayCount: () => Promise<void>): Promise<string> {
  const usage = { input_tokens: 100, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], usage };
  const answers = [
    { type: 'tool_use', id: 'toolu_1', name: 'think', input: {} },
    { type: 'text', text: '' },
  ];
  const deltas = [
    { type: 'input_json_delta', partial_json: '{"thought":"so"}' },
    { type: 'text_delta', text: 'Done.' },
  ];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const turn = body.includes('"tool_result"') ? 1 : 0;
    if (request.url?.endsWith('count_tokens')) {
      if (turn === 1) await mayCount();
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":100}');
      return;
    }
    const stop = turn === 0 ? 'tool_use' : 'end_turn';
    const events = [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: answers[turn] },
      { type: 'content_block_delta', index: 0, delta: deltas[turn] },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: stop }, usage: { output_tokens: 10 } },
      { type: 'message_stop' },
    ];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

describe('a result that goes into the log with the next request', () => {
  test('is there before the model’s server is asked how long that request is', async () => {
    let house: House | null = null;
    let sessionId = '';
    let counted = 0;
    const baseUrl = await countingServer(async () => {
      counted += 1;
      await house?.until(sessionId, isResult);
    });
    const model = { provider: 'anthropic' as const, baseUrl, apiKey: null, model: 'm' };
    house = await openHouse([], { model });
    sessionId = await house.session();
    await house.post(`/holdfast/v1/sessions/${sessionId}/budget`, { limits: { input_tokens: 1000 } });
    await house.say(sessionId, 'think');
    await house.idle(sessionId);
    const events = await house.events(sessionId);
    expect(counted).toBe(1);
    expect(events.filter(isResult)).toHaveLength(1);
    expect(house.errors).toEqual([]);
  });
});

describe('whatever the owner does just before a result goes into the log', () => {
  const write = { file_path: '/workspace/a.txt', content: 'a' };
  const steps = [
    onMessage('work', 'write', write),
    { when: { last: 'user', contains: 'more' }, reply: { blocks: [{ text: 'More done.' }] } },
    { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'Done.' }] } },
  ];
  const deeds: Record<string, (house: House, id: string) => unknown> = {
    interrupt: (house, id) => house.post(`/holdfast/v1/sessions/${id}/interrupt`),
    pause: (house, id) => house.post(`/holdfast/v1/sessions/${id}/pause`),
    steer: (house, id) =>
      house.post(`/holdfast/v1/sessions/${id}/messages`, { content: 'more', delivery: 'steer' }),
    'stop everything': (house) => void house.post('/holdfast/v1/stop-all').catch(() => {}),
    fork: async (house, id) => {
      const { lastSeq } = await house.holdfast.log.getSession({ sessionId: id });
      await house.post(`/holdfast/v1/sessions/${id}/fork`, { seq: lastSeq });
    },
    // the test closes it while the harness stands there
    close: () => {},
  };

  test.each(Object.keys(deeds))('%s: it is there once, and the session goes on', async (deed) => {
    const dataDir = temporaryFolder();
    let house: House | null = null;
    let id = '';
    let isDone = false;
    let closing: Promise<void> | null = null;
    let reached = () => {};
    const there = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const at = async (point: string, sessionId: string) => {
      if (point !== 'before:result' || sessionId !== id || isDone || house === null) return;
      isDone = true;
      await deeds[deed]?.(house, id);
      if (deed === 'close') closing = house.close();
      reached();
    };
    house = await openHouse(steps, { dataDir, at });
    id = await house.session();
    await house.say(id, 'work');
    if (deed === 'pause') {
      await house.until(id, isResult);
      await house.post(`/holdfast/v1/sessions/${id}/resume`);
    }
    await there;
    if (deed !== 'close') await house.idle(id);
    await (closing ?? house.close());
    const again = await openHouse(steps, { dataDir });
    const events = await again.events(id);
    expect(isDone).toBe(true);
    expect(events.filter(isResult)).toHaveLength(1);
    expect(events.find(isResult)).not.toMatchObject({ is_error: true });
    expect(await again.holdfast.log.verifyChain({ sessionId: id })).toMatchObject({ ok: true });
    await again.say(id, 'more');
    await again.until(id, (event) => JSON.stringify(event).includes('More done.'));
    expect([...house.errors, ...again.errors]).toEqual([]);
  });
});

test('what the owner forgets while a turn works is not in its next request', async () => {
  const hold = holdTool();
  const script = parseRehearsalScript(
    {
      name: 'forget',
      captures: { secret: { from: 'user', matches: '(Rumpelstilzchen)' } },
      steps: [
        onMessage('work', 'hold', {}),
        { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'I read: {{secret}}' }] } },
        { when: { last: 'user' }, reply: { blocks: [{ text: 'Yes.' }] } },
      ],
    },
    'forget',
  );
  const model = { provider: 'rehearsal' as const, script };
  const house = await openHouse([], { model, extraTools: [hold.tool] });
  const sessionId = await house.session();
  await house.say(sessionId, 'the secret name is Rumpelstilzchen');
  await house.idle(sessionId);
  await house.say(sessionId, 'work');
  await house.until(sessionId, (event) => event.type === 'holdfast.tool_intent');
  const [hit] = await house.holdfast.palace.search({ query: 'Rumpelstilzchen', limit: 5 });
  await house.holdfast.palace.forget({ drawerId: hit?.id ?? '' });
  hold.release();
  await house.idle(sessionId, 'end_turn', 2);
  expect(JSON.stringify(await house.events(sessionId))).not.toContain('Rumpelstilzchen');
  expect(house.errors).toEqual([]);
});
