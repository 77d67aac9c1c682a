import { background, HoldfastError } from '../base/index.ts';
import { createTokenCounter } from '../context/index.ts';
import type { SessionEvent } from '../events/index.ts';
import { passPoints } from './debug-points.ts';
import { createLoopGuard } from './loop-guard/index.ts';
import { runLoop, type WakeReason } from './loop.ts';
import { type HarnessPorts, type StopCause, TurnStopped } from './ports.ts';
import type { Turn } from './turn.ts';

/** The loop over sessions. It is stateless: what it holds are only the turns that run right now. */
export interface Harness {
  /**
   * Works on a session until it rests. Resolves then; a session that is already being worked on is looked at once more
   * afterwards. Never rejects for what a model or a tool does: that is in the log.
   */
  wake(sessionId: string, reason?: WakeReason): Promise<void>;
  /** Stops the stream or tool that runs, and every call that waits. Resolves with `user.interrupt` in the log. */
  interrupt(sessionId: string): Promise<SessionEvent>;
  /** Wakes every session that was under way when the process ended last. */
  recover(): Promise<void>;
  /** Sessions that are being worked on now. */
  active(): string[];
  /** Stops all turns at once without touching their logs; they go on at the next start. */
  close(): Promise<void>;
}

interface ActiveTurn {
  controller: AbortController;
  done: Promise<void>;
  again: WakeReason | null;
}

/** Makes the harness. */
export function createHarness(ports: HarnessPorts): Harness {
  const active = new Map<string, ActiveTurn>();
  let isClosed = false;

  const work = async (sessionId: string, reason: WakeReason, controller: AbortController): Promise<void> => {
    const lease = await ports.log.takeLease({ sessionId, holder: 'harness' });
    try {
      const session = await ports.log.getSession({ sessionId });
      if (session.archivedAt !== null || session.status === 'terminated') return;
      const turn: Turn = {
        ports,
        session,
        tools: await ports.tools(session),
        tokens: createTokenCounter(),
        leaseToken: lease.token,
        signal: controller.signal,
        loopGuard: createLoopGuard(),
        append: async (events) => {
          if (events.length === 0) return [];
          await passPoints(ports.at, 'before', events, sessionId);
          const stored = await ports.log.append({ sessionId, events, leaseToken: lease.token });
          await passPoints(ports.at, 'after', events, sessionId);
          return stored;
        },
      };
      await runLoop(turn, reason);
    } finally {
      await ports.log.releaseLease(lease);
    }
  };

  const runUntilQuiet = async (sessionId: string, first: WakeReason, entry: ActiveTurn): Promise<void> => {
    let reason: WakeReason | null = first;
    try {
      while (reason !== null && !isClosed) {
        entry.again = null;
        if (entry.controller.signal.aborted) entry.controller = new AbortController();
        await work(sessionId, reason, entry.controller);
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
  };

  const stop = (sessionId: string, why: StopCause) =>
    active.get(sessionId)?.controller.abort(new TurnStopped(why));

  const harness: Harness = {
    wake(sessionId, reason = 'input') {
      if (isClosed) return Promise.resolve();
      const running = active.get(sessionId);
      if (running) {
        running.again = reason;
        return running.done;
      }
      const entry: ActiveTurn = { controller: new AbortController(), done: Promise.resolve(), again: null };
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
    },
  };
  return harness;
}
