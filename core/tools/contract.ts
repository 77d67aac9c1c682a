import type { z } from 'zod';
import type { Json } from '../base/index.ts';
import type { ImageBlock, TextBlock } from '../events/index.ts';
import type { CallPreview, ToolLabels } from '../gate/index.ts';

/** What a tool gives back. An expected failure is an outcome with `isError`, never an exception. */
export interface ToolOutcome {
  content: (TextBlock | ImageBlock)[];
  isError: boolean;
  /** Shown on the tool's card, not to the model: limits used, killed by what, lines read … Plain JSON. */
  details?: Record<string, unknown>;
  /** The call has not ended: it waits for its own calls, and is run again with this as `suspension.record`. Only where `mayBegin` said so. */
  suspended?: string;
}

/** How the caller of another tool follows its call. */
export interface CallLink {
  /** The id of a call that was made before the caller was suspended: it goes on where it was. */
  resumes: string | undefined;
  /** The call is in the log, under this id. */
  onLogged(id: string): void;
  /** It waits for the owner, or no longer. */
  onWaiting(isWaiting: boolean): void;
}

/** For a call that gives up its means while its own calls wait, and is run again later. */
export interface CallSuspension {
  /** What it left when it was suspended; null when it runs for the first time. */
  record: string | null;
  /** How long it stays as it is while it waits. */
  afterMs: number;
  /** Asked at the last moment: from a true answer on, none of its calls goes on, and its outcome has to be `suspended`. */
  mayBegin(): boolean;
  /** The same once `signal` has aborted: true where it is only until the next start. */
  mayBeginOnStop(): boolean;
  /** The outcome of a call of its own that had ended; null when it is not known any more. */
  outcomeOf(toolUseId: string): Promise<ToolOutcome | null>;
}

/** Everything a running call may use; there is nothing else to reach for. */
export interface ToolContext {
  sessionId: string;
  /** The stored id of the call's `agent.tool_use` event. */
  toolUseId: string;
  idempotencyKey: string;
  /** When the call was first started, in milliseconds since the epoch; the same after a restart. */
  startedAt: number;
  /** Aborted on interrupt and when the session is stopped: the tool ends what it started. */
  signal: AbortSignal;
  /** Streams output to the transcript while the tool runs; never stored. */
  output(stream: 'stdout' | 'stderr', text: string): void;
  /**
   * Runs another tool of the session on behalf of code inside `run_code`, through the gate and the log like any call.
   * Resolves with the outcome also when it was denied.
   */
  callTool(name: string, input: unknown, link?: CallLink): Promise<ToolOutcome>;
  /** Left out where the call cannot be suspended. */
  suspension?: CallSuspension;
  /** Resolves when the calls that code made so far are in the log: before a change that is no call of its own. */
  commitCalls?(): Promise<void>;
}

/**
 * A tool. `preview` has no effect and is asked before every decision; `run` is called at most once per committed intent
 * (again only when `labels.recovery` allows it). `run` must not throw for expected failures; what it throws is reported as a bug.
 */
export interface Tool<I = unknown> {
  name: string;
  description: string;
  /** Checked before preview; a mismatch goes back to the model as an error. */
  inputSchema: z.ZodType<I>;
  /** What the model is told in place of the schema above, where the tool came with a JSON Schema of its own. */
  inputJsonSchema?: { [key: string]: Json };
  /** Where the text of a successful outcome is JSON of this shape: code gets the value instead of the text. */
  outputSchema?: z.ZodType;
  labels: ToolLabels;
  preview(input: I, context: PreviewContext): Promise<CallPreview>;
  run(input: I, context: ToolContext): Promise<ToolOutcome>;
}

/** True for a tool whose call writes one file with what it is given. */
export function writesFile({ labels }: Pick<Tool, 'labels'>): boolean {
  return labels.effect === 'local' && labels.sinks.includes('file_path');
}

export interface PreviewContext {
  sessionId: string;
  signal: AbortSignal;
}

/** A tool as the model is told of it. */
export interface ToolDeclaration {
  name: string;
  description: string;
  input_schema: { [key: string]: Json };
}

/** A successful outcome of one text. */
export function textOutcome(text: string, details?: Record<string, unknown>): ToolOutcome {
  return { content: [{ type: 'text', text }], isError: false, ...(details ? { details } : {}) };
}

/** A failed outcome of one text, for the model to read. */
export function errorOutcome(text: string, details?: Record<string, unknown>): ToolOutcome {
  return { content: [{ type: 'text', text }], isError: true, ...(details ? { details } : {}) };
}
