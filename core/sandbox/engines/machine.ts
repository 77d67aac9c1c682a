import type { RealmHost } from '../engine.ts';

/** A value of the guest: the address of a box that holds it, in the engine's memory. */
export type Box = number;

/** What the guest's runtime is given to call, in this order. Only these five exist. */
export const hostNames = ['call', 'print', 'setTimer', 'clearTimer', 'now'] as const;
export type HostName = (typeof hostNames)[number];

/** Where a machine keeps what it needs, in its memory: the same in every instance over the same image. */
export type Places = readonly number[];

/**
 * One instance of an engine: strings and numbers in and out, everything else by its address. Nothing looks into a value of the guest or
 * coerces it (R9). Any method throws GuestMemoryError when memory is too short for it, and whatever the engine throws.
 */
export interface Machine {
  /** Of the run in progress. */
  host: RealmHost;
  readonly places: Places;
  /** It may be another one after `shrink`. */
  memory(): WebAssembly.Memory;
  /** Gives up memory that grew past `bytes`, where it can. What it held may be gone: all of it has to be put back. */
  shrink(bytes: number): void;
  /** Memory could not grow any more since `forgetRefusals`, as far as the host can tell. */
  wasRefusedMemory(): boolean;
  forgetRefusals(): void;
  setStackLimit(bytes: number): void;

  newHostFunction(name: HostName): Box;
  newString(text: string): Box;
  newNumber(value: number): Box;
  free(box: Box): void;
  /** The property of an object of our own runtime. */
  property(object: Box, name: string): Box;
  evaluate(code: string, fileName: string, flags: number): Box;
  /** Calls a function of our own runtime and frees the arguments, at most five. */
  call(fn: Box, args: readonly Box[]): Box;
  /** What was thrown, where `result` stands for that; `result` is freed then. */
  thrown(result: Box): Box | undefined;
  /** The text of a string, '' of anything else. */
  string(box: Box): string;
  hasJobs(): boolean;
  /** At most `most` pending jobs. A failed one has rejected its promise; an interrupt or exhausted memory the caller sees by itself. */
  runJobs(most: number): void;
  /** Read natively: no `then`, no guest code (R10). */
  promiseState(promise: Box): 'pending' | 'fulfilled' | 'rejected';
  promiseResult(promise: Box): Box;
}

/** Makes an instance: with an engine in it that was just made, or, with `places`, one whose memory is still to be put back. */
export type StartMachine = (
  wasmModule: WebAssembly.Module,
  memoryBytes: number,
  places: Places | undefined,
) => Promise<Machine>;

/** Between two runs: nothing of a task can ask. */
export const noHost: RealmHost = {
  call() {},
  print() {},
  setTimer() {},
  clearTimer() {},
  now: () => 0,
  shouldStop: () => false,
};
