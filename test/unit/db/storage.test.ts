import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import type { Tx } from '../../../core/db/worker.ts';
import { createLog } from '../../../core/log/index.ts';
import { createAppend, createLogStore } from '../../../core/log/worker.ts';
import { temporaryFolder } from '../log/support.ts';

/** Opens the log with a command that limits how large the file may grow: SQLite then says that the disk is full. */
async function openLimited() {
  const dataDir = temporaryFolder();
  const runtime = systemRuntime();
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
  const data = openLocalData({ dataDir, rooms, runtime });
  onTestFinished(() => data.close());
  const log = createLog(data, runtime);
  const { id } = await log.createSession({ agent: {}, environmentId: 'env', title: null, metadata: {} });
  return { dataDir, data, log, id };
}

const big = (size: number) => ({
  type: 'user.message' as const,
  content: [{ type: 'text' as const, text: 'x'.repeat(size) }],
});

test('a full disk is said in so many words, nothing is half-written, and the log goes on when there is room', async () => {
  const { dataDir, data, log, id } = await openLimited();
  expect(statSync(join(dataDir, 'ballast')).size).toBe(1024 * 1024);
  await log.append({ sessionId: id, events: [big(10)] });
  await data.command('test.limit', { morePages: 4 });
  await expect(log.append({ sessionId: id, events: [big(10), big(100_000)] })).rejects.toMatchObject({
    code: 'database_full',
  });
  expect(data.storage()).toMatchObject({ code: 'database_full' });
  expect(existsSync(join(dataDir, 'ballast'))).toBe(false);
  expect(await log.read({ sessionId: id })).toHaveLength(1);
  expect(await log.verifyChain({ sessionId: id })).toMatchObject({ ok: true });

  // the connection was opened anew, so the limit is gone: there is room again
  await log.append({ sessionId: id, events: [big(100_000)] });
  expect(data.storage()).toBe(null);
  expect(existsSync(join(dataDir, 'ballast'))).toBe(true);
  expect(await log.read({ sessionId: id })).toHaveLength(2);
});

test('an append that is tried again although it had been committed is recognised by its ids', async () => {
  const { log, id } = await openLimited();
  const events = [
    { ...big(10), id: 'sevt_one' },
    { ...big(20), id: 'sevt_two' },
  ];
  const first = await log.append({ sessionId: id, events });
  expect(await log.append({ sessionId: id, events, mayBeThere: true })).toEqual(first);
  expect(await log.read({ sessionId: id })).toEqual(first);
  await expect(log.append({ sessionId: id, events })).rejects.toThrow();
});
