import { describeError, HoldfastError } from '../base/index.ts';
import type { NewEvent, StoredEvent } from '../events/index.ts';
import type { SessionRecord } from '../log/index.ts';
import { runningEvents } from './events.ts';
import type { HarnessPorts } from './ports.ts';

const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** What may go onto the room kept for a full disk, with the reason for the pause behind it. */
const reserveMaxBytes = 128 * 1024;

/** True when the disk takes nothing at the moment: the session waits, and goes on by itself. */
export function isStorageError(caught: unknown): caught is HoldfastError {
  return (
    caught instanceof HoldfastError &&
    (caught.code === 'database_full' || caught.code === 'database_io' || caught.code === 'database_read_only')
  );
}

/** Waits before the `attempt`th look (from 1) whether the disk takes writes again. Rejects when `signal` aborts. */
export function waitForStorage(ports: HarnessPorts, attempt: number, signal: AbortSignal): Promise<void> {
  return ports.runtime.clock.sleep(Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs), signal);
}

export interface PatientAppend {
  ports: HarnessPorts;
  session: SessionRecord;
  events: readonly NewEvent[];
  leaseToken: number;
  signal: AbortSignal;
  /** An earlier transaction with these events reported an error and may be in the file. */
  mayBeThere?: boolean;
}

/**
 * Appends, and while the disk takes nothing holds the events and tries again, less and less often. Their ids are chosen before the
 * first try, so that a commit that reported an error and is in the file nevertheless is recognised and not doubled. Where the disk
 * is full, the reason goes onto the room kept for it, and results of calls with it: they cannot be had again. Intents never do:
 * nothing is started on a full disk. Rejects with the signal's reason when the turn is stopped meanwhile.
 */
export async function appendPatiently(input: PatientAppend): Promise<StoredEvent[]> {
  const { ports, session, leaseToken, signal } = input;
  const events = input.events.map((event) => ({ ...event, id: event.id ?? ports.runtime.ids.next('sevt') }));
  const append = { sessionId: session.id, events, leaseToken };
  let kept: StoredEvent[] = [];
  let isNoted = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      if (attempt === 0)
        return await ports.log.append(input.mayBeThere ? { ...append, mayBeThere: true } : append);
      const resumed = isNoted && !endsAtRest(events) ? runningEvents(session) : [];
      const rest = events.slice(kept.length);
      const stored =
        rest.length === 0 ? [] : await ports.log.append({ ...append, events: rest, mayBeThere: true });
      // after them, so that a try that is in the file already is known by its first event
      if (resumed.length > 0) await ports.log.append({ ...append, events: resumed });
      return [...kept, ...stored];
    } catch (caught) {
      if (!isStorageError(caught)) throw caught;
      if (attempt === 0) ports.logger.error(`session ${session.id} waits for the disk`, caught);
      if (!isNoted && caught.code === 'database_full') {
        const noted = await noteFull(input, events);
        isNoted = noted !== null;
        kept = noted?.kept ?? [];
      }
      await waitForStorage(ports, attempt + 1, signal);
    }
  }
}

function endsAtRest(events: readonly NewEvent[]): boolean {
  return events.some(({ type }) => type === 'session.status_idle' || type === 'holdfast.run_suspended');
}

/** Writes the reason on the kept room; null when there is none left either. `kept`: the results at the head of the events, which went along. */
async function noteFull(
  { ports, session, leaseToken }: PatientAppend,
  events: readonly NewEvent[],
): Promise<{ kept: StoredEvent[] } | null> {
  const { sentence, nextStep } = describeError('database_full');
  const reason: NewEvent[] = [
    {
      type: 'session.error',
      error: { type: 'unknown_error', message: sentence, retry_status: { type: 'retrying' } },
      holdfast: { code: 'database_full', next_step: nextStep },
    },
    { type: 'session.status_rescheduled' },
  ];
  const end = events.findIndex((event) => event.type !== 'agent.tool_result');
  const results = end === -1 ? events : events.slice(0, end);
  const goAlong = JSON.stringify(results).length <= reserveMaxBytes ? results : [];
  try {
    const stored = await ports.log.appendOnReserve({
      sessionId: session.id,
      leaseToken,
      events: [...goAlong, ...reason],
      mayBeThere: true,
    });
    return { kept: stored.slice(0, goAlong.length) };
  } catch (caught) {
    if (!isStorageError(caught)) throw caught;
    return null;
  }
}
