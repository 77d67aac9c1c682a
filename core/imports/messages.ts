import type { ImportFormat, ImportSide, LeftOut, Problem, SecretSpan } from './types.ts';

/** A text, or a name, with what is to be redacted in it. */
export interface Secretive {
  text: string;
  secrets: readonly SecretSpan[];
}

/** What is told of a conversation or document, without its words; names with marks in the place of secrets. Times are RFC 3339. */
export interface ItemSummary {
  format: ImportFormat;
  /** Which of the exports it came with, counted from 0. */
  export: number;
  /** SHA-256, in hex, of format and key. */
  hash: string;
  title: string;
  file: string;
  messages: number;
  characters: number;
  from: string | null;
  to: string | null;
  speakers: { name: string; side: ImportSide; messages: number }[];
  leftOut: LeftOut;
  /** Messages with something that looks like a secret. */
  secrets: number;
  /** Characters that are not seen. */
  hidden: number;
  /** What is written like commands to a reader, quoted; at most three. */
  wording: string[];
  /** Title and file as they are, where one of them holds a secret. */
  secretNames: { title: Secretive; file: Secretive } | null;
}

/** What came together from one place: who has a name in it is one person, elsewhere another. */
export interface ExportSummary {
  format: ImportFormat;
  /** A file, a folder or an archive. */
  name: string;
}

export interface ReadSummary {
  items: ItemSummary[];
  exports: ExportSummary[];
  problems: Problem[];
  moreProblems: number;
  unread: number;
}

/** By what a message is known again, in hex: who said it when, and its words alone where they are long enough to tell. */
export interface MessageHashes {
  message: string;
  words: string | null;
}

/** A message as it is taken. */
export interface MessageToTake extends MessageHashes, Secretive {
  /** With marks in the place of secrets. */
  speaker: string;
  /** The speaker's name as it is, where it holds a secret. */
  secretName: Secretive | null;
  side: ImportSide;
  saidAt: string | null;
}

/** Questions have an id, files and their pieces none: they come in order. */
export type ToReader =
  | { type: 'file'; path: string; group: string }
  | { type: 'piece'; bytes: Uint8Array }
  /** The file that came last is none: it broke off. */
  | { type: 'drop' }
  | { type: 'read'; id: number }
  | { type: 'hashes'; id: number; item: number; from: number }
  | { type: 'messages'; id: number; item: number; from: number; mostCharacters: number };

export type FromReader =
  | { type: 'progress'; done: number; total: number }
  /** A file, before anything of it is read. */
  | { type: 'begun'; file: string }
  | { type: 'read'; id: number; summary: ReadSummary }
  | { type: 'hashes'; id: number; hashes: MessageHashes[] }
  | { type: 'messages'; id: number; messages: MessageToTake[] }
  | { type: 'failed'; id: number; message: string };
