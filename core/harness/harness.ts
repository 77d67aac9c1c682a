import { background, HoldfastError } from '../base/index.ts';
import { createTokenCounter } from '../context/index.ts';
import type { NewEvent, SessionEvent, StoredEvent } from '../events/index.ts';
import type { Lease, SessionRecord } from '../log/index.ts';
import { inheritedLimits } from './budget/inherit.ts';
import { createCommits } from './commits.ts';
import { createControl } from './control.ts';
import { restingEvents } from './fork.ts';
import { runLoop, type WakeReason } from './loop.ts';
import { createLoopGuard } from './loop-guard/index.ts';
import { type Foreseen, foreseeRecorded } from './plan/foresee.ts';
import { dryRunEventTypes } from './plan/index.ts';
import { type HarnessPorts, type StopCause, TurnStopped } from './ports.ts';
import { createReaders } from './readers.ts';
import { isStorageError, waitForStorage } from './storage.ts';
import type { Turn } from './turn.ts';

/** The loop over sessions. It is stateless: what it holds are only the turns that run right now, and logs as they were read. */
export interface Harness {
  /**
   * Works on a session until it rests. Resolves then; a session that is already being worked on is looked at once more
   * afterwards. Never rejects for what a model or a tool does: that is in the log.
   */
  wake(sessionId: string, reason?: WakeReason): Promise<void>;
  /** Stops the stream or tool that runs, and every call that waits. Resolves with `user.interrupt` in the log. */
  interrupt(sessionId: string): Promise<SessionEvent>;
  /** Lets what runs end and starts nothing new until `resume`. `by`: who asked for it. Pausing twice changes nothing. */
  pause(sessionId: string, by: string): Promise<void>;
  resume(sessionId: string, by: string): Promise<void>;
  /**
   * Stops every session that works: streams, tools, sandboxes, waits between retries. Where messages wait, the session is paused too,
   * so that they do not start it again. Resolves with the ids once they rest, after a second at the latest.
   */
  stopAll(by: string): Promise<string[]>;
  /** A new session that begins with this one's log up to `seq`. Throws `event_not_found`. */
  fork(input: {
    sessionId: string;
    seq: number;
    title: string | null;
    createdBy: string | null;
  }): Promise<Forked>;
  /** What would become of each open call that dry runs recorded, by its id, if it were executed now. Changes nothing. */
  foresee(sessionId: string): Promise<ReadonlyMap<string, Foreseen>>;
  /** Wakes every session that was under way when the process ended last. */
  recover(): Promise<void>;
  /** Sessions that are being worked on now. */
  active(): string[];
  /** Stops all turns at once without touching their logs; they go on at the next start. */
  close(): Promise<void>;
}

export interface Forked {
  session: SessionRecord;
  /** `current`: how the workspace was at that event is not known any more, the fork has it as it is now. */
  workspace: 'exact' | 'current';
}

interface ActiveTurn {
  controller: AbortController;
  done: Promise<void>;
  again: WakeReason | null;
  /** Held over from a try that could not let go of it. */
  lease: Lease | null;
}

const longestStopMs = 900;
const workingSessions = {
  archived: 'include',
  statuses: ['running', 'rescheduling'],
  orderBy: 'last_event',
  direction: 'desc',
  limit: 200,
  offset: 0,
} as const;

