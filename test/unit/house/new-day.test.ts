import { expect, it } from 'vitest';
import { silentLogger } from '../../../core/base/index.ts';
import { watchDays } from '../../../core/house/index.ts';

/** A clock that goes where it is told; every sleep ends then. */
function handClock(at: string) {
  let now = Date.parse(at);
  let wake = () => {};
  return {
    now: () => now,
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        wake = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    async goTo(to: string) {
      now = Date.parse(to);
      wake();
      await new Promise(setImmediate);
    },
  };
}

it('a new day is told once: at midnight, after a sleep over several of them, never for going back', async () => {
  const clock = handClock('2026-11-23T22:00:00');
  const closing = new AbortController();
  const days: string[] = [];
  watchDays({
    clock,
    signal: closing.signal,
    logger: silentLogger,
    onNewDay: async () => void days.push(new Date(clock.now()).toDateString()),
  });
  await clock.goTo('2026-11-23T23:59:59');
  expect(days).toEqual([]);
  await clock.goTo('2026-11-24T00:00:00');
  await clock.goTo('2026-11-24T08:00:00');
  expect(days).toEqual(['Tue Nov 24 2026']);
  await clock.goTo('2026-11-27T06:00:00');
  expect(days).toEqual(['Tue Nov 24 2026', 'Fri Nov 27 2026']);
  await clock.goTo('2026-11-26T12:00:00');
  expect(days).toHaveLength(2);
  closing.abort();
  await clock.goTo('2026-11-30T12:00:00');
  expect(days).toHaveLength(2);
});
