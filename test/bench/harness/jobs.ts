import { houseLife } from './crash.ts';
import { askForDeltas } from './deltas.ts';
import { serveModel } from './model-server.ts';
import { askWhileWriting } from './round-trip.ts';
import { appendRaw, appendSteps } from './step-rows.ts';
import { stopEverything } from './stop-all.ts';
import { streamSessions } from './streaming.ts';
import { fillPlain, wakeOurs, wakePlain } from './wake.ts';
import { countCommits, houseLoop, rawLoop } from './warm-turn.ts';

// what runs in processes of its own; each says one line with `result`, or lines of its own until it is killed
const jobs = {
  serveModel,
  houseLoop,
  rawLoop,
  countCommits,
  appendSteps,
  appendRaw,
  wakeOurs,
  wakePlain,
  fillPlain,
  houseLife,
  askForDeltas,
  askWhileWriting,
  streamSessions,
  stopEverything,
};

/** Runs a job of this bench by its name. Whoever started it is this bench too, so `input` has the job's shape. */
export async function runJob(name: string, input: unknown): Promise<void> {
  const job = (jobs as Record<string, (input: never) => Promise<void>>)[name];
  if (!job) throw new Error(`no job ${name}`);
  await job(input as never);
}
