import { dirname, join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { silentLogger, systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import type { Tx } from '../../../core/db/worker.ts';
import { createImports } from '../../../core/imports/index.ts';
import { createImportStore, projectImports } from '../../../core/imports/worker.ts';
import { createAppend, createLogStore } from '../../../core/log/worker.ts';
import { scratchFolder } from '../api/house.ts';
import { conversationOf } from './many.ts';

test('on a full disk taking stops and says why; with room again the rest is taken, and nothing twice', async () => {
  const runtime = systemRuntime();
  const append = createAppend([projectImports]);
  const data = openLocalData({
    dataDir: scratchFolder(),
    rooms: {
      log: createLogStore({ append, removers: [] }),
      imports: createImportStore({ append }),
      test: {
        commands: {
          limit: (tx: Tx, { morePages }: { morePages: number }) =>
            tx.db.pragma(
              `max_page_count=${Number(tx.db.pragma('page_count', { simple: true })) + morePages}`,
            ),
        },
        queries: {},
      },
    },
    runtime,
  });
  const imports = createImports({
    data,
    workerPath: join(dirname(inject('workers').data), 'import.worker.js'),
    redact: () => Promise.reject(new Error('there is no secret in it')),
    underway: { get: async () => null, put: async () => {} },
    ...runtime,
    logger: silentLogger,
    onChanged: () => {},
  });
  onTestFinished(async () => {
    await imports.close();
    await data.close();
  });
  const { id } = imports.begin('');
  await imports.addFile(id, 'many.json', Buffer.from(JSON.stringify([conversationOf(600)])));
  await imports.read(id);
  expect(await imports.settled(id)).toMatchObject({ state: 'review', wing: 'Claude' });
  await data.command('test.limit', { morePages: 500 });
  imports.take(id, { agent: {}, environmentId: 'env' });
  const stopped = await imports.settled(id);
  expect([stopped.state, stopped.error?.code]).toEqual(['review', 'database_full']);
  await data.command('test.limit', { morePages: 100_000 });
  imports.take(id, { agent: {}, environmentId: 'env' });
  const { state, error, taken } = await imports.settled(id);
  expect([state, error]).toEqual(['taken', null]);
  expect(taken?.messages).toBeGreaterThan(0);
  expect(taken?.known).toBeGreaterThan(0);
  expect((taken?.messages ?? 0) + (taken?.known ?? 0)).toBe(600);
});

test('a reader that dies is told, and leaves no promise behind', async () => {
  const runtime = systemRuntime();
  const data = openLocalData({
    dataDir: scratchFolder(),
    rooms: { imports: createImportStore({ append: createAppend([]) }) },
    runtime,
  });
  onTestFinished(() => data.close());
  const imports = createImports({
    data,
    workerPath: join(dirname(inject('workers').data), 'no.worker.js'),
    redact: () => Promise.reject(new Error('nothing is redacted')),
    underway: { get: async () => null, put: async () => {} },
    ...runtime,
    logger: silentLogger,
    onChanged: () => {},
  });
  const { id } = imports.begin('');
  await imports.addFile(id, 'a.md', Buffer.from('words'));
  await imports.read(id);
  expect(await imports.settled(id)).toMatchObject({ state: 'failed', error: { code: 'import_unreadable' } });
  await imports.close();
});
