import { rewoundSeqs } from '../../context/index.ts';
import type { NewEvent, SessionEvent, StoredEvent } from '../../events/index.ts';

/** What has been said of a session, for the question whether the agent thought before a call. */
export interface Said {
  events: readonly StoredEvent[];
  /** Blocks of the same answer that stand before the call, not in the log yet. */
  answer: readonly NewEvent[];
  /** For a call that running code makes: the call that runs the code. What the code read, the model has not. */
  parentId: string | null;
  /** Without a `think` tool, words before the call are the thought. */
  hasThink: boolean;
}

/** Whether there is a thought since the newest message of the owner's or result of a tool. */
export function hasDeliberated({ events, answer, parentId, hasThink }: Said): boolean {
  if (answer.some((event) => isThought(event, hasThink))) return true;
  const rewound = rewoundSeqs(events);
  let isPast = parentId === null;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const stored = events[index];
    if (!stored || rewound(stored.seq)) continue;
    const { event } = stored;
    if (!isPast) {
      isPast = event.id === parentId;
      continue;
    }
    if (isNested(event)) continue;
    if (isInput(events, index)) return false;
    if (isThought(event, hasThink)) return true;
  }
  return false;
}

function isInput(events: readonly StoredEvent[], index: number): boolean {
  const event = events[index]?.event;
  if (event?.type === 'agent.tool_result') return !answersThink(events, index, event.tool_use_id);
  return event?.type === 'user.message' || event?.type === 'user.custom_tool_result';
}

// a result stands behind its call, as a rule close to it
function answersThink(events: readonly StoredEvent[], index: number, useId: string): boolean {
  for (let at = index - 1; at >= 0; at -= 1) {
    const event = events[at]?.event;
    if (event?.id === useId) return isThinkCall(event);
  }
  return false;
}

function isThought(event: NewEvent | SessionEvent, hasThink: boolean): boolean {
  if (event.type === 'agent.thinking') return true;
  if (isThinkCall(event)) return true;
  return !hasThink && event.type === 'agent.message';
}

function isThinkCall(event: NewEvent | SessionEvent): event is NewEvent & { type: 'agent.tool_use' } {
  if (event.type !== 'agent.tool_use' || event.name !== 'think') return false;
  const { thought } = event.input;
  return typeof thought === 'string' && thought.trim() !== '';
}

function isNested(event: SessionEvent): boolean {
  return 'holdfast' in event && event.holdfast !== undefined && 'parent_tool_use_id' in event.holdfast;
}
