import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HoldfastError, silentLogger, systemRuntime } from '../../../core/base/index.ts';
import { denyOverdue } from '../../../core/house/index.ts';
import { onMessage, onResult, openHouse, temporaryFolder } from '../harness/support.ts';

function ports(timeoutMinutes: number | null, denied: unknown[], failure?: Error) {
  return {
    clock: { now: () => 600_000, sleep: async () => {} },
    signal: new AbortController().signal,
    logger: silentLogger,
    timeoutMinutes: async () => timeoutMinutes,
    pending: async () => [
      { id: 'old', inputHash: 'a', createdAt: 0 },
      { id: 'new', inputHash: 'b', createdAt: 1 },
    ],
    deny: async (answer: unknown) => {
      denied.push(answer);
      if (failure) throw failure;
    },
  };
}

it('what waited as long as the owner has set is denied, with the reason; the rest waits on', async () => {
  const denied: unknown[] = [];
  await denyOverdue(ports(10, denied));
  const note = 'Nobody answered within 10 minutes, which the owner has set to mean no.';
  expect(denied).toEqual([{ toolUseId: 'old', inputHash: 'a', note }]);
});

it('without a time-out everything waits', async () => {
  const denied: unknown[] = [];
  await denyOverdue(ports(null, denied));
  expect(denied).toEqual([]);
});

it('an answer of the owner in the same moment stands', async () => {
  const denied: unknown[] = [];
  await denyOverdue(ports(10, denied, new HoldfastError('approval_already_answered', 'answered')));
  expect(denied).toHaveLength(1);
});

it('in a session: the call is not run, and the agent and the list say that nobody answered', async () => {
  const folder = join(temporaryFolder(), 'notes');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.md'), 'old');
  let elapsedMs = 0;
  const real = systemRuntime();
  const wakes: (() => void)[] = [];
  const runtime = {
    ...real,
    clock: {
      ...real.clock,
      now: () => real.clock.now() + elapsedMs,
      // the one long sleep of the house that looks for time-outs ends when the test says so
      sleep: (ms: number, signal?: AbortSignal) =>
        ms === 30_000 ? new Promise<void>((resolve) => wakes.push(resolve)) : real.clock.sleep(ms, signal),
    },
  };
  const house = await openHouse(
    [
      onMessage('write', 'write', { file_path: '/mnt/folders/notes/a.md', content: 'new' }),
      onResult('Understood.'),
    ],
    { runtime },
  );
  await house.post('/holdfast/v1/settings', { approval_timeout_minutes: 15 });
  const id = await house.session([{ path: folder, access: 'read_write' }]);
  await house.say(id, 'write it');
  await house.idle(id, 'requires_action');
  elapsedMs = 15 * 60_000;
  for (const wake of wakes.splice(0)) wake();
  await house.idle(id);
  const result = (await house.events(id)).find((event) => event.type === 'agent.tool_result');
  expect(result).toMatchObject({
    is_error: true,
    content: [
      {
        text: 'Denied by the owner, who says: Nobody answered within 15 minutes, which the owner has set to mean no.',
      },
    ],
  });
});
