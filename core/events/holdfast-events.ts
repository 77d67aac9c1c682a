import { z } from 'zod';
import { alarmEvents } from './alarm-events.ts';
import { base, callGrant, id, requestPurpose, verdict } from './event-parts.ts';
import { judgeEvents } from './judge-events.ts';
import { memoryEvents } from './memory-events.ts';
import { modeEvents } from './mode-events.ts';
import { vaultEvents } from './vault-events.ts';

const compactionTrigger = z.enum(['threshold', 'overflow']);

const limit = z.number().nullish();
/** Limits of a session; what each bounds stands in core/harness/budget/figures.ts. */
const budgetLimits = z.object({
  input_tokens: limit,
  output_tokens: limit,
  cost_cents: limit,
  wall_seconds: limit,
  running_seconds: limit,
  tool_calls: limit,
  bytes_out: limit,
  files_changed: limit,
});
const reachedLimit = z.object({
  scope: z.enum(['session', 'agent', 'day', 'background']),
  what: z.enum([
    'input_tokens',
    'output_tokens',
    'cost_cents',
    'wall_seconds',
    'running_seconds',
    'tool_calls',
    'bytes_out',
    'files_changed',
    'unpriced_tokens',
  ]),
  limit: z.number(),
  spent: z.number(),
  needed: z.number(),
});
/** US dollars per million tokens. */
const price = z.object({
  input: z.number(),
  output: z.number(),
  cache_read: z.number(),
  cache_write: z.number(),
});

/** A file of a granted folder at a moment; `sha256` in hex, null where it was too large to be read. */
const fileState = z
  .object({ sha256: z.string().nullable(), size: z.number(), executable: z.literal(true).optional() })
  .nullable();
const checkpointFile = z.object({
  /** Name of the granted folder below /mnt/folders, and its real path. */
  folder: z.string(),
  root: z.string(),
  /** Inside the folder, with `/`. */
  path: z.string(),
  /** Null: there was no file. */
  before: fileState,
  /** Null: there is no file any more. */
  after: fileState,
  /** It was moved here from this path in the same folder, with whatever it held; `before` is null then. */
  moved_from: z.string().optional(),
  /** Folders that had to be made for it, outermost first. */
  made_folders: z.array(z.string()).optional(),
});
export type CheckpointFile = z.infer<typeof checkpointFile>;

/** A request that left, or was stopped at the door. Nothing of it is secret; query and body are not in it. */
export const egressEntry = z.object({
  id,
  at: z.string(),
  /** `sent`: still under way when it was written down. */
  outcome: z.enum(['sent', 'answered', 'failed', 'refused']),
  method: z.string(),
  scheme: z.string(),
  host: z.string(),
  port: z.number(),
  path: z.string(),
  /** Of address, headers and body, with placeholders. */
  bytes_out: z.number(),
  /** Of the answer's body, unpacked. */
  bytes_in: z.number(),
  status: z.number().nullable(),
  /** Names of the credentials that were put in. */
  credential: z.string().nullable(),
  error: z.string().nullable(),
  /** How many places of a conversation held a stored secret and went out without it; absent: none. */
  withheld: z.number().int().positive().optional(),
  /** The tool call, or the model request's span. */
  call_id: z.string().nullable(),
});

