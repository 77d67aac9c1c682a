import type { HostFunction, HostFunctions } from './host-calls.ts';
import type { ModuleAnswer } from './module-linker.ts';

/** What the guest's own runtime may ask besides the tools. The task's code reaches them only through what the runtime makes of them. */
export interface Internals {
  /** Answers a FileRequest with `{error, value}`. */
  fs?: HostFunction;
  /** Answers the path of a module with `{error, value}`. Asked by the worker, not by the guest. */
  module?: (argsJson: string, signal: AbortSignal) => Promise<string>;
  /** Answers the name of a tool with its declaration, or rejects. */
  describe?: HostFunction;
}

/** The host functions by the names that cross; no tool can have one with #. */
export function withInternals(functions: HostFunctions, { fs, describe }: Internals): HostFunctions {
  return { ...functions, ...(fs ? { '#fs': fs } : {}), ...(describe ? { '#describe': describe } : {}) };
}

/** The text of a module, or why there is none, as JSON for the worker. */
export async function moduleAnswer(
  { module }: Internals,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  if (!module) return refused('there are no modules');
  try {
    const { error, value } = JSON.parse(await module(JSON.stringify(path), signal));
    return error === null ? JSON.stringify(value) : refused(error.message);
  } catch (caught) {
    return refused(caught instanceof Error ? caught.message : String(caught));
  }
}

function refused(problem: string): string {
  const answer: ModuleAnswer = { problem };
  return JSON.stringify(answer);
}