/** Makes the harness. */
export function createHarness(ports: HarnessPorts): Harness {
  const active = new Map<string, ActiveTurn>();
  const readers = createReaders(ports.log, ports.runtime.clock);
  let isClosed = false;

  const work = async (sessionId: string, reason: WakeReason, entry: ActiveTurn): Promise<void> => {
    const { controller } = entry;
    const lease = entry.lease ?? (await ports.log.takeLease({ sessionId, holder: 'harness' }));
    entry.lease = lease;
    const control = createControl(ports.log, sessionId);
    const reader = readers.take(sessionId);
    let isSound = false;
    try {
      const session = await ports.log.getSession({ sessionId });
      control.begin({ isPaused: session.isPaused, waiting: await ports.log.queued({ sessionId }) });
      if (session.archivedAt !== null || session.status === 'terminated') return;
      const where = () => ({
        ports,
        session: turn.session,
        leaseToken: lease.token,
        signal: controller.signal,
      });
      const commits = createCommits(where, reader);
      const turn: Turn = {
        ports,
        session,
        tools: await ports.tools(session),
        mode: { mode: 'normal', plan: null },
        readLog: reader.read,
        tokens: createTokenCounter(),
        leaseToken: lease.token,
        signal: controller.signal,
        loopGuard: createLoopGuard(),
        control,
        append: commits.append,
        commits,
      };
      try {
        await runLoop(turn, reason);
      } finally {
        await commits.flush();
      }
      isSound = true;
    } finally {
      control.close();
      // a commit that reported an error may be in the file, and nobody was told of it: the next look reads
      if (isSound) readers.giveBack(sessionId, reader);
      else reader.close();
      // one that cannot be let go of on a full disk is used by the next look
      await ports.log.releaseLease(lease);
      entry.lease = null;
    }
  };

  // nothing is lost while the disk takes nothing: what stands in the log is looked at again, less and less often
  const workPatiently = async (sessionId: string, reason: WakeReason, entry: ActiveTurn): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(sessionId, attempt === 1 ? reason : 'recover', entry);
      } catch (caught) {
        if (!isStorageError(caught) || isClosed) throw caught;
        if (attempt === 1) ports.logger.error(`session ${sessionId} waits for the disk`, caught);
        try {
          await waitForStorage(ports, attempt, entry.controller.signal);
        } catch {
          // stopped while it waited: look at once, with a signal of its own
          entry.controller = new AbortController();
        }
        if (isClosed) return;
      }
    }
  };

  const runUntilQuiet = async (sessionId: string, first: WakeReason, entry: ActiveTurn): Promise<void> => {
    let reason: WakeReason | null = first;
    try {
      while (reason !== null && !isClosed) {
        entry.again = null;
        if (entry.controller.signal.aborted) entry.controller = new AbortController();
        await workPatiently(sessionId, reason, entry);
        reason = entry.again;
      }
      await ports.onIdle?.(sessionId);
    } catch (caught) {
      // a session deleted under our hands is over; everything else is worth knowing
      if (!(caught instanceof HoldfastError && caught.code === 'session_not_found'))
        ports.logger.error(`session ${sessionId}`, caught);
    } finally {
      active.delete(sessionId);
    }
    // a wake that came after the last look
    if (entry.again !== null && !isClosed) await harness.wake(sessionId, entry.again);
    else ports.onRested?.();
  };

  const stop = (sessionId: string, why: StopCause) =>
    active.get(sessionId)?.controller.abort(new TurnStopped(why));

  // a turn that had not begun has nothing to stop, but its messages would begin it
  const stopForGood = async (sessionId: string, entry: ActiveTurn | null, by: string): Promise<boolean> => {
    await ports.onIdle?.(sessionId);
    if (entry) await Promise.race([entry.done, ports.runtime.clock.sleep(longestStopMs / 2)]);
    const [{ status }, waiting] = await Promise.all([
      ports.log.getSession({ sessionId }),
      ports.log.queued({ sessionId }),
    ]);
    const events: NewEvent[] = [
      ...(status === 'idle' ? [] : [{ type: 'user.interrupt' as const }]),
      ...(waiting.length > 0 ? [{ type: 'holdfast.paused' as const, by }] : []),
    ];
    if (events.length === 0) return false;
    await ports.log.append({ sessionId, events });
    stop(sessionId, 'stop_all');
    await harness.wake(sessionId);
    return true;
  };

  const readUpTo = async (
    sessionId: string,
    seq: number,
    types?: readonly string[],
  ): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = [];
    for (;;) {
      const more = await ports.log.read({
        sessionId,
        afterSeq: events.at(-1)?.seq ?? 0,
        beforeSeq: seq + 1,
        limit: 1000,
        ...(types ? { types: [...types] } : {}),
      });
      events.push(...more);
      if (more.length < 1000) return events;
    }
  };

  const harness: Harness = {
    wake(sessionId, reason = 'input') {
      if (isClosed) return Promise.resolve();
      const running = active.get(sessionId);
      if (running) {
        running.again = reason;
        return running.done;
      }
      const entry: ActiveTurn = {
        controller: new AbortController(),
        done: Promise.resolve(),
        again: null,
        lease: null,
      };
      active.set(sessionId, entry);
      entry.done = runUntilQuiet(sessionId, reason, entry);
      return entry.done;
    },
    async interrupt(sessionId) {
      const [stored] = await ports.log.append({ sessionId, events: [{ type: 'user.interrupt' }] });
      if (!stored) throw new HoldfastError('internal', 'the interrupt was not appended');
      stop(sessionId, 'interrupt');
      background(harness.wake(sessionId), 'wake after an interrupt', ports.logger);
      return stored.event;
    },
    async pause(sessionId, by) {
      if ((await ports.log.getSession({ sessionId })).isPaused) return;
      await ports.log.append({ sessionId, events: [{ type: 'holdfast.paused', by }] });
    },
    async resume(sessionId, by) {
      if (!(await ports.log.getSession({ sessionId })).isPaused) return;
      await ports.log.append({ sessionId, events: [{ type: 'holdfast.resumed', by }] });
      background(harness.wake(sessionId), 'wake after a pause', ports.logger);
    },
    async stopAll(by) {
      const busy = new Map<string, ActiveTurn | null>(active);
      for (const [sessionId, entry] of active) {
        entry.again = null;
        stop(sessionId, 'stop_all');
      }
      for (const { id } of await ports.log.listSessions(workingSessions))
        if (!busy.has(id)) busy.set(id, null);
      const stopped: string[] = [];
      const ending = [...busy].map(async ([sessionId, entry]) => {
        if (await stopForGood(sessionId, entry, by)) stopped.push(sessionId);
      });
      await Promise.race([Promise.allSettled(ending), ports.runtime.clock.sleep(longestStopMs)]);
      return stopped;
    },
    async fork({ sessionId, seq, title, createdBy }) {
      const session = await ports.log.getSession({ sessionId });
      const limits = await inheritedLimits(ports.budgets, sessionId);
      const events = [...limits, ...restingEvents(session, await readUpTo(sessionId, seq))];
      await ports.at?.('before:spawn', sessionId);
      const forked = await ports.log.fork({ sessionId, seq, title, createdBy, events });
      await ports.at?.('after:spawn', sessionId);
      return { session: forked.session, workspace: forked.brought.isExact ? 'exact' : 'current' };
    },
    async foresee(sessionId) {
      const session = await ports.log.getSession({ sessionId });
      return foreseeRecorded(ports, session, await readUpTo(sessionId, session.lastSeq, dryRunEventTypes));
    },
    async recover() {
      for (const sessionId of await ports.log.sessionsToWake({})) {
        background(harness.wake(sessionId, 'recover'), `recover ${sessionId}`, ports.logger);
      }
    },
    active: () => [...active.keys()],
    async close() {
      isClosed = true;
      for (const sessionId of active.keys()) stop(sessionId, 'shutdown');
      await Promise.allSettled([...active.values()].map((entry) => entry.done));
      readers.close();
    },
  };
  return harness;
}
