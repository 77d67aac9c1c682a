import type { NewEvent, StoredEvent } from '../events/index.ts';
import type { ModelError } from '../model/index.ts';
import type { ChosenModel } from './ports.ts';
import { wantsFallback } from './retry-policy.ts';
import type { Turn } from './turn.ts';

/** The model for the next request: the session's own, or for the rest of a turn the owner's fallback once the log says so. */
export async function chooseModel(turn: Turn, events: readonly StoredEvent[]): Promise<ChosenModel | null> {
  const own = await turn.ports.model(turn.session);
  if (!isOnFallback(events)) return own;
  return (await turn.ports.fallbackModel?.(turn.session)) ?? own;
}

/** True from `holdfast.model_fallback` to the end of its turn. */
export function isOnFallback(events: readonly StoredEvent[]): boolean {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const type = events[index]?.event.type;
    if (type === 'holdfast.model_fallback') return true;
    if (type === 'session.status_idle' && !isWaiting(events[index])) return false;
  }
  return false;
}

// waiting for the owner is in the middle of a turn
function isWaiting(stored: StoredEvent | undefined): boolean {
  return stored?.event.type === 'session.status_idle' && stored.event.stop_reason.type === 'requires_action';
}

/** The event that takes the turn to the fallback model; null when the failure does not call for it or there is none. */
export async function fallbackEvent(
  turn: Turn,
  failure: { error: ModelError; attempt: number; events: readonly StoredEvent[] },
): Promise<NewEvent | null> {
  if (!wantsFallback(failure.error, failure.attempt) || isOnFallback(failure.events)) return null;
  const own = await turn.ports.model(turn.session);
  const fallback = await turn.ports.fallbackModel?.(turn.session);
  if (!own || !fallback || fallback.model === own.model) return null;
  return {
    type: 'holdfast.model_fallback',
    from: own.model,
    to: fallback.model,
    why: failure.error.code,
  };
}
