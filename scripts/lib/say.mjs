/**
 * A failure that we expect and can explain (no network, a missing library). Its message is for a person: it is
 * printed alone, without a stack trace.
 */
export class Stop extends Error {
  name = 'Stop';
}

/** Progress goes to stderr, so that the stdout of `holdfast` and of benchmarks stays clean. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a script's main function; prints a Stop as its sentence, anything else with its stack. */
export async function runMain(main) {
  try {
    const code = await main();
    process.exitCode = typeof code === 'number' ? code : 0;
  } catch (error) {
    say(error instanceof Stop ? error.message : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}
