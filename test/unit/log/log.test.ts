import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewEvent, StoredEvent } from '../../../core/events/index.ts';
import { openLog } from './support.ts';

const says = (text: string): NewEvent => ({ type: 'user.message', content: [{ type: 'text', text }] });

async function take(events: AsyncIterable<StoredEvent>, count: number): Promise<StoredEvent[]> {
  const taken: StoredEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

describe('append and read', () => {
  test('events come back in order and to the letter', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    const image = Buffer.from('not really a picture').toString('base64');
    const events: NewEvent[] = [
      {
        type: 'user.message',
        content: [
          { type: 'text', text: 'Häuser, 家, 🏰 and a \u0000 NUL' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image } },
        ],
      },
      { type: 'agent.message', content: [] },
      {
        type: 'agent.tool_use',
        name: 'read',
        input: { file_path: '/workspace/a', deep: [{ x: null }] },
        evaluated_permission: 'allow',
      },
    ];
    const stored = await log.append({ sessionId, events });
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await log.read({ sessionId })).toEqual(stored);
    expect(stored[0]?.event).toMatchObject(events[0] ?? {});
    expect(stored[1]?.event).toMatchObject({ type: 'agent.message', content: [] });
  });

  test('a malformed event is refused and nothing of its batch is kept', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    const broken = { type: 'user.message', content: 'text' } as unknown as NewEvent;
    await expect(log.append({ sessionId, events: [says('first'), broken] })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    expect(await log.read({ sessionId })).toEqual([]);
  });

  test('positions, types and order select', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    await log.append({ sessionId, events: [1, 2, 3, 4, 5].map((number) => says(`message ${number}`)) });
    await log.append({ sessionId, events: [{ type: 'session.status_running' }] });
    const seqs = async (input: object) => (await log.read({ sessionId, ...input })).map(({ seq }) => seq);
    expect(await seqs({ afterSeq: 2, beforeSeq: 5 })).toEqual([3, 4]);
    expect(await seqs({ order: 'desc', limit: 2 })).toEqual([6, 5]);
    expect(await seqs({ types: ['session.status_running'] })).toEqual([6]);
  });

  test('what was committed is there after a reopen', async () => {
    const house = openLog();
    const sessionId = await house.session();
    const stored = await house.log.append({ sessionId, events: [says('kept')] });
    await house.close();
    const again = openLog(house.dataDir);
    expect(await again.log.read({ sessionId })).toEqual(stored);
  });
});

