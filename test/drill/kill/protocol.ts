import { z } from 'zod';

/** What the driver gives a child, as JSON in its argument. */
export const childOptions = z.object({
  dataDir: z.string(),
  workers: z.string(),
  ledger: z.string(),
  folder: z.string(),
  seed: z.number(),
  /** Names of messages are unique over all lives of one data folder. */
  life: z.number(),
  /** Where this life ends by its own SIGKILL: `after:intent#3` is the third passing of that point. */
  debugPoint: z.string().nullable(),
  /** Sessions that are driven on, with the last position that was acknowledged. */
  sessions: z.array(z.object({ id: z.string(), afterSeq: z.number() })),
  /** How many sessions are driven at once. */
  width: z.number(),
  /** Start nothing new, answer everything, say `rest` when every session rests. */
  isLast: z.boolean(),
});
export type ChildOptions = z.infer<typeof childOptions>;

/**
 * What a child says, one JSON array a line, each line one synchronous write: what was written before a kill is heard.
 * `differs`: a table is not what the log says. `stored`: committed and echoed by the log; `queued`: accepted by the API; `retired`: this session is not driven any more.
 */
export const childLine = z.union([
  z.tuple([z.literal('ready')]),
  z.tuple([z.literal('session'), z.string()]),
  z.tuple([z.literal('stored'), z.string(), z.number(), z.string()]),
  z.tuple([z.literal('queued'), z.string(), z.string()]),
  z.tuple([z.literal('retired'), z.string()]),
  z.tuple([z.literal('killed'), z.string()]),
  z.tuple([z.literal('problem'), z.string()]),
  z.tuple([z.literal('differs'), z.string()]),
  z.tuple([z.literal('rest')]),
]);
export type ChildLine = z.infer<typeof childLine>;
