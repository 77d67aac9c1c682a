import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Tells a tool whether code inside `run_code` called it. For code, answers are whole and bare (a file of megabytes, no hints in
 * words); for the model they are short and say what to do next.
 */
export interface Nesting {
  asCode<T>(work: () => Promise<T>): Promise<T>;
  isCode(): boolean;
}

/** One per toolset. The mark travels with the asynchronous call, through gate and log, and with nothing else. */
export function createNesting(): Nesting {
  const storage = new AsyncLocalStorage<true>();
  return { asCode: (work) => storage.run(true, work), isCode: () => storage.getStore() === true };
}
