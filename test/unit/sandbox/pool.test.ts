import { describe, expect, it } from 'vitest';
import { createGuestClock } from '../../../core/sandbox/guest-clock.ts';
import { busyMachineMs, echo, openPool, runCode, runForValue } from './support.ts';

/** A promise with its handles. */
function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

describe('the pool', () => {
  it('starts no worker before the first run', async () => {
    const pool = openPool({ spare: 1 });
    expect(pool.counts()).toEqual({ workers: 0, busy: 0, spare: 0 });
    await pool.warm();
    expect(pool.counts()).toEqual({ workers: 0, busy: 0, spare: 1 });
  });

  it('R1 gives each task a worker of its own', async () => {
    const pool = openPool();
    await runForValue(pool, '1', { taskId: 'a' });
    await runForValue(pool, '1', { taskId: 'b' });
    await runForValue(pool, '1', { taskId: 'a' });
    expect(pool.counts().workers).toBe(2);
    await pool.endTask('a');
    expect(pool.counts().workers).toBe(1);
  });

  it('R3 the memory limit is that of the WebAssembly memory', async () => {
    const pool = openPool();
    const code = 'const all = []; try { for(;;) all.push(new ArrayBuffer(1e6)) } catch { return all.length }';
    const small = Number(await runForValue(pool, code, { limits: { memoryBytes: 32 * 1024 * 1024 } }));
    const large = Number(await runForValue(pool, code, { limits: { memoryBytes: 128 * 1024 * 1024 } }));
    // pieces of 1e6 bytes, limits of 2^20
    expect(small).toBeLessThanOrEqual(33);
    expect(large).toBeGreaterThan(80);
    expect(large).toBeLessThanOrEqual(134);
  });

  it('R4 R6 a killed worker is replaced and others go on', async () => {
    const pool = openPool();
    const other = runCode(pool, 'let n = 0; for (let i = 0; i < 3e6; i++) n += i; n', { taskId: 'b' });
    const hung = await runCode(pool, 'Array.prototype.indexOf.call({ length: 2**53-1 }, 1)', {
      limits: { timeMs: 100 },
    });
    expect(hung).toMatchObject({ ok: false, reason: 'timeout' });
    expect(await other).toMatchObject({ ok: true });
    expect(await runForValue(pool, '2')).toBe(2);
  });

  it('waiting for a host function costs no guest time', async () => {
    const pool = openPool();
    const gate = deferred<string>();
    const started = deferred<void>();
    const run = runCode(pool, 'await tools.slow({})', {
      limits: { timeMs: 1000 },
      hostFunctions: {
        slow: () => {
          started.resolve();
          return gate.promise;
        },
      },
    });
    await started.promise;
    // longer than the limit and its grace
    await new Promise((resolve) => setTimeout(resolve, 1300));
    gate.resolve('"approved"');
    const result = await run;
    expect(result).toMatchObject({ ok: true, value: 'approved' });
    expect(result.stats.guestMs).toBeLessThan(1200);
    expect(result.stats.wallMs).toBeGreaterThan(1290);
  });

  it('a guest that is busy while a host function is open spends its time', async () => {
    const pool = openPool();
    const result = await runCode(pool, 'const call = tools.never({}); setInterval(() => {}, 1); await call', {
      limits: { timeMs: 150 },
      hostFunctions: { never: () => new Promise(() => {}) },
    });
    expect(result).toMatchObject({ ok: false, reason: 'timeout' });
  });

  it('after an answer the guest has only what was left', async () => {
    const pool = openPool();
    const result = await runCode(pool, 'await tools.echo({}); for(;;);', {
      limits: { timeMs: 150 },
      hostFunctions: echo,
    });
    expect(result).toMatchObject({ ok: false, reason: 'timeout' });
    expect(result.stats.guestMs).toBeLessThan(150 + busyMachineMs);
  });

  it('an abort ends a run at once, also one that waits or hangs, and aborts its host calls', async () => {
    const pool = openPool();
    const abort = new AbortController();
    let hostSignal: AbortSignal | undefined;
    const started = deferred<void>();
    const run = runCode(pool, 'await tools.slow({})', {
      signal: abort.signal,
      hostFunctions: {
        slow: (_, signal) => {
          hostSignal = signal;
          started.resolve();
          return new Promise(() => {});
        },
      },
    });
    await started.promise;
    abort.abort();
    expect(await run).toMatchObject({ ok: false, reason: 'aborted' });
    expect(hostSignal?.aborted).toBe(true);
    expect(await runCode(pool, '1', { signal: abort.signal })).toMatchObject({
      ok: false,
      reason: 'aborted',
    });

    const second = new AbortController();
    const hang = runCode(pool, 'console.log("in"); Array.prototype.indexOf.call({ length: 2**53-1 }, 1)', {
      signal: second.signal,
      onOutput: () => second.abort(),
    });
    expect(await hang).toMatchObject({ ok: false, reason: 'aborted', logs: [{ stream: 'log', text: 'in' }] });
  });

  it('endTask ends a run in progress', async () => {
    const pool = openPool();
    const started = deferred<void>();
    const run = runCode(pool, 'console.log(1); for(;;);', { onOutput: () => started.resolve() });
    await started.promise;
    await pool.endTask('task-1');
    expect(await run).toMatchObject({ ok: false, reason: 'aborted' });
  });

  it('R13 calls the code did not wait for are finished before the run ends', async () => {
    const pool = openPool();
    const done: string[] = [];
    const value = await runForValue(pool, 'tools.write({ n: 1 }); tools.write({ n: 2 }); "ok"', {
      hostFunctions: {
        write: async (json) => {
          await new Promise((resolve) => setTimeout(resolve, 10));
          done.push(json);
          return 'null';
        },
      },
    });
    expect([value, done]).toEqual(['ok', ['{"n":1}', '{"n":2}']]);
  });

  it('R11 host functions run a few at a time, all answers arrive', async () => {
    const pool = openPool();
    let running = 0;
    let most = 0;
    const count = async (json: string) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      return json;
    };
    const code =
      '(await Promise.all(Array.from({ length: 200 }, (_, n) => tools.count({ n })))).reduce((sum, { n }) => sum + n, 0)';
    expect(await runForValue(pool, code, { hostFunctions: { count }, limits: { concurrentCalls: 4 } })).toBe(
      19_900,
    );
    expect(most).toBe(4);
  });

  it('R11 an answer larger than allowed is an error in the guest', async () => {
    const pool = openPool();
    const code = 'await tools.big({}).catch((error) => error.message)';
    const value = await runForValue(pool, code, {
      hostFunctions: { big: async () => JSON.stringify('x'.repeat(5000)) },
      limits: { messageBytes: 1000 },
    });
    expect(value).toContain('larger than 1000 bytes');
  });

  it('R11 source larger than allowed is refused', async () => {
    const pool = openPool();
    expect(await runCode(pool, ' '.repeat(2000), { limits: { sourceBytes: 1000 } })).toMatchObject({
      ok: false,
      reason: 'error',
      message: expect.stringContaining('2000 bytes'),
    });
  });

  it('a failing tool shows the line of the call', async () => {
    const pool = openPool();
    const result = await runCode(pool, 'const a = 1;\nawait tools.fail({})', {
      hostFunctions: { fail: () => Promise.reject(new Error('denied: no')) },
    });
    expect(result).toMatchObject({
      ok: false,
      reason: 'error',
      message: 'ToolError: denied: no',
      stack: expect.stringContaining('run.js:2:'),
    });
  });

  it('runs of one task at the same time do not share a worker', async () => {
    const pool = openPool();
    const gate = deferred<string>();
    const waiting = runCode(pool, 'await tools.slow({})', { hostFunctions: { slow: () => gate.promise } });
    expect(await runForValue(pool, '1 + 1')).toBe(2);
    gate.resolve('3');
    expect(await waiting).toMatchObject({ ok: true, value: 3 });
    expect(pool.counts().workers).toBe(1);
  });

  it('an idle worker is ended', async () => {
    const pool = openPool({ idleMs: 30 });
    await runForValue(pool, '1');
    expect(pool.counts().workers).toBe(1);
    await expect.poll(() => pool.counts().workers).toBe(0);
    expect(await runForValue(pool, '2')).toBe(2);
  });

  it('R5 R6 ten deep recursions in a row poison nothing', async () => {
    const pool = openPool();
    const code =
      'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; try { a.flat(Infinity) } catch (e) { e.name }';
    for (let round = 0; round < 10; round += 1) expect(await runForValue(pool, code)).toBe('InternalError');
    expect(await runForValue(pool, '[1, 2, 3].map((n) => n * 2)')).toEqual([2, 4, 6]);
  });

  it('R7 jobs run in slices, so the deadline ends them too', async () => {
    const pool = openPool();
    const code =
      'const go = () => { Promise.resolve().then(go); Promise.resolve().then(go); for (let i = 0; i < 1e4; i++); }; go(); await new Promise(() => {})';
    const result = await runCode(pool, code, { limits: { timeMs: 150 } });
    expect(result).toMatchObject({ ok: false, reason: 'timeout' });
    expect(result.stats.guestMs).toBeLessThan(150 + busyMachineMs);
  });

  it('R15 an error without content at a full memory is reported as memory', async () => {
    const pool = openPool();
    const result = await runCode(
      pool,
      'let s = "x".repeat(1000); const all = []; for (;;) { s += all.length; all.push(s + s) }',
      { limits: { timeMs: 3000 } },
    );
    expect(result.ok ? 'ok' : result.reason).toMatch(/memory|timeout/);
  });

  it('the guest clock stands still while paused', () => {
    let now = 0;
    const clock = createGuestClock(100, () => now);
    clock.resume();
    now = 30;
    clock.pause();
    now = 500;
    clock.resume();
    now = 520;
    expect([clock.elapsedMs(), clock.remainingMs()]).toEqual([50, 50]);
  });
});
