import { describe, expect, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import type { NewEvent } from '../../../core/events/index.ts';
import { createReaders } from '../../../core/harness/readers.ts';
import type { Log } from '../../../core/log/index.ts';
import { openLog } from '../log/support.ts';

const said = (text: string): NewEvent => ({ type: 'user.message', content: [{ type: 'text', text }] });

/** A log that tells how many events were read from it. */
function countingReads(log: Log) {
  let events = 0;
  const counting: Pick<Log, 'read' | 'listen'> = {
    listen: log.listen,
    async read(input) {
      const read = await log.read(input);
      events += read.length;
      return read;
    },
  };
  return { log: counting, readEvents: () => events };
}

describe('the log of a session that worked before', () => {
  const { clock } = systemRuntime();

  test('is read once, and goes on with what came between two turns', async () => {
    const house = openLog();
    const sessionId = await house.session();
    // more than come at once
    const first = Array.from({ length: 650 }, (_, index) => said(`letter ${index}`));
    await house.log.append({ sessionId, events: first });
    const counting = countingReads(house.log);
    const readers = createReaders(counting.log, clock);

    const reader = readers.take(sessionId);
    expect((await reader.read()).map(({ seq }) => seq)).toEqual(first.map((_, index) => index + 1));
    readers.giveBack(sessionId, reader);
    await house.log.append({ sessionId, events: [said('one more')] });

    const again = readers.take(sessionId);
    expect(await again.read()).toEqual(await house.log.read({ sessionId }));
    expect(counting.readEvents()).toBe(650);
    again.close();
    readers.close();
  });

  test('is read again when something of it was forgotten, or a turn left something it did not commit', async () => {
    const house = openLog();
    const sessionId = await house.session();
    const [stored] = await house.log.append({ sessionId, events: [said('my secret')] });
    const readers = createReaders(house.log, clock);
    const first = readers.take(sessionId);
    await first.read();
    readers.giveBack(sessionId, first);

    await house.log.forget({ eventId: stored?.event.id ?? '' });
    const second = readers.take(sessionId);
    expect(second).not.toBe(first);
    expect(JSON.stringify(await second.read())).not.toContain('my secret');

    second.hold([{ id: 'sevt_held', ...said('not committed') }], '2026-01-01T00:00:00.000Z');
    readers.giveBack(sessionId, second);
    const third = readers.take(sessionId);
    expect(await third.read()).toEqual(await house.log.read({ sessionId }));
    third.close();
    readers.close();
  });
});
