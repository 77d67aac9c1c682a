/** What a crash allows: run again freely, run again with the same key, never again without asking. */
export type Recovery = 'pure' | 'idempotent' | 'effectful';
/** What undo can do. */
export type Reversibility = 'reversible' | 'compensable' | 'irreversible';
/** What the gate weighs. */
export type Effect = 'none' | 'local' | 'egress' | 'money' | 'destructive' | 'account' | 'exec' | 'physical';
/** How far a tool's output can be trusted; `echo` repeats its arguments and inherits their labels. */
export type OutputTrust = 'trusted' | 'untrusted' | 'echo';

export interface ToolLabels {
  recovery: Recovery;
  reversibility: Reversibility;
  effect: Effect;
  output: OutputTrust;
  /** Arguments that decide who or where. */
  sinks: readonly string[];
  /** Arguments whose content would leave or be written. */
  payload: readonly string[];
}

/** A file before and after a call, for the dialog. Text only; `null` where the file is not there or not text. */
export interface FileDiff {
  path: string;
  before: string | null;
  after: string | null;
}

/** The rule that "allow for this session" would make: what it matches, and the sentence shown before the click. */
export interface RuleOffer {
  tool: string;
  /** A call is covered when each named argument is equal, or, for `path_prefix`, when its path lies at or below it. */
  match: { path_prefix?: string; arguments?: Record<string, unknown> };
  text: string;
}

/** What the agent read before a call that its owner should know of. A hint: no decision reads it. */
export interface NoticedBefore {
  /** The result it stood in. */
  eventId: string;
  tool: string;
  /** How many characters were invisible, how many marks imitated somebody. */
  hidden: number;
  imitations: number;
  /** Words that command their reader. */
  quotes: readonly string[];
}

/** What one exact call would do, told by the tool itself before anything happens. Everything shown to the owner comes from here. */
export interface CallPreview {
  /** One plain sentence: what, where, reversible or not. */
  sentence: string;
  /** What the call touches. Targets inside the session's own workspace never ask. */
  target: 'none' | 'workspace' | 'folder' | 'owner' | 'memory' | 'network' | 'sandbox';
  effect: Effect;
  reversibility: Reversibility;
  paths: readonly string[];
  facts: readonly { label: string; value: string }[];
  diffs: readonly FileDiff[];
  /** Why the owner would be asked when no policy says otherwise; empty when the call may run. */
  asksBecause: readonly string[];
  ruleOffered: RuleOffer | null;
  /** How much of the owner's folders the call would change, where it can be more than one file. */
  reach?: Reach;
  /** Put beside it when the owner is asked. */
  noticed?: readonly NoticedBefore[];
}

/** Files of granted folders that a call deletes, and that it makes, changes or moves. */
export interface Reach {
  deletes: number;
  changes: number;
}
