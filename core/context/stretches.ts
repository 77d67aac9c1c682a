import type { SessionEvent, StoredEvent } from '../events/index.ts';
import { createPicker } from './pick.ts';

/** True for events of calls that code inside `run_code` made: the model sees only what the code returned. */
export function isNested(event: SessionEvent): boolean {
  return (
    (event.type === 'agent.tool_use' ||
      event.type === 'agent.tool_result' ||
      event.type === 'agent.custom_tool_use') &&
    event.holdfast?.parent_tool_use_id !== undefined
  );
}

/** The rewinds of a log, in order. */
export const rewindsIn = createPicker(['holdfast.rewound']);

/** Tells which positions a later `holdfast.rewound` took out of the view. */
export function rewoundSeqs(events: readonly StoredEvent[]): (seq: number) => boolean {
  const rewinds = rewindsIn(events);
  if (rewinds.length === 0) return () => false;
  // stretches that touch are one: sorted by their ends already, and a later one may swallow those before it
  const stretches: { from: number; to: number }[] = [];
  for (const { seq, event } of rewinds) {
    let from = event.to_seq;
    for (let last = stretches.at(-1); last && last.to >= from - 1; last = stretches.at(-1)) {
      from = Math.min(from, last.from);
      stretches.pop();
    }
    if (from <= seq) stretches.push({ from, to: seq });
  }
  return (seq) => {
    let low = 0;
    let high = stretches.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const stretch = stretches[middle];
      if (!stretch || seq < stretch.from) high = middle - 1;
      else if (seq > stretch.to) low = middle + 1;
      else return true;
    }
    return false;
  };
}
