import { seededCycles } from './cycles.ts';
import { pollings } from './polling.ts';
import { recordedRuns } from './recorded.ts';
import { loops } from './scripted.ts';
import { simulate } from './simulate.ts';

/** Calls a loop is played for: far more than it may take. */
const longEnough = 60;

export interface LoopFigures {
  /** `worstCalls` counts from a loop's very first call. */
  loops: { n: number; stopped: number; worstCalls: number; missed: string[] };
  /** Rounds of one to six calls; `worstCalls` counts from the first call that is a repeat, `worstFromFirst` from the first of all. */
  cycles: { n: number; seed: number; stopped: number; worstCalls: number; worstFromFirst: number };
  polling: { n: number; falseStops: number; notes: number; forcedThoughts: number; stopped: string[] };
  /** Null where the recorded runs are not there. */
  benign: { n: number; falseStops: number; notes: number; forcedThoughts: number; stopped: string[] } | null;
}

/** Plays everything to the guard and counts. */
export function measureLoops(input: { dataDir: string; cycles: number; seed: number }): LoopFigures {
  const recorded = recordedRuns(input.dataDir);
  return {
    loops: scriptedFigures(),
    cycles: cycleFigures(input.cycles, input.seed),
    polling: honestFigures(
      pollings.map((script) => ({
        id: script.name,
        before: script.before ?? [],
        steps: Array.from({ length: script.length }, (_, index) => script.at(index)),
      })),
    ),
    benign: recorded === null ? null : honestFigures(recorded),
  };
}

function scriptedFigures(): LoopFigures['loops'] {
  const ends = loops.map((loop) => {
    const steps = Array.from({ length: longEnough }, (_, index) => loop.at(index));
    return { name: loop.name, after: simulate(steps, { before: loop.before ?? [] }).stoppedAfter };
  });
  const missed = ends.flatMap(({ name, after }) => (after === null ? [name] : []));
  return {
    n: ends.length,
    stopped: ends.length - missed.length,
    worstCalls: worst(ends.map(({ after }) => after)),
    missed,
  };
}

function cycleFigures(count: number, seed: number): LoopFigures['cycles'] {
  const ends = seededCycles(count, seed).map(({ before, steps, period }) => {
    const after = simulate(steps, { before }).stoppedAfter;
    return { after, repeats: after === null ? null : after - period };
  });
  return {
    n: ends.length,
    seed,
    stopped: ends.filter(({ after }) => after !== null).length,
    worstCalls: worst(ends.map(({ repeats }) => repeats)),
    worstFromFirst: worst(ends.map(({ after }) => after)),
  };
}

function honestFigures(runs: readonly { id: string; steps: Parameters<typeof simulate>[0] }[]) {
  const ends = runs.map(({ id, steps }) => ({ id, ...simulate(steps) }));
  const stopped = ends.flatMap(({ id, stoppedAfter }) => (stoppedAfter === null ? [] : [id]));
  return {
    n: ends.length,
    falseStops: stopped.length,
    notes: sum(ends.map(({ notes }) => notes)),
    forcedThoughts: sum(ends.map(({ forcedThoughts }) => forcedThoughts)),
    stopped,
  };
}

const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
const worst = (list: readonly (number | null)[]) => Math.max(0, ...list.map((value) => value ?? longEnough));
