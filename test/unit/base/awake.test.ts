import { expect, test, vi } from 'vitest';
import { createAwakeTime, createClock } from '../../../core/base/index.ts';

test('a gap in which nobody ticked is sleep: of it one tick counts', () => {
  let source = 0;
  const awake = createAwakeTime(() => source);
  for (let second = 1; second <= 10; second += 1) {
    source = second * 1000;
    awake.tick();
  }
  expect(awake.now()).toBe(10_000);
  // eight hours with the lid closed; whoever asks first is told the same as the tick
  source += 8 * 3_600_000;
  expect(awake.now()).toBe(11_000);
  awake.tick();
  expect(awake.now()).toBe(11_000);
  source += 900;
  expect(awake.now()).toBe(11_900);
});

test('a gap that turns out to be sleep only when it has grown takes back no time that was told', () => {
  let source = 0;
  const awake = createAwakeTime(() => source);
  const told: number[] = [];
  for (const at of [0, 1500, 2999, 3001, 3500, 6000]) {
    source = at;
    told.push(awake.now());
  }
  expect(told).toEqual([...told].sort((one, other) => one - other));
});

test('a wait lasts its time awake: a process that stood still has not waited', async () => {
  const clock = createClock(() => performance.now(), 20);
  const startedAt = performance.now();
  const waiting = clock.sleep(200);
  const standingStill = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(standingStill, 0, 0, 150);
  await waiting;
  expect(performance.now() - startedAt).toBeGreaterThan(320);
});

test('the wall clock has no say in durations', async () => {
  const clock = createClock(() => performance.now());
  const before = clock.monotonic();
  vi.setSystemTime(new Date('2035-01-01'));
  try {
    expect(clock.monotonic() - before).toBeLessThan(5000);
    await clock.sleep(1);
  } finally {
    vi.useRealTimers();
  }
});
