import type { EventOf, SessionEvent, StoredEvent } from '../events/index.ts';
import { extractSummary } from './extract.ts';
import { isNested, rewoundSeqs } from './stretches.ts';

export type ToolUse = EventOf<'agent.tool_use'> | EventOf<'agent.custom_tool_use'>;
export type ToolResult = EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'>;

/** What the model answered to one request. */
export interface AssistantTurn {
  kind: 'assistant';
  /** Where its first block stands. */
  seq: number;
  blocks: (EventOf<'agent.message'> | EventOf<'agent.thinking'> | ToolUse)[];
}

export interface OwnerMessage {
  kind: 'owner';
  seq: number;
  event: EventOf<'user.message'>;
}

/** What the harness tells the model; neither the owner's words nor the model's. */
export interface HarnessNote {
  kind: 'note';
  seq: number;
  text: string;
}

export type ViewTurn = AssistantTurn | OwnerMessage | HarnessNote;

/** The compaction that the view rests on. */
export interface CompactionInView {
  event: EventOf<'holdfast.compaction'>;
  seq: number;
  /** What stands in the view: the event's summary, or an extract where something of its span was forgotten since. */
  summary: string;
}

/** What the model reads of a session, in order: a view of the log, which itself is never cut. */
export interface View {
  compaction: CompactionInView | null;
  /** Behind the compaction. */
  turns: ViewTurn[];
  /** Results by the id of the tool use they belong to. */
  results: Map<string, ToolResult & { seq: number }>;
  /** Tool uses whose results are shown as references. */
  cleared: ReadonlySet<string>;
}

/** Folds events into the view; rewound stretches and calls made from inside `run_code` are left out. */
export function foldView(events: readonly StoredEvent[]): View {
  const compaction = newestCompaction(events);
  const from = compaction?.event.to_seq ?? 0;
  const cleared = new Set<string>();
  const view: View = { compaction, turns: [], results: new Map(), cleared };
  const rewound = rewoundSeqs(events);
  // questions that the harness asked: the model reads the answer as a note, it has made no such call
  const asked = new Set<string>();
  let open: AssistantTurn | null = null;
  const block = (seq: number, event: AssistantTurn['blocks'][number]) => {
    if (!open) {
      open = { kind: 'assistant', seq, blocks: [] };
      view.turns.push(open);
    }
    open.blocks.push(event);
  };
  for (const { seq, event } of events) {
    // what was cleared stays cleared, wherever the decision stands
    if (event.type === 'holdfast.context_cleared') for (const id of event.tool_use_ids) cleared.add(id);
    if (seq <= from || rewound(seq) || isNested(event)) continue;
    switch (event.type) {
      case 'agent.message':
      case 'agent.thinking':
      case 'agent.tool_use':
        block(seq, event);
        break;
      case 'agent.custom_tool_use':
        if (event.holdfast?.asked_by === undefined) block(seq, event);
        else asked.add(event.id);
        break;
      case 'holdfast.loop_noted':
        open = null;
        view.turns.push({
          kind: 'note',
          seq,
          text: `[Note from Holdfast’s harness, not from the owner: ${event.text}]`,
        });
        break;
      case 'span.model_request_start':
        open = null;
        break;
      case 'user.message':
        open = null;
        view.turns.push({ kind: 'owner', seq, event });
        break;
      case 'agent.tool_result':
        view.results.set(event.tool_use_id, { ...event, seq });
        break;
      case 'user.custom_tool_result':
        if (asked.has(event.custom_tool_use_id)) {
          open = null;
          view.turns.push({ kind: 'note', seq, text: answerNote(event) });
          break;
        }
        view.results.set(event.custom_tool_use_id, { ...event, seq });
        break;
      default:
        break;
    }
  }
  return view;
}

/**
 * The newest compaction whose span still is what it was. One that stands in a rewound stretch holds as long as the rewind does not
 * reach into its span.
 */
function newestCompaction(events: readonly StoredEvent[]): CompactionInView | null {
  const rewinds = events.flatMap(({ seq, event }) =>
    event.type === 'holdfast.rewound' ? [{ seq, event }] : [],
  );
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const stored = events[index];
    if (stored?.event.type !== 'holdfast.compaction') continue;
    const { seq, event } = stored;
    if (rewinds.some((rewind) => rewind.seq > seq && rewind.event.to_seq <= event.to_seq)) continue;
    return { event, seq, summary: summaryOf(event, seq, events) };
  }
  return null;
}

function summaryOf(
  event: EventOf<'holdfast.compaction'>,
  seq: number,
  events: readonly StoredEvent[],
): string {
  const forgotten = new Set<string>();
  for (const later of events)
    if (later.seq > seq && later.event.type === 'holdfast.forgotten') forgotten.add(later.event.event_id);
  const isStale =
    forgotten.size > 0 &&
    events.some((earlier) => earlier.seq <= event.to_seq && forgotten.has(earlier.event.id));
  if (event.summary !== undefined && !isStale) return event.summary;
  return extractSummary(events, { toSeq: event.to_seq, asOfSeq: seq, budgetTokens: event.budget_tokens })
    .text;
}

function answerNote({ content = [] }: EventOf<'user.custom_tool_result'>): string {
  const answer = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  return `[Note from Holdfast’s harness: it asked the owner whether to go on. The owner’s answer: ${answer}]`;
}

/** Whether the transcript can be cut before this turn: every call before it has its result there. */
export function canCutBefore(view: View, index: number): boolean {
  const turn = view.turns[index];
  if (!turn || index === 0) return false;
  return view.turns.slice(0, index).every((earlier) =>
    toolUsesOf(earlier).every((use) => {
      const result = view.results.get(use.id);
      return result !== undefined && result.seq < turn.seq;
    }),
  );
}

/** The calls of a turn, in the model's order. */
export function toolUsesOf(turn: ViewTurn): ToolUse[] {
  return turn.kind === 'assistant' ? turn.blocks.filter(isToolUse) : [];
}

/** True for calls of the model. */
export function isToolUse(event: SessionEvent): event is ToolUse {
  return event.type === 'agent.tool_use' || event.type === 'agent.custom_tool_use';
}
