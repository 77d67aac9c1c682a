import type { NewEvent, StoredEvent } from '../events/index.ts';
import type { SessionRecord } from '../log/index.ts';
import { errorOutcome } from '../tools/index.ts';
import { idleEvents } from './events.ts';
import { resultEvent } from './result-event.ts';
import { foldState, type OpenCall } from './state.ts';

/**
 * What brings the stretch that a fork shares with its parent to rest: calls that had no result there are over in the fork, whatever
 * became of them in the parent, and the session is idle.
 */
export function restingEvents(session: SessionRecord, shared: readonly StoredEvent[]): NewEvent[] {
  const ended = foldState(shared).open.map((call) =>
    resultEvent(call.use.id, errorOutcome(textFor(call)), {
      ...(call.parentId === null ? {} : { parent_tool_use_id: call.parentId }),
      ...(call.intent?.recovery === 'effectful' ? { unknown_outcome: true } : {}),
    }),
  );
  return [...ended, ...idleEvents(session, { type: 'end_turn' })];
}

function textFor(call: OpenCall): string {
  return call.intent === null
    ? 'Not run: this session was forked before the call was allowed.'
    : 'This session was forked while the call was under way. Its outcome is not known here: look before doing it again.';
}
