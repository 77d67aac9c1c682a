import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHands, textOf } from './support.ts';

test('code computes from files with the session’s tools, and only what it prints comes back', async () => {
  const { call, put, output, log, sessionId } = await openHands();
  put('data.csv', 'day,kwh\n1,2.5\n2,4\n');
  const outcome = await call('run_code', {
    code: `
      const [path] = (await tools.glob({ pattern: '**/*.csv', path: '/mnt/folders' })).split('\\n');
      const rows = (await tools.read({ file_path: path })).trim().split('\\n').slice(1);
      const sum = rows.reduce((total, row) => total + Number(row.split(',')[1]), 0);
      console.log('sum=' + sum);
      await tools.write({ file_path: 'sum.txt', content: String(sum) });
      return { rows: rows.length };`,
  });
  expect(textOf(outcome)).toBe('sum=6.5\n\nReturned: {\n "rows": 2\n}');
  expect(output).toEqual(['stdout: sum=6.5\n']);
  expect(outcome.details).toMatchObject({ tool_calls: 3, limits: { time_ms: 30_000 } });
  expect(textOf(await call('read', { file_path: 'sum.txt' }))).toBe('6.5');
  const events = await log.read({ sessionId, types: ['agent.tool_use'] });
  expect(events.map(({ event }) => 'name' in event && event.name)).toEqual([
    'run_code',
    'glob',
    'read',
    'write',
    'read',
  ]);
});

test('a tool that fails or is denied rejects with an error the code can catch', async () => {
  const { call, denied, root } = await openHands();
  denied.add('write');
  const outcome = await call('run_code', {
    code: `
      const errors = [];
      for (const run of [
        () => tools.read({ file_path: '/etc/passwd' }),
        () => tools.write({ file_path: '/mnt/folders/Invoices/x', content: '' }),
        () => tools.read({ file: 1 }),
      ]) await run().catch((error) => errors.push(error.name + ' ' + error.message));
      errors`,
  });
  expect(textOf(outcome)).toMatch(/ToolError read: .*outside of what/);
  expect(textOf(outcome)).toMatch(/ToolError write: Denied by the owner/);
  expect(textOf(outcome)).toMatch(/ToolError read: bad input/);
  expect(existsSync(join(root, 'x'))).toBe(false);
  expect(textOf(await call('run_code', { code: `await tools.read({ file_path: '/etc/passwd' })` }))).toMatch(
    /^ERROR: The code failed: .*outside of what/s,
  );
});

test('code reads whole files that are too long for the model', async () => {
  const { call, put } = await openHands();
  put('big.csv', `n\n${Array.from({ length: 200_000 }, (_, index) => index).join('\n')}`);
  const file_path = '/mnt/folders/Invoices/big.csv';
  expect((await call('read', { file_path })).isError).toBe(true);
  expect(
    textOf(
      await call('run_code', {
        code: `(await tools.read({ file_path: '${file_path}' })).split('\\n').length`,
      }),
    ),
  ).toBe('Returned: 200001');
  expect(
    textOf(
      await call('run_code', {
        code: `[await tools.grep({ pattern: 'zzz' }), await tools.glob({ pattern: '*' })]`,
      }),
    ),
  ).toBe('Returned: [\n "",\n ""\n]');
  expect((await call('read', { file_path })).isError).toBe(true);
});

test('code cannot call itself, ask the owner or think', async () => {
  const { call } = await openHands();
  expect(textOf(await call('run_code', { code: 'Object.keys(tools).sort().join()' }))).toBe(
    'Returned: bash,edit,glob,grep,manage_files,read,recall,recall_event,remember,revise,timeline,walk,write',
  );
});

test('a runaway ends as an error that says what killed it, with what was printed', async () => {
  const { call } = await openHands({ limits: { timeMs: 300 } });
  const outcome = await call('run_code', {
    code: `console.log('begun'); await tools.glob({ pattern: '*' }); for (;;);`,
  });
  expect(textOf(outcome)).toMatch(/^ERROR: Killed: the code took too long.*Printed before that:\nbegun$/s);
  expect(outcome.details).toMatchObject({ ended_by: 'timeout', limits: { time_ms: 300 } });
  const syntax = await call('run_code', { code: 'let 1' });
  expect(textOf(syntax)).toMatch(/^ERROR: The code does not parse \(line 1/);
});

test('typescript runs, output of more than 100,000 characters goes to a file, nothing at all is said to be nothing', async () => {
  const { call } = await openHands();
  expect(
    textOf(
      await call('run_code', {
        language: 'typescript',
        code: 'const add = (a: number, b: number): number => a + b; return add(1, 2);',
      }),
    ),
  ).toBe('Returned: 3');
  const long = await call('run_code', {
    code: `for (let i = 0; i < 15000; i += 1) console.log('number ' + i);`,
  });
  expect(textOf(long)).toContain(String(long.details?.file));
  expect(
    textOf(await call('read', { file_path: String(long.details?.file), view_range: [15000, 15000] })),
  ).toBe('number 14999');
  expect(textOf(await call('run_code', { code: 'undefined' }))).toBe(
    'The code ran. It printed and returned nothing.',
  );
});

test('stopping the session stops the code', async () => {
  const { call, controller } = await openHands();
  const running = call('run_code', { code: 'for (;;);' });
  setTimeout(() => controller.abort(new Error('stopped')), 200);
  const outcome = await running;
  expect(outcome.details).toMatchObject({ ended_by: 'aborted' });
});
