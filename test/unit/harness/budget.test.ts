import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { budgetOf, dear, ends, free, limit, lineOf, namelessServer, ofType, talk } from './budget-house.ts';
import { openHouse } from './support.ts';

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
