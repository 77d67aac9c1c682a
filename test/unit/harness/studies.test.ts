import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import { checkSummary, extractSummary } from '../../../core/context/index.ts';
import { startDataClient } from '../../../core/db/index.ts';
import type { NewEvent, StoredEvent } from '../../../core/events/index.ts';
import { checkClaims } from '../../../core/harness/completion/index.ts';
import { createLogStudies } from '../../../core/harness/index.ts';
import { createLog, type Log } from '../../../core/log/index.ts';
import { eventsOf, logSteps } from '../context/random-log.ts';
import { temporaryFolder } from './support.ts';

const message = 'I saved notes-1.txt and deleted notes-2.txt. According to notes-3.txt all 12 tests passed.';
const budgetTokens = 900;

async function wholeLog(log: Log, sessionId: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const more = await log.read({ sessionId, afterSeq: events.at(-1)?.seq ?? 0, limit: 1000 });
    events.push(...more);
    if (more.length < 1000) return events;
  }
}

// forks and forgettings are done for real below
function randomEvents(name: string, seed: number): NewEvent[] {
  const [steps = []] = fc.sample(logSteps, { numRuns: 1, seed });
  const plain = steps.filter(({ kind }) => kind !== 'fork' && kind !== 'forget');
  // the log refuses a clearing of nothing
  const events = eventsOf(plain).filter(
    (event) => event.type !== 'holdfast.context_cleared' || event.tool_use_ids.length > 0,
  );
  return JSON.parse(JSON.stringify(events).replaceAll('sevt_', `sevt_${name}x`));
}

test('the thread that studies whole logs answers as one who reads the log anew: as it grows, in forks, after forgetting', async () => {
  const { data: workerPath } = inject('workers');
  const data = await startDataClient({ workerPath, dataDir: temporaryFolder() });
  try {
    const log = createLog(data, systemRuntime());
    const studies = createLogStudies(data);
    const asLogged = async (sessionId: string, pick: number) => {
      const all = await wholeLog(log, sessionId);
      // also of a moment that is past
      for (const events of [all, all.slice(0, 1 + (pick % all.length))]) {
        const lastSeq = events.at(-1)?.seq ?? 0;
        const span = { toSeq: Math.ceil(lastSeq / 2), asOfSeq: lastSeq, budgetTokens };
        const extract = extractSummary(events, span);
        const summary = `${extract.text}\n- Something else altogether.`.slice(pick % 40);
        expect(await studies.context.extract({ ...span, sessionId })).toBe(extract.text);
        expect(await studies.context.checkSummary({ ...span, sessionId, summary })).toEqual(
          checkSummary(summary, extract, budgetTokens),
        );
        expect(await studies.completion.checkClaims({ sessionId, lastSeq, message })).toEqual(
          checkClaims(events, message),
        );
      }
      return all;
    };

    for (let seed = 1; seed <= 6; seed += 1) {
      const { id } = await log.createSession({
        agent: {},
        environmentId: 'env_test',
        title: null,
        metadata: {},
      });
      const sessions = [id];
      const events = randomEvents(`a${seed}`, seed);
      for (let at = 0; at < events.length; at += 7) {
        await log.append({ sessionId: id, events: events.slice(at, at + 7) });
        const all = await asLogged(id, at * 31 + seed);
        if (at === 14) {
          const fork = await log.fork({
            sessionId: id,
            seq: Math.max(1, all.length - 3),
            title: null,
            createdBy: null,
            events: [],
          });
          sessions.push(fork.session.id);
          await log.append({ sessionId: fork.session.id, events: randomEvents(`b${seed}`, seed + 100) });
        }
        for (const each of sessions) await asLogged(each, at + seed);
        // a shared event is forgotten in the fork too
        const target = all[(at * 13 + seed) % all.length];
        if (at % 3 === 2 && target) await log.forget({ eventId: target.event.id });
        for (const each of sessions) await asLogged(each, at + 2 * seed);
      }
    }
  } finally {
    await data.close();
  }
});
