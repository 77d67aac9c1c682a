import { describe, expect, test } from 'vitest';
import { endpoints } from '../../../core/api/contract.ts';
import { type House, openHouse, type Step, untilIdle } from './house.ts';
import { expectShape } from './sdk-schema.ts';

const talk: Step[] = [{ when: { last: 'user' }, reply: { blocks: [{ text: 'word'.repeat(500) }] } }];
const dollar = { input: 1, output: 100, cache_read: 0.1, cache_write: 1.25 };
const budget = (amount: string) => ({ type: 'limit', max_list_cost: { amount, currency: 'USD' } });

async function newSession(house: House, more: object) {
  const { body: agents } = await house.api('/v1/agents');
  const { body: environments } = await house.api('/v1/environments');
  return house.owner('/v1/sessions', {
    body: { agent: agents.data[0].id, environment_id: environments.data[0].id, ...more },
  });
}

describe('a Managed Agents budget', () => {
  test('is given at creation, reached, raised and removed; each wrong way has its own error', async () => {
    const house = await openHouse({ steps: talk });
    await house.api('/holdfast/v1/status');
    await house.api('/holdfast/v1/prices', { body: { prices: { rehearsal: dollar } } });
    const plain = await newSession(house, {});
    expect(plain.body.budget).toBeNull();
    expect(
      await house.owner(`/v1/sessions/${plain.body.id}`, { body: { budget: budget('100') } }),
    ).toMatchObject({
      status: 400,
      body: { error: { details: { error_code: 'budget_create_only' } } },
    });
    expect(await newSession(house, { budget: budget('01') })).toMatchObject({ status: 400 });

    const made = await newSession(house, { budget: budget('3') });
    expect(made).toMatchObject({ status: 200, body: { budget: budget('3') } });
    expectShape('Session', made.body);
    const { id } = made.body;
    const say = () =>
      house.owner(`/v1/sessions/${id}/events`, {
        body: { events: [{ type: 'user.message', content: [{ type: 'text', text: 'talk' }] }] },
      });
    await say();
    const events = await untilIdle(house, id);
    expect(events.slice(-3)).toMatchObject([
      { type: 'session.thread_status_idle', stop_reason: { type: 'budget_reached' } },
      { type: 'session.usage', budget: budget('3'), usage: { list_cost: { amount: '3', currency: 'USD' } } },
      { type: 'session.status_idle', stop_reason: { type: 'budget_reached' } },
    ]);
    expect(await say()).toMatchObject({
      status: 409,
      body: { error: { details: { error_code: 'budget_reached' } } },
    });
    expect(
      (await house.owner(`/v1/sessions/${id}/events`, { body: { events: [{ type: 'user.interrupt' }] } }))
        .status,
    ).toBe(200);
    await untilIdle(house, id, 2);

    expect(await house.owner(`/v1/sessions/${id}`, { body: { budget: budget('1') } })).toMatchObject({
      status: 400,
      body: { error: { details: { error_code: 'budget_not_raised' } } },
    });
    const raised = await house.owner(`/v1/sessions/${id}`, { body: { budget: budget('5000') } });
    expect(raised).toMatchObject({ status: 200, body: { budget: budget('5000') } });
    await say();
    await untilIdle(house, id, 3);
    const removed = await house.owner(`/v1/sessions/${id}`, { body: { budget: null } });
    expect(removed.body.budget).toBeNull();
    expect(await house.owner(`/v1/sessions/${id}`, { body: { budget: budget('9000') } })).toMatchObject({
      status: 400,
    });
    const listed = await house.owner(`/v1/sessions/${id}/events?types[]=session.updated`);
    expect(listed.body.data).toMatchObject([{ budget: budget('5000') }, { budget: null }]);
    for (const event of (await house.owner(`/v1/sessions/${id}/events`)).body.data)
      expectShape('StreamEvent', event);
  });
});

test('budgets and prices are the owner’s: a client’s token reads and changes none of them', async () => {
  const house = await openHouse({ steps: talk });
  const session = (await house.api('/holdfast/v1/sessions', { body: {} })).body.id;
  for (const path of [`/sessions/${session}/budget`, '/budgets', '/prices']) {
    expect((await house.client(`/holdfast/v1${path}`)).status).toBeGreaterThanOrEqual(403);
    const body = path === '/prices' ? { prices: {} } : {};
    expect((await house.client(`/holdfast/v1${path}`, { body })).status).toBeGreaterThanOrEqual(403);
  }
});

test('every answer has the shape of the contract, and what is not a limit is refused', async () => {
  const house = await openHouse({ steps: talk });
  const session = (await house.api('/holdfast/v1/sessions', { body: {} })).body.id;
  const path = `/holdfast/v1/sessions/${session}/budget`;
  endpoints.getSessionBudget.response.parse((await house.api(path)).body);
  const set = await house.api(path, {
    body: { limits: { tool_calls: 5, cost_cents: 200, wall_seconds: 3600 } },
  });
  endpoints.setSessionBudget.response.parse(set.body);
  const kept = await house.api(path, { body: { limits: { tool_calls: null } } });
  expect(
    endpoints.setSessionBudget.response
      .parse(kept.body)
      .scopes[0]?.lines.filter(({ limit }) => limit !== null)
      .map(({ what, limit }) => [what, limit]),
  ).toEqual([
    ['cost_cents', 200],
    ['wall_seconds', 3600],
  ]);
  expect((await house.api(path, { body: { limits: { tool_calls: -1 } } })).status).toBe(400);
  expect((await house.api(path, { body: { limits: { tokens: 1 } } })).status).toBe(400);
  expect((await house.api('/holdfast/v1/budgets', { body: { day: { wall_seconds: 5 } } })).status).toBe(400);
  const shared = await house.api('/holdfast/v1/budgets', {
    body: { day: { cost_cents: 500 }, unpriced_token_cap: 9 },
  });
  expect(endpoints.setBudgets.response.parse(shared.body)).toMatchObject({ unpriced_token_cap: 9 });
  const prices = await house.api('/holdfast/v1/prices', { body: { prices: { 'some-model': dollar } } });
  expect(endpoints.setPrices.response.parse(prices.body)).toEqual({
    prices: [
      { model: 'some-model', price: dollar, source: 'owner' },
      {
        model: 'rehearsal',
        price: { input: 0, output: 0, cache_read: 0, cache_write: 0 },
        source: 'built_in',
      },
    ],
    missing: [],
  });
});
