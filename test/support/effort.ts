/** How long a property looks for a counterexample: a fixed number of tries, or `HOLDFAST_FUZZ_SECONDS` with another seed each time. */
const seconds = Number(process.env.HOLDFAST_FUZZ_SECONDS ?? 0);

/** Parameters for `fc.assert`. */
export function effort(numRuns: number) {
  return seconds > 0
    ? { numRuns: 1_000_000_000, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false }
    : { numRuns, seed: 20_261_124 };
}

/** How long such a test may take. */
export const effortTimeoutMs = 20_000 + seconds * 1000;
