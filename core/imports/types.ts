import type { SecretInText } from '../vault/worker.ts';

/** What a file turned out to be. */
export const importFormats = [
  'claude', 'chatgpt', 'claude_code', 'codex', 'gemini', 'ai_studio', 'slack', 'document',
] as const; // biome-ignore format: a list of names
export type ImportFormat = (typeof importFormats)[number];

/**
 * On which side a speaker is: `user` and `assistant` of a chat with a model, a `person` among others, a `document`. Words of an
 * assistant can never be the owner's.
 */
export const importSides = ['user', 'assistant', 'person', 'document'] as const;
export type ImportSide = (typeof importSides)[number];

/** Parts of an export that are no words of anybody's, and are not read. */
export const leftOutKinds = [
  'tool_call', 'tool_result', 'thinking', 'picture', 'attachment', 'system', 'other_branch', 'side_thread', 'service', 'empty', 'other',
] as const; // biome-ignore format: a list of names
export type LeftOutKind = (typeof leftOutKinds)[number];

/** What could not be read, or was guessed. */
export const importProblems = [
  'not_json', 'half_written', 'unknown_line', 'unknown_part', 'json_as_text', 'no_words', 'empty_conversation', 'damaged', 'encrypted', 'link', 'too_large', 'too_many', 'unsafe_name', 'nested_archive', 'unsupported', 'encoding_guessed', 'beside_export', 'twice',
] as const; // biome-ignore format: a list of names
export type ImportProblem = (typeof importProblems)[number];

export interface Problem {
  file: string;
  /** Counted from 1; null where the whole file is meant. */
  line: number | null;
  why: ImportProblem;
  /** How often that is so there. */
  count: number;
}

/** Says what could not be read as it is; the same of the same place is counted. */
export type Tell = (file: string, why: ImportProblem, line?: number | null) => void;

/** A file as it was handed over, or as it lay in an archive. */
export interface SourceFile {
  /** With `/`, never absolute, never with `..`. */
  path: string;
  /** The archive or folder it came in; files of one belong together. Its own path where it came alone. */
  group: string;
  /** It lay in an archive, all of which is one export. */
  isPacked?: boolean;
  bytes: Uint8Array;
}

/** Where something in a text looks like a secret: from `start` to before `end`, in UTF-16 units. */
export type SecretSpan = SecretInText;

export interface ReadMessage {
  speaker: string;
  side: ImportSide;
  /** RFC 3339; null where the export does not say. */
  saidAt: string | null;
  text: string;
  /** In order, apart from each other. */
  secrets: SecretSpan[];
}

export type LeftOut = Partial<Record<LeftOutKind, number>>;

/** A conversation or a document, with its words in order. */
export interface ReadItem {
  format: ImportFormat;
  /** Names it among all of its format: the same one from another export has the same. Empty where nothing does: then its words do. */
  key: string;
  title: string;
  file: string;
  /** The export it came with, a file, a folder or an archive: who has a name in it is one person, elsewhere another. */
  source: string;
  messages: ReadMessage[];
  leftOut: LeftOut;
}
