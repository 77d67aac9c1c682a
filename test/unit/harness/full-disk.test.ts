import { expect, onTestFinished, test } from 'vitest';
import { silentLogger, systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import type { Tx } from '../../../core/db/worker.ts';
import type { NewEvent } from '../../../core/events/index.ts';
import type { HarnessPorts } from '../../../core/harness/index.ts';
import { appendPatiently } from '../../../core/harness/storage.ts';
import { createLog } from '../../../core/log/index.ts';
import { createAppend, createLogStore } from '../../../core/log/worker.ts';
import { temporaryFolder } from '../log/support.ts';

test('on a full disk a result is kept with the reason, whatever was to follow it, and nothing is doubled', async () => {
  const real = systemRuntime();
  const runtime = { ...real, clock: { ...real.clock, sleep: async () => {} } };
  const rooms = {
    log: createLogStore({ append: createAppend([]), removers: [] }),
    test: {
      commands: {
        limit: (tx: Tx, { morePages }: { morePages: number }) =>
          tx.db.pragma(`max_page_count=${Number(tx.db.pragma('page_count', { simple: true })) + morePages}`),
      },
      queries: {},
    },
  };
  const data = openLocalData({ dataDir: temporaryFolder(), rooms, runtime });
  onTestFinished(() => data.close());
  const log = createLog(data, runtime);
  const { id } = await log.createSession({ agent: {}, environmentId: 'env', title: null, metadata: {} });
  const { token } = await log.takeLease({ sessionId: id, holder: 'test' });
  await data.command('test.limit', { morePages: 4 });
  const events: NewEvent[] = [
    { type: 'agent.tool_result', tool_use_id: 'sevt_call', content: [{ type: 'text', text: 'paid' }] },
    { type: 'agent.message', content: [{ type: 'text', text: 'x'.repeat(100_000) }] },
  ];
  const stored = await appendPatiently({
    // the three ports that it uses
    ports: { log, runtime, logger: silentLogger } as unknown as HarnessPorts,
    session: await log.getSession({ sessionId: id }),
    leaseToken: token,
    signal: new AbortController().signal,
    events,
  });
  const all = await log.read({ sessionId: id });
  expect(all.map(({ event }) => event.type)).toEqual([
    'agent.tool_result',
    'session.error',
    'session.status_rescheduled',
    'agent.message',
    'session.status_running',
    'session.thread_status_running',
  ]);
  expect(stored.map(({ seq }) => seq)).toEqual([1, 4]);
  expect(await log.verifyChain({ sessionId: id })).toMatchObject({ ok: true });
});
