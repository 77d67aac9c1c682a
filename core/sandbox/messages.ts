import type { EngineName } from './engine.ts';
import type { RunLimits } from './limits.ts';
import type { OutputEntry, RunFailureReason } from './result.ts';
import type { GuestReplay, RecordedPart } from './run-record.ts';

/** What a sandbox worker is started with. */
export interface SandboxWorkerData {
  engine: EngineName;
  /** Compiled once in the main process and shared by all workers. */
  wasmModule: WebAssembly.Module;
  memoryBytes: number;
  /** One Int32: pages of WebAssembly memory in use, so that a killed run still has a figure. */
  gauge: SharedArrayBuffer;
  /** Nobody waits for it yet: it makes itself warm before it says that it is ready. */
  isSpare: boolean;
}

export type SandboxLanguage = 'javascript' | 'typescript';

export interface RunRequest {
  type: 'run';
  runId: number;
  code: string;
  language: SandboxLanguage;
  tools: string[];
  /** Files and modules of the workspace are there. */
  hasFiles: boolean;
  /** Declarations of tools can be asked for. */
  canDescribe: boolean;
  limits: RunLimits;
  /** Of `Math.random`: four words of 32 bits. */
  seed: readonly number[];
  /** The code ran before, up to a call that waited: what it saw then comes first. */
  replay: GuestReplay | null;
}

export interface SettleMessage {
  type: 'settle';
  runId: number;
  callId: number;
  isError: boolean;
  /** JSON text: the answer, or `{name, message}` of the error. */
  json: string;
}

/** The answer to a question for a module; `json` is a ModuleAnswer. */
export interface ModuleMessage {
  type: 'module';
  runId: number;
  path: string;
  json: string;
}

export type ToWorker = RunRequest | SettleMessage | ModuleMessage;

/** How a run ended inside the worker. `valueJson` is unparsed: it came from the guest. */
export type GuestOutcome =
  | { ok: true; valueJson: string | undefined }
  | { ok: false; reason: RunFailureReason; message: string; stack?: string; line?: number; column?: number };

export type FromWorker =
  | { type: 'ready' }
  /** From here on the guest's time counts. */
  | { type: 'started'; runId: number }
  | { type: 'output'; runId: number; entries: OutputEntry[] }
  | { type: 'call'; runId: number; callId: number; name: string; json: string }
  /** Asks for the text of a module of the workspace: before the run starts, or while the guest waits for an `import()`. */
  | { type: 'module'; runId: number; path: string }
  /** The code that is run again is where it was; what it calls from here on is new. */
  | { type: 'caught_up'; runId: number }
  /** The guest has nothing to do until a host call is answered; `settled` answers have arrived so far. `part`: since the last time. */
  | { type: 'waiting'; runId: number; settled: number; guestMs: number; part: RecordedPart }
  /** `mustDiscard`: the module may not be used for another run. */
  | { type: 'end'; runId: number; outcome: GuestOutcome; guestMs: number; mustDiscard: boolean };
