import type { EventOf } from '../events/index.ts';
import { idleEvents, runningEvents } from './events.ts';
import type { Turn } from './turn.ts';

/** Keeps the session's status true while code inside a running tool waits for the owner. */
export interface Waiting {
  /** Resolves with the owner's answer to the call; rejects with the reason when `signal`, which aborts with the turn, does. */
  forAnswer(turn: Turn, toolUseId: string, signal: AbortSignal): Promise<EventOf<'user.tool_confirmation'>>;
}

/** One per wake. */
export function createWaiting(): Waiting {
  const pending = new Set<string>();
  return {
    async forAnswer(turn, toolUseId, signal) {
      pending.add(toolUseId);
      const answer = answerOf(turn, toolUseId, signal);
      try {
        await turn.append(idleEvents(turn.session, { type: 'requires_action', event_ids: [...pending] }));
        return await answer;
      } finally {
        pending.delete(toolUseId);
        if (!turn.signal.aborted) {
          const rest = [...pending];
          await turn.append(
            rest.length > 0
              ? idleEvents(turn.session, { type: 'requires_action', event_ids: rest })
              : runningEvents(turn.session),
          );
        }
      }
    },
  };
}

// listens from before the question is visible, so that no answer can be missed
function answerOf(
  turn: Turn,
  toolUseId: string,
  signal: AbortSignal,
): Promise<EventOf<'user.tool_confirmation'>> {
  const answer = new Promise<EventOf<'user.tool_confirmation'>>((resolve, reject) => {
    const stop = turn.ports.log.listen(turn.session.id, (feed) => {
      if (feed.kind !== 'stored') return;
      for (const { event } of feed.events) {
        if (event.type !== 'user.tool_confirmation' || event.tool_use_id !== toolUseId) continue;
        stop();
        signal.removeEventListener('abort', onAbort);
        resolve(event);
      }
    });
    const onAbort = () => {
      stop();
      reject(signal.reason);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  answer.catch(() => {});
  return answer;
}
