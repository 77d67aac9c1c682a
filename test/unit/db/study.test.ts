import { expect, inject, test } from 'vitest';
import { startDataWorker } from '../../../core/db/data-worker.ts';
import { startDataClient } from '../../../core/db/index.ts';
import { createStudyRoom } from '../../../core/db/study.ts';
import { temporaryFolder } from '../harness/support.ts';

const ask = { sessionId: 'sesn_none', lastSeq: 1, message: 'I saved report.md.' };
const missing = { code: 'session_not_found' };

/** A room over a real data folder, with every thread it ever had. */
async function openRoom() {
  const dataDir = temporaryFolder();
  const { data: workerPath } = inject('workers');
  const data = await startDataClient({ workerPath, dataDir });
  const threads: Awaited<ReturnType<typeof startDataWorker>>[] = [];
  const room = createStudyRoom(async () => {
    const thread = await startDataWorker(workerPath, { dataDir, mode: 'read' }, () => {});
    threads.push(thread);
    return thread;
  });
  const close = async () => {
    await room.close();
    await data.close();
  };
  return { room, threads, close };
}

test('a study runs in a thread of its own, which starts with the first and stays', async () => {
  const { room, threads, close } = await openRoom();
  expect(threads).toHaveLength(0);
  await expect(room.study('completion.checkClaims', ask)).rejects.toMatchObject(missing);
  await expect(room.study('completion.checkClaims', ask)).rejects.toMatchObject(missing);
  expect(threads).toHaveLength(1);
  await close();
  await expect(room.study('completion.checkClaims', ask)).rejects.toMatchObject({ code: 'internal' });
});

test('a thread that dies under the work is replaced, and the work is done once more', async () => {
  const { room, threads, close } = await openRoom();
  await room.study('completion.checkClaims', ask).catch(() => {});
  const under = room.study('completion.checkClaims', ask);
  // the call is sent when the thread that is there was looked up
  await Promise.resolve();
  await threads[0]?.kill();
  await expect(under).rejects.toMatchObject(missing);
  expect(threads).toHaveLength(2);
  await close();
});

test('whoever gives up ends the thread; those who waited behind are served by the next one', async () => {
  const { room, threads, close } = await openRoom();
  const stop = new AbortController();
  const given = room.study('completion.checkClaims', ask, stop.signal);
  const behind = [1, 2, 3].map(() => room.study('completion.checkClaims', ask));
  await Promise.resolve();
  stop.abort(new Error('stopped'));
  await expect(given).rejects.toThrow('stopped');
  for (const one of behind) await expect(one).rejects.toMatchObject(missing);
  expect(threads.length).toBeLessThanOrEqual(2);
  await close();
});
