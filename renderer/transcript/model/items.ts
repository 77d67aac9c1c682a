import type { QueuedEvent, StoredEventFrame, WireEvent } from '../../api/index.ts';

export type EventOf<T extends WireEvent['type']> = Extract<WireEvent, { type: T }>;
export type Verdict = EventOf<'holdfast.tool_intent'>['verdict'];

/**
 * `pending`: not its turn yet; `waiting`: the owner is asked; `stopped`: ended without a result;
 * `unknown`: it was begun and nobody knows how it ended.
 */
export type ToolStatus =
  | 'pending'
  | 'waiting'
  | 'running'
  | 'done'
  | 'failed'
  | 'denied'
  | 'stopped'
  | 'unknown';

export interface FileDiff {
  path: string;
  before: string | null;
  after: string | null;
}

/** One call with everything that was said of it, and the calls that its code made. */
export interface ToolCall {
  id: string;
  seq: number;
  /** Counts the owner's messages: which turn it belongs to. */
  turn: number;
  name: string;
  input: Readonly<Record<string, unknown>>;
  askedAt: string;
  startedAt: string | null;
  isAsked: boolean;
  status: ToolStatus;
  verdict: Verdict | null;
  confirmation: EventOf<'user.tool_confirmation'> | null;
  result: EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'> | null;
  durationMs: number | null;
  diffs: readonly FileDiff[];
  children: ToolCall[];
}

export interface QuestionItem {
  toolUseId: string;
  question: string;
  options: readonly string[];
  why: string | null;
  state: 'waiting' | 'answered' | 'declined' | 'over';
  answer: string;
  turn: number;
}

export type Notice =
  | { kind: 'interrupted' }
  | { kind: 'folder_granted'; name: string; path: string; access: 'read' | 'read_write' }
  | { kind: 'folder_revoked'; name: string | null }
  | { kind: 'rule_added'; text: string }
  | { kind: 'rule_revoked'; text: string | null }
  | { kind: 'refusal'; explanation: string | null }
  | { kind: 'budget_reached' }
  | { kind: 'terminated' };

interface Placed {
  /** Stable over rebuilding, and the same before and after an event is stored. */
  key: string;
  /** Position of the first event it shows. */
  seq: number;
}

/** One row of the transcript. */
export type Item = Placed &
  (
    | { kind: 'user'; event: EventOf<'user.message'> }
    | { kind: 'agent'; event: EventOf<'agent.message'> }
    | { kind: 'thinking'; event: EventOf<'agent.thinking'> }
    | { kind: 'tool'; call: ToolCall }
    | { kind: 'question'; question: QuestionItem }
    | { kind: 'error'; event: EventOf<'session.error'>; attempts: number; isOver: boolean }
    | { kind: 'notice'; notice: Notice; at: string }
    /** Taken out of what the agent reads, by an edit or a retry. */
    | { kind: 'fold'; items: Item[]; at: string }
    /** `workedMs` leaves out the time that the owner was waited for; null when the beginning was not read yet. */
    | { kind: 'turn_end'; workedMs: number | null; endedAt: string; text: string; tools: number }
  );

/** What stands behind the stored rows: being written right now, or waiting for its turn. */
export type LiveItem =
  | { kind: 'live_message'; key: string; text: string; isPartial: boolean }
  | { kind: 'live_thinking'; key: string; text: string }
  | { kind: 'live_tool'; key: string; name: string; partialJson: string }
  | { kind: 'working'; key: string; since: string; isRetrying: boolean }
  | { kind: 'queued'; key: string; event: QueuedEvent };

export type Row = Item | LiveItem;

/** Where a session stands, as its last status event says. */
export interface SessionState {
  status: 'running' | 'idle' | 'rescheduling' | 'terminated';
  since: string | null;
  waitsFor: readonly string[];
}

export interface Timeline {
  items: Item[];
  state: SessionState;
  /** Position of the owner's newest message that still counts. */
  lastUserSeq: number | null;
}

export type Stored = StoredEventFrame;
