import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../../core/api/contract.ts';
import { systemRuntime } from '../../../core/base/index.ts';
import { textOutcome } from '../../../core/tools/index.ts';
import { budgetOf, ends, limit, lineOf, ofType, removeSession, talk, words } from './budget-house.ts';
import { holdTool } from './hold-tool.ts';
import { onMessage, onResult, openHouse, temporaryFolder } from './support.ts';

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
