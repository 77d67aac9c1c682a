import { z } from 'zod';
import { timestampSchema } from './common.ts';

export const importStateSchema = z.enum(['receiving', 'reading', 'review', 'taking', 'taken', 'failed']);
export type ImportState = z.infer<typeof importStateSchema>;

export const importFormatSchema = z.enum([
  'claude', 'chatgpt', 'claude_code', 'codex', 'gemini', 'ai_studio', 'slack', 'document',
]); // biome-ignore format: a list of names
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** Words of an `assistant` are never the owner's. */
export const importSideSchema = z.enum(['user', 'assistant', 'person', 'document']);
export type ImportSide = z.infer<typeof importSideSchema>;

/** `owner`: the owner vouches for these words. */
export const importTrustSchema = z.enum(['owner', 'untrusted']);
export type ImportTrust = z.infer<typeof importTrustSchema>;

export const importSpeakerSchema = z.object({
  name: z.string(),
  side: importSideSchema,
  messages: z.number(),
  trust: importTrustSchema,
});
export type ImportSpeaker = z.infer<typeof importSpeakerSchema>;

/** How many parts of an export were not read, by what they are (`tool_call`, `thinking`, `picture` …). */
const leftOutSchema = z.array(z.object({ kind: z.string(), count: z.number() }));

/** A conversation or a document that was found. */
export const importItemSchema = z.object({
  id: z.string(),
  format: importFormatSchema,
  /** The id of the export that it came with. */
  export: z.string(),
  title: z.string(),
  file: z.string(),
  messages: z.number(),
  characters: z.number(),
  from: timestampSchema.nullable(),
  to: timestampSchema.nullable(),
  speakers: z.array(importSpeakerSchema),
  left_out: leftOutSchema,
  /** Messages that memory has already. */
  known: z.number(),
  /** Messages whose words were forgotten; they do not come back. */
  forgotten: z.number(),
  /** Messages with something that looks like a secret; it is redacted. */
  secrets: z.number(),
  /** Characters that are not seen. */
  hidden: z.number(),
  /** What is written like commands to a reader: a hint, read by no decision. */
  wording: z.array(z.string()),
  take: z.boolean(),
});
export type ImportItem = z.infer<typeof importItemSchema>;

export const importProblemSchema = z.object({
  file: z.string(),
  /** Counted from 1; null where all of the file is meant. */
  line: z.number().nullable(),
  why: z.string(),
  /** How often that is so there. */
  count: z.number(),
});
export type ImportProblem = z.infer<typeof importProblemSchema>;

/** What was being taken when Holdfast ended. */
export const brokenImportSchema = z.object({
  /** The first of its files. */
  file: z.string(),
  files: z.number(),
  wing: z.string(),
  messages: z.number(),
});

/** An import without what was found one by one. */
export const importSummarySchema = z.object({
  id: z.string(),
  state: importStateSchema,
  created_at: timestampSchema,
  /** The name of the wing that it goes to. */
  wing: z.string(),
  files: z.array(z.object({ name: z.string(), size_bytes: z.number() })),
  items: z.number(),
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
  taken: z
    .object({
      conversations: z.number(),
      messages: z.number(),
      known: z.number(),
      forgotten: z.number(),
      redacted: z.number(),
    })
    .nullable(),
  error: z.object({ code: z.string(), message: z.string(), next_step: z.string() }).nullable(),
});
export type ImportSummary = z.infer<typeof importSummarySchema>;

export const importSchema = importSummarySchema.extend({
  items: z.array(importItemSchema),
  /** Everybody who speaks in it, once for each export: the same name is somebody else in another. Models come last, else who says most comes first. */
  speakers: z.array(
    importSpeakerSchema.extend({
      items: z.number(),
      /** `name`: of its file, folder or archive. */
      export: z.object({ id: z.string(), format: importFormatSchema, name: z.string() }),
    }),
  ),
  problems: z.array(importProblemSchema),
  /** Problems beyond those that are listed. */
  more_problems: z.number(),
  /** Files of archives in which nothing can be read: pictures, sound, programs. */
  unread_files: z.number(),
});
export type Import = z.infer<typeof importSchema>;

export const beginImportSchema = z.object({ wing: z.string().max(200).optional() }).strict();

const speakerChoiceSchema = z
  .object({
    export: z.string().max(100),
    name: z.string().max(1000),
    side: importSideSchema,
    trust: importTrustSchema,
  })
  .strict();

/** What is left out stays as it is. A speaker counts for every item of their export. */
export const chooseImportSchema = z
  .object({
    wing: z.string().max(200).optional(),
    speakers: z.array(speakerChoiceSchema).max(1000).optional(),
    items: z
      .array(z.object({ id: z.string().max(100), take: z.boolean().optional() }).strict())
      .max(5000)
      .optional(),
  })
  .strict();

export const importPreviewQuerySchema = z.object({ from: z.coerce.number().int().min(0).optional() });

/** Words of an item, some thousand characters of them. */
export const importPreviewSchema = z.object({
  messages: z.array(
    z.object({
      speaker: z.string(),
      side: importSideSchema,
      said_at: timestampSchema.nullable(),
      /** With a mark in the place of each secret. */
      text: z.string(),
    }),
  ),
  /** Where the next begin; null at the end. */
  next: z.number().nullable(),
});
