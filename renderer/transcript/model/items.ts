import type { PlanStep, QueuedEvent, ReachedLimit, StoredEventFrame, WireEvent } from '../../api/index.ts';

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
  /** Holdfast did not let it run; no failure. */
  | 'not_run'
  /** A dry run wrote down what it would have done. */
  | 'recorded'
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
  /** Position of its result; of the call itself as long as there is none. */
  endSeq: number;
  /** Counts the owner's messages: which turn it belongs to. */
  turn: number;
  name: string;
  input: Readonly<Record<string, unknown>>;
  askedAt: string;
  startedAt: string | null;
  isAsked: boolean;
  status: ToolStatus;
  verdict: Verdict | null;
  /** Values of the call that only others' text names, or nobody; empty where it was not asked about or blocked for them. */
  foreignValues: readonly string[];
  confirmation: EventOf<'user.tool_confirmation'> | null;
  result: EventOf<'agent.tool_result'> | EventOf<'user.custom_tool_result'> | null;
  durationMs: number | null;
  diffs: readonly FileDiff[];
  /** What it would have done, where a dry run recorded it instead. */
  recorded: { sentence: string; paths: readonly string[] } | null;
  /** The step of the approved plan that covers it, from 0. `title` null: that plan lies before what was read. */
  planStep: { index: number; title: string | null } | null;
  /** Of a call that the owner let run after a dry run: where the recorded one stands, or null where that was not read. */
  replayOf: { seq: number | null } | null;
  children: ToolCall[];
}

export interface QuestionItem {
  toolUseId: string;
  /** Holdfast asks by itself when the agent goes in circles. */
  isByHoldfast: boolean;
  question: string;
  options: readonly string[];
  why: string | null;
  state: 'waiting' | 'answered' | 'declined' | 'over';
  answer: string;
  turn: number;
  endSeq: number;
}

export interface PlanItem {
  toolUseId: string;
  goal: string;
  /** As the agent proposed it. */
  steps: readonly PlanStep[];
  /** As the owner approved it; null as long as they did not. */
  approved: readonly PlanStep[] | null;
  state: 'waiting' | 'approved' | 'rejected' | 'over';
  /** What the agent was told; empty while it waits. */
  answer: string;
  endSeq: number;
  turn: number;
}

export type Notice =
  | { kind: 'interrupted' }
  | { kind: 'folder_granted'; name: string; path: string; access: 'read' | 'read_write' }
  | { kind: 'folder_revoked'; name: string | null }
  | { kind: 'rule_added'; text: string }
  | { kind: 'rule_revoked'; text: string | null }
  | { kind: 'refusal'; explanation: string | null }
  | { kind: 'terminated' }
  | HarnessNotice;

/** A call that a notice speaks of. */
export interface CallRef {
  id: string;
  seq: number;
  name: string;
  input: ToolCall['input'];
}

/** What Holdfast itself did or noticed. */
export type HarnessNotice =
  | { kind: 'loop_noted'; level: 1 | 2 | 3; text: string; calls: readonly CallRef[] }
  | {
      kind: 'context_cleared';
      count: number;
      calls: readonly CallRef[];
      tokensBefore: number;
      tokensAfter: number;
    }
  | {
      kind: 'compaction';
      /** Where the part that was summarised begins. */
      fromSeq: number;
      method: 'model' | 'extract';
      tokensBefore: number;
      tokensAfter: number;
      /** Null when it was forgotten. */
      summary: string | null;
    }
  /** `reached` is empty where only the end of the turn tells of it. */
  | {
      kind: 'budget_reached';
      reached: readonly ReachedLimit[];
      /** What came of it; null: it is for the owner to decide. */
      settled: 'stopped' | 'went_on' | null;
    }
  /** Of a later version of Holdfast, by type or by shape. */
  | { kind: 'unknown'; type: string }
  | { kind: 'model_fallback'; from: string; to: string }
  | { kind: 'paused' }
  | { kind: 'alarm' }
  | { kind: 'secret_withheld' }
  | { kind: 'resumed' }
  | { kind: 'forked'; sessionId: string; seq: number }
  | { kind: 'mode_changed'; mode: 'normal' | 'plan_first' | 'dry_run' }
  | { kind: 'vaults_given'; names: readonly string[] }
  | { kind: 'plan_approved'; steps: readonly string[] }
  | { kind: 'dry_run_settled'; action: 'execute' | 'discard'; count: number }
  | { kind: 'changes_undone'; paths: string[] };

/** Something a message says that the log does not bear out; `seqs` are the events that say otherwise. */
export interface ClaimWarning {
  claim: string;
  text: string;
  seqs: readonly number[];
}

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
    | { kind: 'imported'; event: EventOf<'holdfast.imported_message'> }
    | { kind: 'agent'; event: EventOf<'agent.message'>; warnings: readonly ClaimWarning[] }
    | { kind: 'thinking'; event: EventOf<'agent.thinking'> }
    | { kind: 'tool'; call: ToolCall }
    | { kind: 'question'; question: QuestionItem }
    | { kind: 'plan'; plan: PlanItem }
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
  /** Nothing new starts until the owner lets it go on. */
  isPaused: boolean;
}

export interface Timeline {
  items: Item[];
  state: SessionState;
  /** Position of the owner's newest message that still counts. */
  lastUserSeq: number | null;
}

export type Stored = StoredEventFrame;
