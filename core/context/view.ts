import type { EventOf, SessionEvent, StoredEvent } from '../events/index.ts';

type ToolUse = EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>;

/** What the model answered to one request. */
export interface AssistantTurn {
  kind: 'assistant';
  blocks: (EventOf<'agent.message'> | EventOf<'agent.thinking'> | ToolUse)[];
}

export interface OwnerMessage {
  kind: 'owner';
  event: EventOf<'user.message'>;
}

/** What the model reads of a session, in order: a view of the log, which itself is never cut. */
export interface View {
  turns: (AssistantTurn | OwnerMessage)[];
  /** Results by the id of the tool use they belong to. */
  results: Map<string, EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'>>;
}

/** Folds events into the view; rewound stretches and calls made from inside `run_code` are left out. */
export function foldView(events: readonly StoredEvent[]): View {
  const view: View = { turns: [], results: new Map() };
  const rewound = rewoundSeqs(events);
  let open: AssistantTurn | null = null;
  const block = (event: AssistantTurn['blocks'][number]) => {
    if (!open) {
      open = { kind: 'assistant', blocks: [] };
      view.turns.push(open);
    }
    open.blocks.push(event);
  };
  for (const { seq, event } of events) {
    if (rewound(seq) || isNested(event)) continue;
    switch (event.type) {
      case 'agent.message':
      case 'agent.thinking':
      case 'agent.tool_use':
      case 'agent.custom_tool_use':
        block(event);
        break;
      case 'span.model_request_start':
        open = null;
        break;
      case 'user.message':
        open = null;
        view.turns.push({ kind: 'owner', event });
        break;
      case 'agent.tool_result':
        view.results.set(event.tool_use_id, event);
        break;
      case 'user.custom_tool_result':
        view.results.set(event.custom_tool_use_id, event);
        break;
      default:
        break;
    }
  }
  return view;
}

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
