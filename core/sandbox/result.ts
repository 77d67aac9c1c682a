import type { Json } from '../base/index.ts';
import type { RunLimits } from './limits.ts';
import type { RunRecord } from './run-record.ts';

export type OutputStream = 'log' | 'info' | 'warn' | 'error' | 'debug';

export interface OutputEntry {
  stream: OutputStream;
  text: string;
}

/** What a run used, next to what it was allowed. */
export interface RunStats {
  /** Time the guest was busy or slept on its own timers. */
  guestMs: number;
  wallMs: number;
  /** High-water mark of the WebAssembly memory, engine included. A lower bound when the run was killed. */
  peakMemoryBytes: number;
  hostCalls: number;
  outputBytes: number;
  limits: RunLimits;
}

/** Why a run ended without a value. */
export type RunFailureReason =
  /** The code threw, or waits for something that can never happen. */
  | 'error'
  /** The code does not parse. */
  | 'syntax'
  | 'timeout'
  | 'memory'
  | 'stack'
  | 'output_limit'
  | 'host_calls'
  | 'aborted'
  /** Run again, the code did something else than the first time. */
  | 'diverged'
  /** Its worker was given back while calls wait; `record` is what it needs to be run again. */
  | 'suspended'
  /** The engine itself failed; the code may or may not be to blame. */
  | 'crashed';

export interface RunSuccess {
  ok: true;
  /** What the code returned, or its last expression. Undefined when there is none. */
  value: Json | undefined;
  logs: OutputEntry[];
  stats: RunStats;
}

export interface RunFailure {
  ok: false;
  reason: RunFailureReason;
  message: string;
  /** In the coordinates of the code as it was given. */
  stack?: string;
  /** Of a syntax error; both count from 1. */
  line?: number;
  column?: number;
  record?: RunRecord;
  logs: OutputEntry[];
  stats: RunStats;
}

export type RunResult = RunSuccess | RunFailure;
