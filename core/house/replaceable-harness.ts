import type { Harness } from '../harness/index.ts';

export interface ReplaceableHarness extends Harness {
  /** Closes the harness while `work` runs. There is a new one afterwards, also when `work` rejects. */
  closedDuring<T>(work: () => Promise<T>): Promise<T>;
}

/** The harness of the moment: what it has read of the logs ends with the data that they were read from. */
export function createReplaceableHarness(make: () => Harness): ReplaceableHarness {
  let harness = make();
  return {
    wake: (sessionId, reason) => harness.wake(sessionId, reason),
    interrupt: (sessionId) => harness.interrupt(sessionId),
    pause: (sessionId, by) => harness.pause(sessionId, by),
    resume: (sessionId, by) => harness.resume(sessionId, by),
    stopAll: (by) => harness.stopAll(by),
    fork: (input) => harness.fork(input),
    foresee: (sessionId) => harness.foresee(sessionId),
    recover: () => harness.recover(),
    active: () => harness.active(),
    close: () => harness.close(),
    async closedDuring(work) {
      await harness.close();
      return work().finally(() => {
        harness = make();
      });
    },
  };
}
