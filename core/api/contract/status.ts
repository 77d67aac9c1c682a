import { z } from 'zod';
import { timestampSchema } from './common.ts';
import { keyStorageSchema } from './vault-key.ts';

export const modelProviderSchema = z.enum(['none', 'rehearsal', 'anthropic', 'compatible']);
export type ModelProviderName = z.infer<typeof modelProviderSchema>;

export const modelStateSchema = z.enum([
  'ready',
  'not_set',
  'unchecked',
  'wrong_key',
  'no_network',
  'unknown_model',
  'no_credit',
  'failed',
]);
export type ModelState = z.infer<typeof modelStateSchema>;

/** `compatible`: any endpoint that speaks the Messages API (Ollama, LM Studio …). Never carries the key. */
export const modelStatusSchema = z.object({
  provider: modelProviderSchema,
  model: z.string().nullable(),
  base_url: z.string().nullable(),
  has_key: z.boolean(),
  state: modelStateSchema,
  /** One sentence for the owner: what is the matter, what to do. Empty when ready. */
  message: z.string(),
  checked_at: timestampSchema.nullable(),
});
export type ModelStatus = z.infer<typeof modelStatusSchema>;

export const backupSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  created_at: timestampSchema,
  size_bytes: z.number(),
  reason: z.enum(['by_hand', 'before_migration', 'before_restore', 'scheduled']),
});
export type Backup = z.infer<typeof backupSchema>;

/** The database opened read-only (damaged, or of a newer version): the window offers the ways out. */
export const degradedSchema = z.object({
  code: z.string(),
  sentence: z.string(),
  next_step: z.string(),
  backups: z.array(backupSchema),
});
export type Degraded = z.infer<typeof degradedSchema>;

export const storageTroubleSchema = z.object({
  code: z.string(),
  sentence: z.string(),
  next_step: z.string(),
  since: timestampSchema,
});

