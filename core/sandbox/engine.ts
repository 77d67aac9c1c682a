/**
 * What Holdfast needs of a JavaScript engine in WebAssembly, small enough that another engine can stand in. Everything that crosses
 * is a string or a number; no method looks into a guest object (R9). Any method may throw a host error: then the engine is broken and
 * must be dropped together with its worker (R6), not closed.
 */
export interface Engine {
  /** Size of the WebAssembly memory now; it never shrinks. */
  memoryBytes(): number;
  /** A fresh context with the guest runtime in place, in memory that is as it was before any code of a task ran. One at a time. */
  openRealm(options: RealmOptions): Realm;
}

/** The engines there are: QuickJS by Bellard and others, compiled with Emscripten; QuickJS-NG, compiled for WASI. */
export type EngineName = 'quickjs-emscripten' | 'quickjs-wasi';

/** The engine could not get memory for something the host needs. The run ends for want of memory, and the engine with it. */
export class GuestMemoryError extends Error {
  override readonly name = 'GuestMemoryError';
}

/** What the guest may call. None of these may throw. */
export interface RealmHost {
  call(callId: number, name: string, json: string): void;
  print(stream: string, json: string): void;
  setTimer(timerId: number, ms: number): void;
  clearTimer(timerId: number): void;
  /** The clock as the guest sees it, in milliseconds since the epoch. */
  now(): number;
  /** Asked every few thousand steps while guest code runs. True ends the guest; it cannot be caught. */
  shouldStop(): boolean;
}

export interface RealmOptions {
  host: RealmHost;
  /** JSON of a GuestConfig. */
  configJson: string;
  /** The code imports something; without it there is no `require`. */
  hasModules: boolean;
  /** `fs` is among what it may import. */
  hasFiles: boolean;
  stackBytes: number;
}

/** What a guest error said of itself; each field was bounded inside. */
export interface GuestFailure {
  name: string;
  message: string;
  stack: string;
  /** The thrown value was null, undefined or "": engines do that when memory runs out (R15). */
  isEmpty: boolean;
}

/** Limits that a run reached, by what the host sees of the engine: nothing that code says counts here. */
export interface Reached {
  memory: boolean;
  stack: boolean;
}

export type Outcome =
  | { state: 'pending' }
  | { state: 'fulfilled'; json: string | undefined }
  | { state: 'rejected'; failure: GuestFailure };

/** One fresh global scope. */
export interface Realm {
  /** Runs code as a script with top-level await. Returns the failure when it does not compile. */
  start(code: string, fileName: string): GuestFailure | undefined;
  hasJobs(): boolean;
  /** Runs at most `maxJobs` pending promise jobs. */
  runJobs(maxJobs: number): void;
  /** Answers a host call. Returns the failure of guest code that this ran, if any. */
  settle(callId: number, isError: boolean, json: string): GuestFailure | undefined;
  fireTimer(timerId: number): GuestFailure | undefined;
  /** Where the started script stands; runs no guest code while it is pending. */
  outcome(): Outcome;
  reached(): Reached;
  close(): void;
}
