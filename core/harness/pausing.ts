import type { NewEvent } from '../events/index.ts';
import { errorOutcome } from '../tools/index.ts';
import { resultEvent } from './result-event.ts';
import type { OpenCall, SessionState } from './state.ts';

/**
 * What is said when a paused session has come to rest; empty when it rests already. `rescheduled` tells Managed Agents clients that
 * it goes on without their doing. The calls named have not started, so that going on, even after a restart, may start them.
 */
export function pauseReachedEvents(state: SessionState, runnable: readonly OpenCall[]): NewEvent[] {
  if (state.status === 'idle' || state.isAtRest) return [];
  const not_started = runnable.map((call) => call.use.id);
  return [{ type: 'holdfast.pause_reached', not_started }, { type: 'session.status_rescheduled' }];
}

/** What calls end as that had not started when the owner's message came, or of which the code waited. */
export function skippedEvents(calls: readonly OpenCall[]): NewEvent[] {
  return calls.map(({ use, parentId, isSuspended }) =>
    resultEvent(
      use.id,
      errorOutcome(
        isSuspended
          ? 'Ended while the code waited for an answer: the owner sent a message first. What it had done by then stands; the rest was not run.'
          : 'Skipped, not run: the owner sent a message first. Read it; make the call again only if it still fits.',
        { skipped: 'steered' },
      ),
      parentId === null ? {} : { parent_tool_use_id: parentId },
    ),
  );
}