export const statusSchema = z.object({
  version: z.string(),
  platform: z.string(),
  data_dir: z.string(),
  degraded: degradedSchema.nullable(),
  /** The disk takes nothing at the moment: sessions wait and go on by themselves. */
  storage: storageTroubleSchema.nullish(),
  /** True until a model provider was chosen once. */
  first_run: z.boolean(),
  model: modelStatusSchema,
  key_storage: keyStorageSchema,
  defaults: z.object({ agent_id: z.string(), environment_id: z.string() }).nullable(),
  /** Sessions that run now; approvals and questions that wait for the owner. */
  running: z.number(),
  pending: z.number(),
});
export type Status = z.infer<typeof statusSchema>;

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  close_behaviour: z.enum(['ask', 'tray', 'stop']),
  notifications: z.boolean(),
  /** A call that nobody answers for so long is denied; null: it waits without limit. */
  approval_timeout_minutes: z.number().int().min(1).max(43_200).nullable(),
  /** BCP 47 tag, or `system`. */
  language: z.string(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Only the given fields change. */
export const settingsPatchSchema = settingsSchema.partial().strict();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** `api_key` absent: the stored key stays. The key is never sent back. */
export const modelSettingsSchema = z
  .object({
    provider: modelProviderSchema,
    model: z.string().min(1).max(200).optional(),
    base_url: z.url({ protocol: /^https?$/ }).optional(),
    api_key: z.string().min(1).max(4096).optional(),
    /** What this model can read and write at once; kept per model. Absent: as it was, at first 200,000. */
    window_tokens: z.number().int().min(4000).max(100_000_000).optional(),
  })
  .strict();
export type ModelSettings = z.infer<typeof modelSettingsSchema>;

/** The model of the same endpoint that is asked when the usual one is overloaded, over its limit or unknown. Null: none. */
export const modelFallbackSchema = z.object({ model: z.string().trim().min(1).max(200).nullable() }).strict();
export type ModelFallback = z.infer<typeof modelFallbackSchema>;

/** The address of a SearXNG-like server that answers in JSON; null: the agent cannot search. */
export const webSearchSchema = z
  .object({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .nullable(),
  })
  .strict();
export type WebSearch = z.infer<typeof webSearchSchema>;

/** Programs of the computer: the owner's switch. */
export const hostCommandsChangeSchema = z.object({ is_on: z.boolean() }).strict();
export type HostCommandsChange = z.infer<typeof hostCommandsChangeSchema>;
/** `missing`: what the computer lacks to confine a program, in words; the switch is off while there is something. */
export const hostCommandsSchema = z.object({ is_on: z.boolean(), missing: z.array(z.string()) });
export type HostCommandsView = z.infer<typeof hostCommandsSchema>;

export const modelChoiceSchema = z.object({ id: z.string(), display_name: z.string() });
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

/** Whether a model may judge calls of tools whose policy is `auto`. */
export const judgeSchema = z.object({ is_on: z.boolean() }).strict();
export type JudgeView = z.infer<typeof judgeSchema>;

/** `default`: the owner chose nothing, what the agent and the call itself say counts. */
export const toolPolicySchema = z.enum(['default', 'always_allow', 'always_ask', 'auto', 'deny']);
export type ToolPolicy = z.infer<typeof toolPolicySchema>;

/** A tool of the default agent and what the gate does with its calls. */
export const toolInfoSchema = z.object({
  name: z.string(),
  description: z.string(),
  recovery: z.enum(['pure', 'idempotent', 'effectful']),
  reversibility: z.enum(['reversible', 'compensable', 'irreversible']),
  effect: z.enum(['none', 'local', 'egress', 'money', 'destructive', 'account', 'exec', 'physical']),
  policy: toolPolicySchema,
});
export type ToolInfo = z.infer<typeof toolInfoSchema>;

export const toolPolicyRequestSchema = z.object({ policy: toolPolicySchema }).strict();

/** `exported`: the text of a file of `audit export`, to be checked against. */
export const verifyAuditSchema = z.object({ exported: z.string().max(20_000_000).optional() }).strict();

/** `changed`, `missing`, `truncated` (the end is gone), `replaced_head` (whole in itself, and not what was sealed). */
const auditProblemSchema = z.object({
  kind: z.enum(['changed', 'missing', 'truncated', 'replaced_head']),
  seq: z.number(),
  event_id: z.string().nullable(),
  sentence: z.string(),
});

/** Per chain: does every link still hold, what did the owner forget, and how far the seals of the vault's key reach. */
export const auditReportSchema = z.object({
  ok: z.boolean(),
  checked_at: timestampSchema,
  chains: z.array(
    z.object({
      /** Null: the profile's own chain, over the heads of the others, settings, agents, credentials and what left. */
      session_id: z.string().nullable(),
      events: z.number(),
      ok: z.boolean(),
      forgotten: z.number(),
      problem: z.object({ seq: z.number(), sentence: z.string() }).nullable(),
      problems: z.array(auditProblemSchema),
      /** Events behind the newest seal: no key vouches for them yet. */
      unsealed: z.object({ from_seq: z.number(), to_seq: z.number() }).nullable(),
    }),
  ),
  seal: z.object({
    /** `key_unavailable`: there are seals, and their key cannot be opened here. `unsealed`: there are none. */
    state: z.enum(['sealed', 'key_unavailable', 'unsealed']),
    sealed_at: timestampSchema.nullable(),
  }),
  /** What came of comparing with an exported file. */
  against: z.object({ exported_at: z.string(), problems: z.array(z.string()) }).nullable(),
});
export const exportedAuditSchema = z.object({ text: z.string() });
export type AuditReport = z.infer<typeof auditReportSchema>;

/** `palace`: drawers and rooms; `projections`: approvals, questions, rules, grants, sessions' columns and the like. */
export const rebuildRequestSchema = z
  .object({
    what: z.enum(['all', 'projections', 'palace']).default('all'),
    apply: z.boolean().default(false),
  })
  .strict();

/** What the log says against what the tables say: `missing` rows are only in the log, `extra` ones only in the table. */
export const rebuildReportSchema = z.object({
  equal: z.boolean(),
  applied: z.boolean(),
  events: z.number(),
  tables: z.array(
    z.object({
      table: z.string(),
      rows: z.number(),
      missing: z.number(),
      extra: z.number(),
      examples: z.array(z.string()),
    }),
  ),
  refused: z.array(z.object({ session_id: z.string(), seq: z.number(), why: z.string() })),
});
export type RebuildRequest = z.infer<typeof rebuildRequestSchema>;
export type RebuildReport = z.infer<typeof rebuildReportSchema>;