describe('follow', () => {
  test('gives what was there and what comes, each once and in order', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    await log.append({ sessionId, events: [says('1'), says('2')] });
    const stop = new AbortController();
    const following = take(log.follow(sessionId, 0, stop.signal), 50);
    for (let number = 3; number <= 50; number += 1)
      await log.append({ sessionId, events: [says(String(number))] });
    expect((await following).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  test('many appends at once from many sides are neither missed nor repeated', async () => {
    const { log, session } = openLog();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 12 }),
        fc.nat(5),
        async (sizes, before) => {
          const sessionId = await session();
          for (let index = 0; index < before; index += 1)
            await log.append({ sessionId, events: [says('before')] });
          const total = before + sizes.reduce((sum, size) => sum + size, 0);
          const following = take(log.follow(sessionId, 0, new AbortController().signal), total);
          await Promise.all(
            sizes.map((size) =>
              log.append({ sessionId, events: Array.from({ length: size }, () => says('x')) }),
            ),
          );
          expect((await following).map(({ seq }) => seq)).toEqual(
            Array.from({ length: total }, (_, index) => index + 1),
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  test('ends when the session is deleted and when it is aborted', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    const deleted = take(log.follow(sessionId, 0, new AbortController().signal), 99);
    const stop = new AbortController();
    const aborted = take(log.follow(sessionId, 0, stop.signal), 99);
    stop.abort();
    expect(await aborted).toEqual([]);
    await log.deleteSession({ sessionId });
    expect(await deleted).toEqual([]);
  });
});

describe('chain', () => {
  async function filled() {
    const house = openLog();
    const sessionId = await house.session();
    await house.log.append({ sessionId, events: [says('one'), says('two'), says('three')] });
    return { ...house, sessionId };
  }

  test('an untouched log verifies', async () => {
    const { log, sessionId } = await filled();
    expect(await log.verifyChain({ sessionId })).toMatchObject({
      ok: true,
      events: 3,
      forgottenParts: 0,
      problems: [],
    });
  });

  test('content that is forgotten is gone, and the chain still holds and says so', async () => {
    const house = await filled();
    const { log, sessionId } = house;
    const [first] = await log.read({ sessionId });
    await log.forget({ eventId: first?.event.id ?? '' });
    expect(await log.verifyChain({ sessionId })).toMatchObject({ ok: true, forgottenParts: 1 });
    const events = (await log.read({ sessionId })).map(({ event }) => event);
    expect(events[0]).toMatchObject({ type: 'user.message', content: [{ type: 'redacted' }] });
    expect(events[3]).toMatchObject({ type: 'holdfast.forgotten', event_id: first?.event.id, parts: [0] });
  });

  test.each([
    [
      'a changed word',
      "UPDATE event_parts SET bytes = x'78' WHERE place = (SELECT min(key) << 12 FROM events)",
    ],
    [
      'content that vanished without a trace',
      'DELETE FROM event_parts WHERE place >> 12 = (SELECT min(key) FROM events)',
    ],
    ['a changed header', "UPDATE events SET header = '{}' WHERE key = (SELECT max(key) FROM events)"],
    [
      'a changed time',
      'UPDATE events SET processed_at = processed_at + 1 WHERE key = (SELECT min(key) FROM events)',
    ],
    ['a removed event in the middle', 'DELETE FROM events WHERE key = (SELECT min(key) + 1 FROM events)'],
    ['a removed last event', 'DELETE FROM events WHERE key = (SELECT max(key) FROM events)'],
  ])('%s is detected', async (_what, sql) => {
    const { dataDir, sessionId, close } = await filled();
    await close();
    const db = new Database(join(dataDir, 'holdfast.db'));
    db.pragma('foreign_keys=OFF');
    db.exec(sql);
    db.close();
    const report = await openLog(dataDir).log.verifyChain({ sessionId });
    expect(report.ok).toBe(false);
    expect(report.problems.length).toBeGreaterThan(0);
  });
});

describe('lease and queue', () => {
  test('two harnesses of one process cannot hold a session; a dead process’s lease is taken over at once', async () => {
    const house = openLog();
    const sessionId = await house.session();
    const lease = await house.log.takeLease({ sessionId, holder: 'a' });
    await expect(house.log.takeLease({ sessionId, holder: 'b' })).rejects.toMatchObject({
      code: 'lease_held',
    });
    await house.close();
    const again = openLog(house.dataDir);
    const next = await again.log.takeLease({ sessionId, holder: 'a' });
    expect(next.token).toBe(lease.token + 1);
    const stale = again.log.append({ sessionId, leaseToken: lease.token, events: [says('from the past')] });
    await expect(stale).rejects.toMatchObject({ code: 'lease_lost' });
  });

  test('a queued message takes its place when it is drained, under its own id', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    const [queued] = await log.enqueue({ sessionId, events: [says('waits')] });
    expect(queued).toMatchObject({ processed_at: null });
    expect(await log.read({ sessionId })).toEqual([]);
    const { token } = await log.takeLease({ sessionId, holder: 'a' });
    const before: NewEvent[] = [{ type: 'session.status_running' }];
    const drained = await log.drain({ sessionId, leaseToken: token, before, onlyIfQueued: true });
    expect(drained.map(({ event }) => event.type)).toEqual(['session.status_running', 'user.message']);
    expect(drained[1]?.event.id).toBe(queued?.id);
    expect(await log.drain({ sessionId, leaseToken: token, before, onlyIfQueued: true })).toEqual([]);
  });

  test('an archived session takes no more messages', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    await log.updateSession({ sessionId, archived: true });
    await expect(log.enqueue({ sessionId, events: [says('late')] })).rejects.toMatchObject({
      code: 'session_archived',
    });
  });
});

describe('sessions', () => {
  test('status, stop reason and usage follow the log', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    const usage = {
      input_tokens: 10,
      output_tokens: 5,
      cache_creation_input_tokens: 1,
      cache_read_input_tokens: 2,
    };
    await log.append({
      sessionId,
      events: [
        { type: 'session.status_running' },
        { type: 'span.model_request_end', model_request_start_id: 'x', is_error: false, model_usage: usage },
        { type: 'session.status_idle', stop_reason: { type: 'end_turn' }, stop_details: null },
      ],
    });
    expect(await log.getSession({ sessionId })).toMatchObject({
      status: 'idle',
      stopReason: { type: 'end_turn' },
      usage,
      lastSeq: 3,
    });
  });

  test('a running session cannot be deleted', async () => {
    const { log, session } = openLog();
    const sessionId = await session();
    await log.append({ sessionId, events: [{ type: 'session.status_running' }] });
    await expect(log.deleteSession({ sessionId })).rejects.toMatchObject({ code: 'session_running' });
  });
});
