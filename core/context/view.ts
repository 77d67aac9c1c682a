import type { EventOf, SessionEvent, StoredEvent } from '../events/index.ts';
import { type ExtractInput, extractSummary } from './extract.ts';
import { createPicker, indexBehind } from './pick.ts';
import { isNested, rewindsIn, rewoundSeqs } from './stretches.ts';

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

const compactionsIn = createPicker(['holdfast.compaction']);
const clearingsIn = createPicker(['holdfast.context_cleared']);
const forgettingsIn = createPicker(['holdfast.forgotten']);

/**
 * Folds events into the view; rewound stretches and calls made from inside `run_code` are left out. `staleExtract` is the extract for
 * `staleSummaryOf`, where somebody has made it already; it takes long and is made here otherwise.
 */
export function foldView(events: readonly StoredEvent[], staleExtract?: string): View {
  const compaction = compactionOf(events, staleExtract);
  const from = compaction?.event.to_seq ?? 0;
  // what was cleared stays cleared, wherever the decision stands
  const cleared = new Set(clearingsIn(events).flatMap(({ event }) => event.tool_use_ids));
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
  for (let index = indexBehind(events, from); index < events.length; index += 1) {
    const stored = events[index];
    if (!stored || rewound(stored.seq) || isNested(stored.event)) continue;
    const { seq, event } = stored;
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
      case 'holdfast.checkpoint':
        // the agent's own changes are in its calls
        if (event.undoes === undefined) break;
        open = null;
        view.turns.push({ kind: 'note', seq, text: undoneNote(event) });
        break;
      case 'span.model_request_start':
        open = null;
        break;
      case 'user.message':
        open = null;
        view.turns.push({ kind: 'owner', seq, event });
        break;
      case 'agent.tool_result':
        view.results.set(event.tool_use_id, resultAt(event, seq));
        break;
      case 'user.custom_tool_result':
        if (asked.has(event.custom_tool_use_id)) {
          open = null;
          view.turns.push({ kind: 'note', seq, text: answerNote(event) });
          break;
        }
        view.results.set(event.custom_tool_use_id, resultAt(event, seq));
        break;
      default:
        break;
    }
  }
  return view;
}

interface NewestCompaction {
  event: EventOf<'holdfast.compaction'>;
  seq: number;
  /** Something of its span was forgotten since, or its own words were: they must not stand in the view. */
  isStale: boolean;
}

/**
 * The newest compaction whose span still is what it was. One that stands in a rewound stretch holds as long as the rewind does not
 * reach into its span.
 */
function newestCompaction(events: readonly StoredEvent[]): NewestCompaction | null {
  const rewinds = rewindsIn(events);
  const found = compactionsIn(events).findLast(
    ({ seq, event }) => !rewinds.some((rewind) => rewind.seq > seq && rewind.event.to_seq <= event.to_seq),
  );
  if (!found) return null;
  const { seq, event } = found;
  return { event, seq, isStale: event.summary === undefined || isForgottenIn(events, found) };
}

function isForgottenIn(
  events: readonly StoredEvent[],
  { seq, event }: { seq: number; event: EventOf<'holdfast.compaction'> },
): boolean {
  const forgotten = new Set<string>();
  for (const later of forgettingsIn(events)) if (later.seq > seq) forgotten.add(later.event.event_id);
  if (forgotten.size === 0) return false;
  const end = indexBehind(events, event.to_seq);
  for (let index = 0; index < end; index += 1) if (forgotten.has(events[index]?.event.id ?? '')) return true;
  return false;
}

/** What the summary in the view has to be made anew from, because words of its span were forgotten; null as a rule. */
export function staleSummaryOf(events: readonly StoredEvent[]): ExtractInput | null {
  const newest = newestCompaction(events);
  return newest?.isStale ? extractInputOf(newest) : null;
}

function extractInputOf({ event, seq }: NewestCompaction): ExtractInput {
  return { toSeq: event.to_seq, asOfSeq: seq, budgetTokens: event.budget_tokens };
}

function compactionOf(events: readonly StoredEvent[], staleExtract?: string): CompactionInView | null {
  const newest = newestCompaction(events);
  if (newest === null) return null;
  const { event, seq, isStale } = newest;
  const summary = isStale
    ? (staleExtract ?? extractSummary(events, extractInputOf(newest)).text)
    : (event.summary ?? '');
  return { event, seq, summary };
}

// one object for each result, so that what is made of it can be remembered
const placed = new WeakMap<ToolResult, ToolResult & { seq: number }>();

function resultAt(event: ToolResult, seq: number): ToolResult & { seq: number } {
  const known = placed.get(event);
  if (known?.seq === seq) return known;
  const made = { ...event, seq };
  placed.set(event, made);
  return made;
}

const pathsTold = 20;

function undoneNote({ changes = [] }: EventOf<'holdfast.checkpoint'>): string {
  const paths = changes.map(({ folder, path }) => `/mnt/folders/${folder}/${path}`);
  const more = paths.length > pathsTold ? `, and ${paths.length - pathsTold} more` : '';
  return `[Note from Holdfast’s harness: the owner took back changes to these files: ${paths.slice(0, pathsTold).join(', ')}${more}. Read them again before relying on what they hold, and do not repeat the changes unasked.]`;
}

function answerNote({ content = [] }: EventOf<'user.custom_tool_result'>): string {
  const answer = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  return `[Note from Holdfast’s harness: it asked the owner whether to go on. The owner’s answer: ${answer}]`;
}

/** Tells whether the transcript can be cut before a turn: every call before it has its result there. */
export function cutsOf(view: View): (index: number) => boolean {
  // where the last result of all calls up to a turn stands
  const settled: number[] = [];
  let last = 0;
  for (const turn of view.turns) {
    for (const use of toolUsesOf(turn))
      last = Math.max(last, view.results.get(use.id)?.seq ?? Number.POSITIVE_INFINITY);
    settled.push(last);
  }
  return (index) => {
    const turn = view.turns[index];
    return turn !== undefined && index > 0 && (settled[index - 1] ?? 0) < turn.seq;
  };
}

/** The calls of a turn, in the model's order. */
export function toolUsesOf(turn: ViewTurn): ToolUse[] {
  return turn.kind === 'assistant' ? turn.blocks.filter(isToolUse) : [];
}

/** True for calls of the model. */
export function isToolUse(event: SessionEvent): event is ToolUse {
  return event.type === 'agent.tool_use' || event.type === 'agent.custom_tool_use';
}
