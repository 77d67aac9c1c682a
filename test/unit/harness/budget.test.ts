import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../../core/api/contract.ts';
import { systemRuntime } from '../../../core/base/index.ts';
import type { SessionEvent } from '../../../core/events/index.ts';
import { textOutcome } from '../../../core/tools/index.ts';
import { holdTool } from './hold-tool.ts';
import { type House, onMessage, onResult, openHouse, temporaryFolder } from './support.ts';

const words = (count: number) => 'word'.repeat(count);
const talk = [{ when: { last: 'user' }, reply: { blocks: [{ text: words(200) }] } }];
const free = { rehearsal: { input: 0, output: 0, cache_read: 0, cache_write: 0 } };
const dear = { rehearsal: { input: 10, output: 100, cache_read: 1, cache_write: 12 } };

const budgetOf = async (house: House, sessionId: string) =>
  endpoints.getSessionBudget.response.parse(await house.get(`/holdfast/v1/sessions/${sessionId}/budget`));
const limit = (house: House, sessionId: string, limits: object) =>
  house.post(`/holdfast/v1/sessions/${sessionId}/budget`, { limits });
const lineOf = (budget: Awaited<ReturnType<typeof budgetOf>>, what: string, scope = 'session') =>
  budget.scopes.find((candidate) => candidate.scope === scope)?.lines.find((line) => line.what === what);
const ends = (events: SessionEvent[]) =>
  events.flatMap((event) =>
    event.type === 'span.model_request_end' ? [event.model_usage.output_tokens] : [],
  );
const ofType = (events: SessionEvent[], type: string) => events.filter((event) => event.type === type);

async function removeSession(house: House, sessionId: string): Promise<void> {
  const request = new Request(`http://holdfast/holdfast/v1/sessions/${sessionId}`, { method: 'DELETE' });
  expect((await house.holdfast.fetch(request, { kind: 'in_process' })).status).toBe(200);
}

