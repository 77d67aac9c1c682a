import { expect, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { onMessage, onResult, openHouse } from './support.ts';

const code = `
  await new Promise((resolve) => setTimeout(resolve, 50));
  return 'slept';`;

test.each([
  ['forward by a year', 365 * 86_400_000],
  ['back by ten years', -3650 * 86_400_000],
])(
  'the wall clock jumps %s in the middle of a turn: nothing times out, the log stays in order',
  async (_, jumpMs) => {
    const real = systemRuntime();
    let offsetMs = 0;
    const runtime = { ...real, clock: { ...real.clock, now: () => real.clock.now() + offsetMs } };
    const house = await openHouse(
      [
        onMessage('code', 'run_code', { code }),
        {
          when: { last: 'user', contains: 'again' },
          times: 1,
          reply: { error: { status: 529, type: 'overloaded_error' } },
        },
        { when: { last: 'user', contains: 'again' }, reply: { blocks: [{ text: 'Here.' }] } },
        onResult('It {{last_text}}.'),
      ],
      {
        runtime,
        at: async (point) => {
          if (point === 'before:effect' || point === 'before:request') offsetMs += jumpMs;
        },
      },
    );
    const sessionId = await house.session();
    await house.say(sessionId, 'run the code');
    await house.idle(sessionId);
    await house.say(sessionId, 'and again');
    await house.idle(sessionId, 'end_turn', 2);
    const events = await house.events(sessionId);
    expect(events.find((event) => event.type === 'agent.tool_result')).toMatchObject({ is_error: false });
    expect(events.findLast((event) => event.type === 'agent.message')).toMatchObject({
      content: [{ text: 'Here.' }],
    });
    expect(await house.holdfast.log.verifyChain({ sessionId })).toMatchObject({ ok: true });
    expect(house.errors).toEqual([]);
  },
);
