import { expect, test } from 'vitest';
import type { ToolContext } from '../../../core/tools/index.ts';
import { waitTool } from '../../../core/tools/wait.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');

/** A clock that stands at `now` and tells what was asked of it. */
function clockAt(now: number) {
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms: number, signal?: AbortSignal) => {
      slept.push(ms);
      signal?.throwIfAborted();
    },
  };
}

const context = (startedAt: number, signal = new AbortController().signal): ToolContext => ({
  sessionId: 'sesn_1',
  toolUseId: 'sevt_1',
  idempotencyKey: 'sevt_1',
  startedAt,
  signal,
  output: () => {},
  callTool: () => Promise.reject(new Error('not here')),
});

test('waits as long as was asked', async () => {
  const clock = clockAt(noon);
  const outcome = await waitTool(clock).run({ seconds: 90, reason: 'the build' }, context(noon));
  expect(outcome).toEqual({ content: [{ type: 'text', text: 'Waited 90 seconds.' }], isError: false });
  expect(clock.slept).toEqual([90_000]);
});

test('after a restart only what is left is waited for, and nothing when the time is over', async () => {
  for (const [passedMs, left] of [
    [60_000, 30_000],
    [900_000, 0],
    // a clock that was set back
    [-600_000, 90_000],
  ] as const) {
    const clock = clockAt(noon + passedMs);
    await waitTool(clock).run({ seconds: 90, reason: 'the build' }, context(noon));
    expect(clock.slept).toEqual([left]);
  }
});

test('is over at once when the owner stops it', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  const wait = waitTool(clockAt(noon)).run({ seconds: 90, reason: 'the build' }, context(noon, stop.signal));
  await expect(wait).rejects.toThrow('stopped');
});

test('takes one second to an hour, and a reason', () => {
  const { inputSchema } = waitTool(clockAt(noon));
  const accepts = (input: object) => inputSchema.safeParse(input).success;
  expect(accepts({ seconds: 3600, reason: 'r' })).toBe(true);
  for (const input of [
    { seconds: 0, reason: 'r' },
    { seconds: 3601, reason: 'r' },
    { seconds: 1.5, reason: 'r' },
    { seconds: 5 },
    { seconds: 5, reason: '' },
  ])
    expect(accepts(input)).toBe(false);
});
