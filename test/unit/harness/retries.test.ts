import { describe, expect, test } from 'vitest';
import type { SessionEvent, StoredEvent } from '../../../core/events/index.ts';
import { delayBeforeRetry, failuresInARow, wantsFallback } from '../../../core/harness/retry-policy.ts';
import { ModelError, type ModelErrorCode } from '../../../core/model/index.ts';
import { openHouse } from './support.ts';

/** All waits of a class until it gives up, with `random` in the middle unless told otherwise. */
function waits(code: ModelErrorCode, facts: ConstructorParameters<typeof ModelError>[2] = {}, random = 0.5) {
  const delays: number[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const delay = delayBeforeRetry({ error: new ModelError(code, 'x', facts), attempt, random });
    if (delay === null) return delays;
    delays.push(delay);
  }
}

describe('waits between tries', () => {
  test('by class of failure', () => {
    expect(waits('model_overloaded')).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(waits('model_rate_limited').slice(0, 7)).toEqual([
      5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000,
    ]);
    expect(waits('model_server')).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(waits('model_cut_stream')).toEqual([1000, 2000, 4000]);
    for (const code of [
      'model_auth',
      'model_billing',
      'model_unknown',
      'model_bad_request',
      'model_context_overflow',
      'model_not_set',
    ] as const)
      expect(waits(code), code).toEqual([]);
  });

  test('a lost network is waited for half a day, not for seconds', () => {
    const total = waits('model_network').reduce((sum, delay) => sum + delay, 0);
    expect(total).toBeGreaterThan(11 * 3_600_000);
    expect(Math.max(...waits('model_network', {}, 0.999))).toBeLessThanOrEqual(375_000);
  });

  test('are spread, and never shorter than what the server asked for; an hour is the most', () => {
    expect(waits('model_overloaded', {}, 0)[0]).toBe(1500);
    expect(waits('model_overloaded', {}, 1)[0]).toBe(2500);
    expect(waits('model_rate_limited', { retryAfterMs: 90_000 }, 0)[0]).toBe(90_000);
    expect(waits('model_rate_limited', { retryAfterMs: 90_000 }, 1)[0]).toBe(99_000);
    expect(waits('model_rate_limited', { retryAfterMs: 3_700_000 })).toEqual([]);
  });

  test('what the endpoint says of its own answer counts more than the class', () => {
    expect(waits('model_overloaded', { isRetryable: false })).toEqual([]);
    expect(waits('model_bad_request', { isRetryable: true })).toHaveLength(2);
  });

  test('another model is asked after three overloads or limits, and at once when the first is unknown', () => {
    const wants = (code: ModelErrorCode, attempt: number) =>
      wantsFallback(new ModelError(code, 'x'), attempt);
    expect([1, 2, 3].map((attempt) => wants('model_overloaded', attempt))).toEqual([false, false, true]);
    expect([1, 2, 3].map((attempt) => wants('model_rate_limited', attempt))).toEqual([false, false, true]);
    expect(wants('model_unknown', 1)).toBe(true);
    expect(wants('model_auth', 9)).toBe(false);
  });
});

test('failures are counted from the log, by class, since something went well', () => {
  const at = { id: 'x', processed_at: '' };
  const failed = (code: string): SessionEvent => ({
    ...at,
    type: 'session.error',
    error: { type: 'unknown_error', message: '', retry_status: { type: 'retrying' } },
    holdfast: { code },
  });
  const log = (...events: SessionEvent[]): StoredEvent[] =>
    events.map((event, index) => ({ seq: index + 1, event }));
  const running: SessionEvent = { ...at, type: 'session.status_running' };
  const again = [
    failed('model_network'),
    running,
    failed('model_overloaded'),
    running,
    failed('model_network'),
  ];
  expect([...failuresInARow(log(...again))]).toEqual([
    ['model_network', 2],
    ['model_overloaded', 1],
  ]);
  const message: SessionEvent = { ...at, type: 'user.message', content: [{ type: 'text', text: 'x' }] };
  expect([...failuresInARow(log(failed('model_network'), message))]).toEqual([]);
});

describe('in the house', () => {
  const overloaded = {
    when: { last: 'user' },
    reply: { error: { status: 529, type: 'overloaded_error', retry_after: 900 } },
  };

  test('a restart and a pause do not begin the count anew', async () => {
    const house = await openHouse([overloaded]);
    const id = await house.session();
    await house.say(id, 'hello');
    await house.until(id, (event) => event.type === 'session.error');
    await house.post(`/holdfast/v1/sessions/${id}/pause`);
    await house.until(id, (event) => event.type === 'holdfast.pause_reached');
    await house.post(`/holdfast/v1/sessions/${id}/resume`);
    await house.until(id, (event) => event.type === 'session.error' && event.holdfast?.attempt === 2);
    await house.close();
    const second = await openHouse([overloaded], { dataDir: house.dataDir });
    const third = await second.until(
      id,
      (event) => event.type === 'session.error' && event.holdfast?.attempt === 3,
    );
    expect(third.event).toMatchObject({ error: { retry_status: { type: 'retrying' } } });
    expect(second.errors).toEqual([]);
  });

  test('an unknown model gives way to the fallback for the rest of the turn, and the log says so', async () => {
    const house = await openHouse([
      {
        when: { last: 'user' },
        times: 1,
        reply: { error: { status: 404, type: 'not_found_error', message: 'model: x' } },
      },
      {
        when: { last: 'user' },
        reply: { blocks: [{ tool_use: { name: 'think', input: { thought: 'Hm.' } } }] },
      },
      { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'Here I am.' }] } },
    ]);
    await house.post('/holdfast/v1/settings/model/fallback', { model: 'second-best' });
    const id = await house.session();
    await house.say(id, 'hello');
    await house.idle(id);
    const events = await house.events(id);
    expect(events.find((event) => event.type === 'holdfast.model_fallback')).toMatchObject({
      from: 'rehearsal',
      to: 'second-best',
      why: 'model_unknown',
    });
    const models = events.flatMap((event) =>
      event.type === 'span.model_request_end' ? [event.holdfast?.model] : [],
    );
    expect(models).toEqual(['rehearsal', 'second-best', 'second-best']);
    expect(house.errors).toEqual([]);
  });

  test('without a fallback an unknown model stops at once, as a wrong key does', async () => {
    for (const error of [
      { status: 404, type: 'not_found_error', message: 'model: x' },
      { status: 401, type: 'authentication_error' },
      { status: 402, type: 'billing_error' },
    ]) {
      const house = await openHouse([{ when: {}, reply: { error } }]);
      const id = await house.session();
      await house.say(id, 'hello');
      await house.idle(id, 'retries_exhausted');
      const errors = (await house.events(id)).filter((event) => event.type === 'session.error');
      expect(errors).toMatchObject([{ error: { retry_status: { type: 'exhausted' } } }]);
    }
  });

  test('a refusal is told as such', async () => {
    const house = await openHouse([
      { when: {}, reply: { blocks: [{ text: 'No.' }], stop_reason: 'refusal' } },
    ]);
    const id = await house.session();
    await house.say(id, 'hello');
    await house.idle(id, 'refusal');
    const idle = (await house.events(id)).findLast((event) => event.type === 'session.status_idle');
    expect(idle).toMatchObject({ stop_reason: { type: 'refusal' }, stop_details: { type: 'refusal' } });
  });
});
