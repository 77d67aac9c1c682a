import { randomBytes } from 'node:crypto';
import { createAwakeTime, tickMs } from './awake.ts';

export interface Clock {
  /** Milliseconds since the epoch, wall time. */
  now(): number;
  /** Milliseconds awake from an arbitrary start; jumps neither with the wall clock nor over a sleep: for durations and time-outs. */
  monotonic(): number;
  /** Resolves after `ms` awake, rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  bytes(count: number): Uint8Array;
  /** In [0, 1). */
  unit(): number;
}

export interface Ids {
  /** A new id `prefix_…`: 24 characters that sort by time of creation, also within a millisecond. */
  next(prefix: string): string;
}

/** Everything of the outside world that makes behaviour differ from run to run. Passed in, never imported. */
export interface Runtime {
  clock: Clock;
  random: Random;
  ids: Ids;
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ids from a clock and randomness: 10 characters of time, 14 of randomness that counts up within one millisecond. */
export function createIds(clock: Pick<Clock, 'now'>, random: Pick<Random, 'bytes'>): Ids {
  let lastTime = -1;
  let tail: number[] = [];
  return {
    next(prefix) {
      const time = Math.max(clock.now(), lastTime);
      if (time === lastTime) increment(tail);
      // the first digit stays below 16 so that counting up cannot overflow in practice
      else tail = [...random.bytes(14)].map((byte, index) => byte & (index === 0 ? 15 : 31));
      lastTime = time;
      let head = '';
      for (let rest = time, digit = 0; digit < 10; digit += 1) {
        head = alphabet.charAt(rest % 32) + head;
        rest = Math.floor(rest / 32);
      }
      return `${prefix}_${head}${tail.map((value) => alphabet.charAt(value)).join('')}`;
    },
  };
}

function increment(digits: number[]): void {
  for (let index = digits.length - 1; index >= 0; index -= 1) {
    const next = (digits[index] ?? 0) + 1;
    digits[index] = next % 32;
    if (next < 32) return;
  }
}

/** The real clock, randomness and ids. */
export function systemRuntime(): Runtime {
  const clock = createClock(() => performance.now());
  const random: Random = { bytes: (count) => randomBytes(count), unit: () => Math.random() };
  return { clock, random, ids: createIds(clock, random) };
}

/** A clock whose durations count only time awake; `read` gives milliseconds that never go back. */
export function createClock(read: () => number, everyMs = tickMs): Clock {
  const awake = createAwakeTime(read, everyMs);
  let isTicking = false;
  const monotonic = () => {
    // most processes that make a clock never ask it for a duration
    if (!isTicking) setInterval(awake.tick, everyMs).unref();
    isTicking = true;
    return awake.now();
  };
  return {
    now: () => Date.now(),
    monotonic,
    async sleep(ms, signal) {
      const startedAt = monotonic();
      for (let leftMs = ms; ; leftMs = ms - (monotonic() - startedAt)) {
        await sleepOnce(Math.max(0, Math.ceil(leftMs)), signal);
        // a timer that came due while the process slept has not waited yet
        if (monotonic() - startedAt >= ms - 1) return;
      }
    },
  };
}

function sleepOnce(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
