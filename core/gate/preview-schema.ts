import { z } from 'zod';
import type { CallPreview } from './labels.ts';

const match = z.object({
  path_prefix: z.string().optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
});

/** A preview as it is read back from the log. */
export const callPreview: z.ZodType<CallPreview> = z.object({
  sentence: z.string(),
  target: z.enum(['none', 'workspace', 'folder', 'owner', 'memory', 'network', 'sandbox']),
  effect: z.enum(['none', 'local', 'egress', 'money', 'destructive', 'account', 'exec', 'physical']),
  reversibility: z.enum(['reversible', 'compensable', 'irreversible']),
  paths: z.array(z.string()),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  diffs: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  asksBecause: z.array(z.string()),
  ruleOffered: z.object({ tool: z.string(), match, text: z.string() }).nullable(),
  noticed: z
    .array(
      z.object({
        eventId: z.string(),
        tool: z.string(),
        hidden: z.number(),
        imitations: z.number(),
        quotes: z.array(z.string()),
      }),
    )
    .optional(),
  reach: z.object({ deletes: z.number(), changes: z.number() }).optional(),
});

/** Shown where the owner had the content of a call forgotten. */
export const forgottenPreview: CallPreview = {
  sentence: 'The content of this call was forgotten.',
  target: 'none',
  effect: 'none',
  reversibility: 'reversible',
  paths: [],
  facts: [],
  diffs: [],
  asksBecause: [],
  ruleOffered: null,
};
