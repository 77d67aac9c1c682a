import { z } from 'zod';

/**
 * Everything that entered a run of code from outside, so that the same code, run again, does the same: a run is a machine of which
 * only its start, the answers and timers that reach it, and their order decide what it does.
 */
export const runRecordSchema = z.object({
  /** Of `Math.random`. */
  seed: z.array(z.number().int().min(0).max(0xffff_ffff)).length(4),
  /** What the clock said, in milliseconds since the epoch, and how many readings in a row got that. */
  clock: z.array(z.tuple([z.number(), z.number().int().positive()])),
  /** In order: a call that was answered, or the timers that fired together. */
  steps: z.array(z.union([z.number().int().positive(), z.array(z.number().int().positive())])),
  /** How many calls the code made, `import()` included. */
  made: z.number().int().min(0),
  /** Those of the calls that were sent to the host, by their number. */
  calls: z.array(
    z.object({
      id: z.number().int().positive(),
      name: z.string(),
      /** SHA-256 of the arguments as they were sent, in hex. */
      input: z.string(),
      /** Under what the caller finds the call again. */
      reference: z.string().optional(),
      /** Its JSON, or where it is to be had under the reference, the SHA-256 of that in hex. */
      answer: z
        .object({ isError: z.boolean(), json: z.string().optional(), sha256: z.string().optional() })
        .optional(),
    }),
  ),
  /** Modules of the workspace as they were given, in the order they were asked for: path, and the answer as JSON. */
  modules: z.array(z.tuple([z.string(), z.string()])),
  /** What was used. */
  guestMs: z.number().min(0),
  wallMs: z.number().min(0),
  /** How many entries the console had. */
  printed: z.number().int().min(0),
});

export type RunRecord = z.infer<typeof runRecordSchema>;
export type RecordedCall = RunRecord['calls'][number];
export type RecordedStep = RunRecord['steps'][number];

/** What the guest's thread has to know of it. */
export type GuestReplay = Pick<RunRecord, 'clock' | 'steps' | 'made' | 'guestMs'>;

/** What came since the last time, as the guest's thread saw it. */
export interface RecordedPart {
  steps: RecordedStep[];
  clock: RunRecord['clock'];
  made: number;
}
