import type { EventOf } from '../events/index.ts';
import { idleEvents, runningEvents } from './events.ts';
import { foldState } from './state.ts';
import { CodeSuspended } from './suspended/runs.ts';
import type { Turn } from './turn.ts';

/** Keeps the session's status true while code inside a running tool waits for the owner. */
export interface Waiting {
  /**
   * Resolves with the owner's answer to the call, also when it is in the log already; rejects with the reason when `signal`, which
   * aborts with the turn, does. `onAsked`: the question can be seen.
   */
  forAnswer(
    turn: Turn,
    toolUseId: string,
    signal: AbortSignal,
    onAsked?: () => void,
  ): Promise<EventOf<'user.tool_confirmation'>>;
}

/** One per wake. */
export function createWaiting(): Waiting {
  const pending = new Set<string>();
  return {
    async forAnswer(turn, toolUseId, signal, onAsked) {
      const { answer, stopListening } = answerOf(turn, toolUseId, signal);
      const { open } = foldState(await turn.readLog());
      const given = open.find(({ use }) => use.id === toolUseId)?.confirmation;
      if (given) {
        stopListening();
        return given;
      }
      pending.add(toolUseId);
      try {
        await turn.append(idleEvents(turn.session, { type: 'requires_action', event_ids: [...pending] }));
        onAsked?.();
        return await answer;
      } finally {
        pending.delete(toolUseId);
        // suspended code rests on its questions
        if (!turn.signal.aborted && !(signal.reason instanceof CodeSuspended)) {
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
): { answer: Promise<EventOf<'user.tool_confirmation'>>; stopListening: () => void } {
  let stopListening = () => {};
  const answer = new Promise<EventOf<'user.tool_confirmation'>>((resolve, reject) => {
    const stop = turn.ports.log.listen(turn.session.id, (feed) => {
      if (feed.kind !== 'stored') return;
      for (const { event } of feed.events) {
        if (event.type !== 'user.tool_confirmation' || event.tool_use_id !== toolUseId) continue;
        stopListening();
        resolve(event);
      }
    });
    const onAbort = () => {
      stopListening();
      reject(signal.reason);
    };
    stopListening = () => {
      stop();
      signal.removeEventListener('abort', onAbort);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  answer.catch(() => {});
  return { answer, stopListening };
}