/** Those that only Holdfast has. */
export const holdfastEvents = [
  z.object({
    ...base,
    type: z.literal('holdfast.tool_intent'),
    tool_use_id: id,
    tool: z.string(),
    input_hash: z.string(),
    recovery: z.enum(['pure', 'idempotent', 'effectful']),
    idempotency_key: z.string(),
    /** How many files of the owner's folders it would change. */
    files: z.number().int().optional(),
    verdict,
  }),
  z.object({
    ...base,
    type: z.literal('holdfast.folder_granted'),
    grant_id: id,
    name: z.string(),
    path: z.string(),
    access: z.enum(['read', 'read_write']),
  }),
  z.object({ ...base, type: z.literal('holdfast.folder_revoked'), grant_id: id }),
  /**
   * Files of granted folders are about to change from `before` to `after`; committed, with what they hold, before the disk is touched.
   * `undoes` names the checkpoints that the owner takes back with this one; missing where a call of the agent makes the change.
   */
  z.object({
    ...base,
    type: z.literal('holdfast.checkpoint'),
    tool_use_id: id.optional(),
    tool: z.string().optional(),
    undoes: z.array(id).optional(),
    by: z.string().optional(),
    /** Gone once the owner had it forgotten. */
    changes: z.array(checkpointFile).min(1).optional(),
  }),
  /** The change of this checkpoint could not be made: nothing of it is to be taken back. */
  z.object({ ...base, type: z.literal('holdfast.checkpoint_void'), event_id: id }),
  z.object({
    ...base,
    type: z.literal('holdfast.rule_added'),
    rule_id: id,
    tool: z.string(),
    scope: z.literal('session'),
    match: z.record(z.string(), z.unknown()),
    text: z.string(),
    by: z.string(),
  }),
  z.object({ ...base, type: z.literal('holdfast.rule_revoked'), rule_id: id }),
  /** The owner permits a kind of call for the rest of this task. Without its content, which they had forgotten, it permits nothing. */
  z.object({
    ...base,
    type: z.literal('holdfast.grant_added'),
    grant_id: id,
    kind: z.literal('call'),
    grant: callGrant.optional(),
    by: z.string(),
  }),
  z.object({ ...base, type: z.literal('holdfast.grant_revoked'), grant_id: id, by: z.string() }),
  z.object({
    ...base,
    type: z.literal('holdfast.interrupted'),
    phase: z.enum(['stream', 'tool', 'waiting']),
    event_id: z.string().nullish(),
  }),
  /**
   * The code of this call waits for answers without running; what it had seen is kept beside the log until it has a result. With the
   * next `session.status_running` it is run again from that.
   */
  z.object({ ...base, type: z.literal('holdfast.run_suspended'), tool_use_id: id }),
  /** Events from `to_seq` up to this one no longer belong to what the model reads; they stay in the log. */
  z.object({ ...base, type: z.literal('holdfast.rewound'), to_seq: z.number().int().positive() }),
  /** Nothing new starts from here on until `holdfast.resumed`; what runs ends by itself. */
  z.object({ ...base, type: z.literal('holdfast.paused'), by: z.string() }),
  /** The pause has come to rest: nothing runs any more. These calls are allowed and had not started. */
  z.object({ ...base, type: z.literal('holdfast.pause_reached'), not_started: z.array(z.string()) }),
  z.object({ ...base, type: z.literal('holdfast.resumed'), by: z.string() }),
  /** First event of a fork: everything before it is the parent's log up to `seq`, whose hash there is `head_hash` (hex). */
  z.object({
    ...base,
    type: z.literal('holdfast.forked'),
    session_id: id,
    seq: z.number().int().positive(),
    head_hash: z.string(),
  }),
  /** From here to the end of the turn requests go to `to`, the model that the owner named for this. `why` is the error's code. */
  z.object({
    ...base,
    type: z.literal('holdfast.model_fallback'),
    from: z.string(),
    to: z.string(),
    why: z.string(),
  }),
  /** From here on requests carry this charter; `sha256` is of its whole text, in hex. */
  z.object({ ...base, type: z.literal('holdfast.charter'), version: z.string(), sha256: z.string() }),
  /** From here on the view has references in the place of these calls' results; the results stay in the log. */
  z.object({
    ...base,
    type: z.literal('holdfast.context_cleared'),
    tool_use_ids: z.array(z.string()).min(1),
    tokens_before: z.number(),
    tokens_after: z.number(),
  }),
  z.object({
    ...base,
    type: z.literal('holdfast.compaction_started'),
    from_seq: z.number().int().positive(),
    to_seq: z.number().int().positive(),
    trigger: compactionTrigger,
    tokens_before: z.number(),
  }),
  /**
   * From here on the view has `summary` in the place of everything up to `to_seq`. `from_seq` is where what was new to it
   * begins. `checked` counts what of the log was looked for in the summary and found. `summary` is gone once the owner forgot
   * something that it may repeat; the view then makes an extract of what is left.
   */
  z.object({
    ...base,
    type: z.literal('holdfast.compaction'),
    from_seq: z.number().int().positive(),
    to_seq: z.number().int().positive(),
    trigger: compactionTrigger,
    method: z.enum(['model', 'extract']),
    checked: z.object({
      asks: z.number(),
      identifiers: z.number(),
      errors: z.number(),
      left_out: z.number(),
    }),
    budget_tokens: z.number(),
    tokens_before: z.number(),
    tokens_after: z.number(),
    summary: z.string().optional(),
  }),
  /** The loop guard saw the agent going in circles: 1 told the model, 2 demands a thought first, 3 stopped and asks the owner. */
  z.object({
    ...base,
    type: z.literal('holdfast.loop_noted'),
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    kind: z.enum(['repeat', 'cycle', 'error', 'no_news']),
    /** The calls that brought nothing new, in order. */
    tool_use_ids: z.array(z.string()),
    /** What the model reads, in the harness's name. */
    text: z.string(),
  }),
  /** From here on these are the session's limits; those that are missing or null do not exist. */
  z.object({
    ...base,
    type: z.literal('holdfast.budget_set'),
    limits: budgetLimits,
    /** Nobody watches this session: it also counts against the limits of background work. */
    background: z.boolean(),
    /** The limit of money is a Managed Agents budget. */
    managed: z.boolean(),
    by: z.string(),
  }),
  /** What the request of this span may use at most; it counts as spent until the span ends. */
  z.object({
    ...base,
    type: z.literal('holdfast.budget_reserved'),
    span_id: id,
    purpose: z.enum(['answer', ...requestPurpose.options]),
    model: z.string(),
    reserved: z.object({ input_tokens: z.number(), output_tokens: z.number(), bytes_out: z.number() }),
    /** The price that holds for this request; null when nobody knows it. */
    price: price.nullable(),
  }),
  /** Limits stood in the way of a request, or of the calls named, which then were not run. */
  z.object({
    ...base,
    type: z.literal('holdfast.budget_reached'),
    reached: z.array(reachedLimit).min(1),
    tool_use_ids: z.array(z.string()).optional(),
  }),
  /** A request left, or was stopped at the door. Nothing of it is secret; query and body are not in it. Gone once forgotten. */
  z.object({ ...base, type: z.literal('holdfast.egress'), sent: egressEntry.optional() }),
  /** The conversation repeats a secret that is stored in the vault: the model was sent words in its place. Once, for the owner. */
  z.object({ ...base, type: z.literal('holdfast.secret_withheld'), span_id: id.optional() }),
  ...alarmEvents,
  ...judgeEvents,
  ...memoryEvents,
  ...modeEvents,
  ...vaultEvents,
  z.object({
    ...base,
    type: z.literal('holdfast.forgotten'),
    event_id: id,
    parts: z.array(z.number()),
    commitment: z.string(),
  }),
] as const;