/** A server of the Messages API whose model nobody has a price for. It cannot count tokens. */
async function namelessServer(): Promise<string> {
  const usage = { input_tokens: 200, output_tokens: 1 };
  const events = [
    {
      type: 'message_start',
      message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'nameless-1', content: [], usage },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Yes.' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 10 } },
    { type: 'message_stop' },
  ];
  const server = createServer((request, response) => {
    if (request.url !== '/v1/messages') {
      response.writeHead(404).end('{}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

describe('a limit of tokens', () => {
  test('cuts the answer to what is left, stops with what was used, and goes on once it is raised', async () => {
    const house = await openHouse(talk);
    const sessionId = await house.session();
    await limit(house, sessionId, { output_tokens: 120 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'budget_reached');

    const events = await house.events(sessionId);
    expect(ends(events)).toEqual([120]);
    expect(events.slice(-4).map((event) => event.type)).toEqual([
      'holdfast.budget_reached',
      'session.thread_status_idle',
      'session.usage',
      'session.status_idle',
    ]);
    expect(ofType(events, 'holdfast.budget_reached')).toMatchObject([
      { reached: [{ scope: 'session', what: 'output_tokens', limit: 120, spent: 0 }] },
    ]);
    const budget = await budgetOf(house, sessionId);
    expect(lineOf(budget, 'output_tokens')).toEqual({
      what: 'output_tokens',
      limit: 120,
      spent: 120,
      left: 0,
      share: 1,
    });
    expect(budget).toMatchObject({
      spending: [{ kind: 'answer', name: 'rehearsal', requests: 1, output_tokens: 120 }],
      reserved: { input_tokens: 0, output_tokens: 0 },
      reached: [{ what: 'output_tokens', limit: 120, spent: 120 }],
    });
    await expect(house.say(sessionId, 'more')).rejects.toThrow('"code":"budget_reached"');
    await expect(house.post(`/holdfast/v1/sessions/${sessionId}/retry`)).rejects.toThrow('409');

    await limit(house, sessionId, { output_tokens: 1000 });
    await house.idle(sessionId);
    const after = await house.events(sessionId);
    expect(ends(after)).toEqual([120, 200]);
    // the half that was cut left the view: the model was asked the same question again
    expect(ofType(after, 'holdfast.rewound')).toHaveLength(1);
    expect(await budgetOf(house, sessionId)).toMatchObject({ reached: null });
    await house.say(sessionId, 'again');
    await house.idle(sessionId, 'end_turn', 2);
    expect(house.errors).toEqual([]);
  });

  test('a request that does not fit is not sent, and the reservation stands in the log before one that does', async () => {
    const house = await openHouse(talk);
    const sessionId = await house.session();
    await limit(house, sessionId, { output_tokens: 210 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId);
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'budget_reached');
    const events = await house.events(sessionId);
    expect(ends(events)).toEqual([200]);
    const start = events.findIndex((event) => event.type === 'span.model_request_start');
    expect(events[start + 1]).toMatchObject({
      type: 'holdfast.budget_reserved',
      span_id: events[start]?.id,
      reserved: { output_tokens: 210 },
    });
    expect(ofType(events, 'user.message')).toHaveLength(2);
  });

  test('of input: weighed by the model’s own count where the bound alone would refuse', async () => {
    const house = await openHouse(talk);
    const sessionId = await house.session();
    await house.say(sessionId, 'talk');
    await house.idle(sessionId);
    const first = (await budgetOf(house, sessionId)).spending[0]?.input_tokens ?? 0;
    await limit(house, sessionId, { input_tokens: first * 2 + 400 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'end_turn', 2);
    await limit(house, sessionId, { input_tokens: first * 2 + 401 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'budget_reached');
    expect(ends(await house.events(sessionId))).toEqual([200, 200]);
  });

  test('a message that waits while the work is stopped for a budget is answered after it is raised', async () => {
    const house = await openHouse(talk);
    const sessionId = await house.session();
    await limit(house, sessionId, { output_tokens: 0 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'budget_reached');
    expect(ends(await house.events(sessionId))).toEqual([]);
    await limit(house, sessionId, { output_tokens: null });
    await house.idle(sessionId);
    expect(ends(await house.events(sessionId))).toEqual([200]);
  });
});

describe('a limit of money', () => {
  test('counts at the price that holds when the request is sent', async () => {
    const house = await openHouse([
      {
        when: { last: 'user' },
        reply: {
          blocks: [{ text: 'ok' }],
          usage: { input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 500 },
        },
      },
    ]);
    const sessionId = await house.session();
    await house.post('/holdfast/v1/prices', { prices: dear });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId);
    await house.post('/holdfast/v1/prices', { prices: free });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'end_turn', 2);
    // 1,000 x $10/M + 500 x $1/M + 100 x $100/M = $0.0205
    expect(lineOf(await budgetOf(house, sessionId), 'cost_cents')).toMatchObject({
      spent: 2.05,
      limit: null,
    });
    expect(await house.get(`/v1/sessions/${sessionId}`)).toMatchObject({
      usage: { list_cost: { amount: '3', currency: 'USD' } },
    });
  });

  test('stops before it is exceeded, and more tokens are let through when the price falls', async () => {
    const house = await openHouse(talk);
    const sessionId = await house.session();
    await house.post('/holdfast/v1/prices', { prices: dear });
    await limit(house, sessionId, { cost_cents: 1 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'budget_reached');
    expect(lineOf(await budgetOf(house, sessionId), 'cost_cents')?.spent).toBeLessThanOrEqual(1);
    await house.post('/holdfast/v1/prices', { prices: free });
    await house.idle(sessionId);
  });

  test('without a known price says so, and a cap on tokens takes its place', async () => {
    const baseUrl = await namelessServer();
    const model = { provider: 'anthropic' as const, baseUrl, apiKey: null, model: 'nameless-1' };
    const house = await openHouse([], { model });
    const sessionId = await house.session();
    expect(await house.get('/holdfast/v1/prices')).toMatchObject({ missing: ['nameless-1'] });
    const { agent_id, environment_id } = z
      .object({ agent_id: z.string(), environment_id: z.string() })
      .parse(await house.get(`/holdfast/v1/sessions/${sessionId}`));
    const managed = { type: 'limit', max_list_cost: { amount: '100', currency: 'USD' } };
    await expect(
      house.post('/v1/sessions', { agent: agent_id, environment_id, budget: managed }),
    ).rejects.toThrow('model_not_budgetable');
    await house.post('/holdfast/v1/budgets', { unpriced_token_cap: 0 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId);
    await limit(house, sessionId, { cost_cents: 100 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'budget_reached');
    const budget = await budgetOf(house, sessionId);
    expect(budget).toMatchObject({
      model: { id: 'nameless-1', price: null, unpriced_token_cap: 0 },
      reached: [{ what: 'unpriced_tokens', limit: 0 }],
    });
    expect(budget.scopes[0]?.unpriced_tokens).toBeGreaterThan(200);
  });
});

describe('a limit of calls and files', () => {
  const callTwice = [
    {
      when: { last: 'user' },
      reply: {
        blocks: [
          { tool_use: { name: 'think', input: { thought: 'one' } } },
          { tool_use: { name: 'think', input: { thought: 'two' } } },
        ],
      },
    },
    onResult('Done.'),
  ];

  test('the call beyond it is not run, the model reads why, and the session stops', async () => {
    const house = await openHouse(callTwice);
    const sessionId = await house.session();
    await limit(house, sessionId, { tool_calls: 1 });
    await house.say(sessionId, 'think');
    await house.idle(sessionId, 'budget_reached');
    const events = await house.events(sessionId);
    expect(ofType(events, 'holdfast.tool_intent')).toHaveLength(1);
    const results = ofType(events, 'agent.tool_result');
    expect(results).toHaveLength(2);
    expect(results.filter((event) => 'is_error' in event && event.is_error)).toHaveLength(1);
    expect(lineOf(await budgetOf(house, sessionId), 'tool_calls')).toMatchObject({ spent: 1, left: 0 });
    await limit(house, sessionId, { tool_calls: 2 });
    await house.idle(sessionId);
    expect((await house.events(sessionId)).findLast((event) => event.type === 'agent.message')).toMatchObject(
      {
        content: [{ text: 'Done.' }],
      },
    );
  });

  test('calls that code makes count too', async () => {
    const code = `const seen = [];
      for (let index = 0; index < 5; index += 1) {
        try { await tools.glob({ pattern: '*' + index }); seen.push('ran'); } catch { seen.push('refused'); }
      }
      return seen.join(' ');`;
    const house = await openHouse([onMessage('count', 'run_code', { code }), onResult('Done.')]);
    const sessionId = await house.session();
    await limit(house, sessionId, { tool_calls: 3 });
    await house.say(sessionId, 'count');
    await house.idle(sessionId, 'budget_reached');
    const events = await house.events(sessionId);
    expect(ofType(events, 'holdfast.tool_intent')).toHaveLength(3);
    expect(lineOf(await budgetOf(house, sessionId), 'tool_calls')).toMatchObject({ spent: 3 });
  });

  test('a call the owner allows beyond a limit of files is not run', async () => {
    const folder = temporaryFolder();
    const name = folder.slice(folder.lastIndexOf('/') + 1);
    const write = (file: string) => ({
      tool_use: { name: 'write', input: { file_path: `/mnt/folders/${name}/${file}`, content: 'x' } },
    });
    const house = await openHouse([
      { when: { last: 'user' }, reply: { blocks: [write('one.txt'), write('two.txt')] } },
      onResult('Done.'),
    ]);
    const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
    await limit(house, sessionId, { files_changed: 1 });
    await house.say(sessionId, 'write');
    await house.idle(sessionId, 'requires_action');
    const pending = z
      .object({ data: z.array(z.object({ id: z.string(), input_hash: z.string() })) })
      .parse(await house.get('/holdfast/v1/approvals?status=pending'));
    for (const { id, input_hash } of pending.data)
      await house.post(`/holdfast/v1/approvals/${id}`, { decision: 'allow_once', input_hash });
    await house.idle(sessionId, 'budget_reached');
    const ran = ofType(await house.events(sessionId), 'agent.tool_result').filter(
      (event) => 'is_error' in event && !event.is_error,
    );
    expect(ran).toHaveLength(1);
    const budget = await budgetOf(house, sessionId);
    expect(lineOf(budget, 'files_changed')).toMatchObject({ spent: 1, left: 0 });
    expect(lineOf(budget, 'tool_calls')).toMatchObject({ spent: 1 });
  });
});

describe('a limit of time', () => {
  test('ends the stream that goes beyond it; what arrived stays and is counted', async () => {
    const house = await openHouse([
      { when: { last: 'user' }, reply: { blocks: [{ text: 'one two three four five' }], delay_ms: 400 } },
    ]);
    const sessionId = await house.session();
    await limit(house, sessionId, { running_seconds: 1 });
    await house.say(sessionId, 'talk');
    await house.idle(sessionId, 'budget_reached');
    const events = await house.events(sessionId);
    expect(events.find((event) => event.type === 'agent.message')).toMatchObject({
      holdfast: { interrupted: true },
    });
    expect(ends(events)[0]).toBeGreaterThan(0);
    expect(lineOf(await budgetOf(house, sessionId), 'running_seconds')?.spent).toBeGreaterThanOrEqual(1);
  });
});

test('the time of a call counts for the request that its result goes into the log with', async () => {
  const real = systemRuntime();
  let ahead = 0;
  const clock = { ...real.clock, monotonic: () => real.clock.monotonic() + ahead };
  const { tool: idle } = holdTool();
  const slow = {
    ...idle,
    run: async () => {
      ahead += 50_000;
      return textOutcome('at last');
    },
  };
  const steps = [onMessage('work', 'hold', {}), onResult('Done.')];
  const house = await openHouse(steps, { extraTools: [slow], runtime: { ...real, clock } });
  const sessionId = await house.session();
  await limit(house, sessionId, { running_seconds: 40 });
  await house.say(sessionId, 'work');
  await house.idle(sessionId, 'budget_reached');
  const events = await house.events(sessionId);
  expect(ofType(events, 'span.model_request_start')).toHaveLength(1);
  expect(ofType(events, 'agent.tool_result')).toHaveLength(1);
});

describe('limits that sessions share', () => {
  test('of a day: the second session gets what the first left, and deleting the first gives nothing back', async () => {
    const house = await openHouse(talk);
    await house.post('/holdfast/v1/budgets', { day: { output_tokens: 300 } });
    const first = await house.session();
    await house.say(first, 'talk');
    await house.idle(first);
    const second = await house.session();
    await house.say(second, 'talk');
    await house.idle(second, 'budget_reached');
    expect(ends(await house.events(second))).toEqual([100]);
    expect(lineOf(await budgetOf(house, second), 'output_tokens', 'day')).toMatchObject({
      spent: 300,
      left: 0,
    });
    await removeSession(house, first);
    expect(lineOf(await budgetOf(house, second), 'output_tokens', 'day')).toMatchObject({
      spent: 300,
      left: 0,
    });
    await house.post('/holdfast/v1/budgets', { day: { output_tokens: null } });
    await house.idle(second);
  });

  test('of an agent: all its sessions count, others do not', async () => {
    const house = await openHouse(talk);
    const first = await house.session();
    const { agent_id: agentId } = z
      .object({ agent_id: z.string() })
      .parse(await house.get(`/holdfast/v1/sessions/${first}`));
    await house.post('/holdfast/v1/budgets', {
      agents: {
        [agentId]: { period: 'total', limits: { output_tokens: 250 } },
        agent_other: { limits: { tool_calls: 0 } },
      },
    });
    await house.say(first, 'talk');
    await house.idle(first);
    const second = await house.session();
    await house.say(second, 'talk');
    await house.idle(second, 'budget_reached');
    expect(ends(await house.events(second))).toEqual([50]);
    expect(endpoints.getBudgets.response.parse(await house.get('/holdfast/v1/budgets')).agents).toMatchObject(
      [
        { agent_id: agentId, agent_name: 'Holdfast', period: 'total' },
        { agent_id: 'agent_other', agent_name: null },
      ],
    );
  });

  test('of background work: only sessions that nobody watches', async () => {
    const house = await openHouse(talk);
    await house.post('/holdfast/v1/budgets', { background: { output_tokens: 0 } });
    const watched = await house.session();
    await house.say(watched, 'talk');
    await house.idle(watched);
    const unwatched = await house.session();
    await house.post(`/holdfast/v1/sessions/${unwatched}/budget`, { background: true });
    await house.say(unwatched, 'talk');
    await house.idle(unwatched, 'budget_reached');
    expect(ends(await house.events(unwatched))).toEqual([]);
  });

  test('two sessions at once cannot take the same tokens', async () => {
    const house = await openHouse(talk);
    await house.post('/holdfast/v1/budgets', { day: { output_tokens: 330 } });
    const sessions = await Promise.all([1, 2, 3].map(() => house.session()));
    await Promise.all(sessions.map((id) => house.say(id, 'talk')));
    await Promise.all(sessions.map((id) => house.until(id, (event) => event.type === 'session.status_idle')));
    const used = (await Promise.all(sessions.map((id) => house.events(id)))).flatMap(ends);
    expect(used.reduce((sum, tokens) => sum + tokens, 0)).toBeLessThanOrEqual(330);
  });
});

test('a restart forgets neither what was spent nor what a killed request may have used', async () => {
  const steps = [{ when: { last: 'user' }, reply: { blocks: [{ text: words(200) }], start_delay_ms: 300 } }];
  const first = await openHouse(steps);
  const sessionId = await first.session();
  await limit(first, sessionId, { output_tokens: 500 });
  await first.say(sessionId, 'talk');
  await first.until(sessionId, (event) => event.type === 'holdfast.budget_reserved');
  await first.close();
  const second = await openHouse(steps, { dataDir: first.dataDir });
  await second.idle(sessionId);
  const budget = await budgetOf(second, sessionId);
  expect(lineOf(budget, 'output_tokens')?.spent).toBe(
    ends(await second.events(sessionId)).reduce((a, b) => a + b, 0),
  );
  expect(budget.reserved).toEqual({ input_tokens: 0, output_tokens: 0 });
});

test('a server that exceeds max_tokens is reported, and what it gave beyond is cut', async () => {
  const house = await openHouse([
    { when: { last: 'user' }, reply: { blocks: [{ text: words(100) }], usage: { output_tokens: 200 } } },
  ]);
  const sessionId = await house.session();
  await limit(house, sessionId, { output_tokens: 100 });
  await house.say(sessionId, 'talk');
  await house.idle(sessionId, 'budget_reached');
  const events = await house.events(sessionId);
  expect(ofType(events, 'session.error')).toMatchObject([{ holdfast: { code: 'model_over_limit' } }]);
  expect(events.find((event) => event.type === 'agent.message')).toMatchObject({
    content: [{ text: words(50) }],
  });
  expect(lineOf(await budgetOf(house, sessionId), 'output_tokens')).toMatchObject({
    spent: 200,
    left: 0,
    share: 2,
  });
});

test('a fork has the limits of its parent, and what the parent spent stays the parent’s', async () => {
  const house = await openHouse(talk);
  const sessionId = await house.session();
  await limit(house, sessionId, { output_tokens: 250 });
  await house.say(sessionId, 'talk');
  await house.idle(sessionId);
  const seq = (await house.holdfast.log.getSession({ sessionId })).lastSeq;
  const { session: fork } = await house.holdfast.harness.fork({
    sessionId,
    seq,
    title: null,
    createdBy: null,
  });
  expect(lineOf(await budgetOf(house, fork.id), 'output_tokens')).toMatchObject({ limit: 250, spent: 0 });
  await house.say(fork.id, 'talk');
  await house.idle(fork.id, 'end_turn', 3);
  expect(lineOf(await budgetOf(house, fork.id), 'output_tokens')).toMatchObject({ spent: 200 });
  expect(lineOf(await budgetOf(house, sessionId), 'output_tokens')).toMatchObject({ spent: 200 });
});

test('the compaction of a session is counted apart, and counts', async () => {
  const house = await openHouse(talk, {
    context: { windowTokens: 20_000, tailTokens: 1500, summaryTokens: 2500 },
  });
  const sessionId = await house.session();
  for (let turn = 1; turn <= 12; turn += 1) {
    await house.say(sessionId, 'A long story. '.repeat(400));
    await house.idle(sessionId, 'end_turn', turn);
    const { spending } = await budgetOf(house, sessionId);
    if (spending.some(({ kind }) => kind === 'compaction')) break;
  }
  const { spending, scopes } = await budgetOf(house, sessionId);
  expect(spending.map(({ kind }) => kind)).toEqual(['answer', 'compaction']);
  const total = spending.reduce((sum, line) => sum + line.output_tokens, 0);
  expect(scopes[0]?.lines.find(({ what }) => what === 'output_tokens')?.spent).toBe(total);
});
