import { describe, expect, it } from 'vitest';
import { openPool, runCode, runForValue } from './support.ts';

describe('runs that begin and end at the same moment', () => {
  it('refuses more runs of a task than it may have, also when all begin at once', async () => {
    const pool = openPool({ workersPerTask: 2 });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hostFunctions = { hold: async () => released.then(() => '"done"') };
    const runs = Array.from({ length: 6 }, () => runCode(pool, 'await tools.hold({})', { hostFunctions }));
    const refused = await Promise.all(runs.slice(2));
    expect(refused.map((result) => !result.ok && result.message)).toEqual(
      Array(4).fill('2 runs of this session are already in progress.'),
    );
    release();
    expect((await Promise.all(runs.slice(0, 2))).map((result) => result.ok && result.value)).toEqual([
      'done',
      'done',
    ]);
    expect(await runForValue(pool, '1 + 1')).toBe(2);
  });

  it('starts no worker for a run whose task ends before the engine is compiled', async () => {
    const pool = openPool();
    const run = runCode(pool, '1');
    await pool.endTask('task-1');
    expect(await run).toMatchObject({ ok: false, reason: 'aborted' });
    expect(pool.counts()).toEqual({ workers: 0, busy: 0, spare: 0 });
  });

  it('starts no worker once it is closed', async () => {
    const pool = openPool({ spare: 1 });
    const run = runCode(pool, '1');
    const warming = pool.warm();
    await pool.close();
    expect(await run).toMatchObject({ ok: false, reason: 'aborted' });
    await warming;
    expect(pool.counts()).toEqual({ workers: 0, busy: 0, spare: 0 });
    await expect(runCode(pool, '1')).rejects.toMatchObject({ code: 'sandbox_failed' });
  });
});

describe('text that is no text', () => {
  const half = 'String.fromCharCode(0xd83d)';
  it('a half of a surrogate pair is refused as a tool input', async () => {
    const hostFunctions = { echo: async (json: string) => json };
    const run = async (code: string) => runForValue(openPool(), code, { hostFunctions });
    expect(await run(`tools.echo({ text: 'a' + ${half} }).catch((error) => error.message)`)).toBe(
      'tools.echo: the input is holding half of a surrogate pair, which is no text',
    );
    expect(await run(`tools.echo({ text: '\u{1F600}' + '\\\\ud83d' })`)).toEqual({
      text: '\u{1F600}\\ud83d',
    });
  });

  it('a half in a result, an error or a line is replaced', async () => {
    const pool = openPool();
    expect(await runForValue(pool, `({ ['k' + ${half}]: ['\\\\ud83d', ${half}] })`)).toEqual({
      'k\ufffd': ['\\ud83d', '\ufffd'],
    });
    const failed = await runCode(pool, `console.log('x' + ${half}); throw new Error('y' + ${half})`);
    expect(failed).toMatchObject({ ok: false, message: 'Error: y\ufffd', logs: [{ text: 'x\ufffd' }] });
  });
});
