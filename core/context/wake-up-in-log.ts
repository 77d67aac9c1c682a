import type { EventOf, StoredEvent } from '../events/index.ts';
import { createPicker } from './pick.ts';
import { rewoundSeqs } from './stretches.ts';

const wakeUpsIn = createPicker(['holdfast.wake_up']);
const switchesIn = createPicker(['holdfast.wake_up_set']);
const compactionsIn = createPicker(['holdfast.compaction']);
const anchorsIn = createPicker(['holdfast.wake_up_set', 'holdfast.rewound']);
const startsIn = createPicker(['span.model_request_start']);

/** The owner's word for this session; null where they said nothing. */
export function wakeUpSwitch(events: readonly StoredEvent[]): boolean | null {
  return switchesIn(events).at(-1)?.event.is_on ?? null;
}

/** The wake-up that holds now, with its place; null where there is none, or it is switched off. */
export function wakeUpIn(
  events: readonly StoredEvent[],
): { seq: number; event: EventOf<'holdfast.wake_up'> } | null {
  if (wakeUpSwitch(events) === false) return null;
  const isRewound = rewoundSeqs(events);
  return wakeUpsIn(events).findLast(({ seq }) => !isRewound(seq)) ?? null;
}

/**
 * Whether a wake-up is to be made before the next request: at the start, once it is switched on or the start was taken back, when words of
 * the last one were forgotten, and where a compaction made the prompt new anyway.
 */
export function isWakeUpDue(events: readonly StoredEvent[]): boolean {
  if (wakeUpSwitch(events) === false) return false;
  const last = wakeUpIn(events);
  if (last) {
    const isForgotten = last.event.memory === undefined && last.event.put_in.length > 0;
    return isForgotten || (compactionsIn(events).at(-1)?.seq ?? 0) > last.seq;
  }
  const anchor = anchorsIn(events).at(-1)?.seq ?? 0;
  const start = startsIn(events).findLast(({ event }) => event.holdfast?.purpose === undefined);
  return (start?.seq ?? 0) <= anchor;
}
