import type { SessionEvent, StoredEvent } from '../events/index.ts';

/** True for events of calls that code inside `run_code` made: the model sees only what the code returned. */
export function isNested(event: SessionEvent): boolean {
  return (
    (event.type === 'agent.tool_use' ||
      event.type === 'agent.tool_result' ||
      event.type === 'agent.custom_tool_use') &&
    event.holdfast?.parent_tool_use_id !== undefined
  );
}

/** Tells which positions a later `holdfast.rewound` took out of the view. */
export function rewoundSeqs(events: readonly StoredEvent[]): (seq: number) => boolean {
  const ranges = events.flatMap(({ seq, event }) =>
    event.type === 'holdfast.rewound' ? [{ from: event.to_seq, to: seq }] : [],
  );
  return (seq) => ranges.some((range) => seq >= range.from && seq <= range.to);
}
