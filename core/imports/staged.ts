import type { ErrorCode } from '../base/index.ts';
import type { ItemSummary, ReadSummary } from './messages.ts';
import type { ImportReader } from './reader.ts';
import type { ImportSide } from './types.ts';

/** `receiving`: files come in; `reading`; `review`: the owner looks; `taking`; `taken`; `failed`: see `error`. */
export const importStates = ['receiving', 'reading', 'review', 'taking', 'taken', 'failed'] as const;
export type ImportState = (typeof importStates)[number];

export type ImportTrust = 'owner' | 'untrusted';

/** A conversation or document that was found, with what memory knows of it and what the owner chose. */
export interface StagedItem extends ItemSummary {
  id: string;
  /** Messages that memory has, and those that were forgotten: neither is taken. */
  known: number;
  forgotten: number;
  isChosen: boolean;
  /** By side and name; untrusted where there is none. */
  trust: Map<string, ImportTrust>;
}

export interface TakenCounts {
  conversations: number;
  messages: number;
  known: number;
  forgotten: number;
  redacted: number;
}

/** An import before it is memory. It is in this process alone. */
export interface Staged {
  readonly id: string;
  readonly createdAt: number;
  state: ImportState;
  wing: string;
  files: { name: string; sizeBytes: number }[];
  sizeBytes: number;
  /** While a file comes in the next one waits: pieces of two must not mix. */
  receiving: Promise<unknown>;
  reader: ImportReader | null;
  found: Omit<ReadSummary, 'items'>;
  items: StagedItem[];
  progress: { done: number; total: number } | null;
  taken: TakenCounts | null;
  error: { code: ErrorCode; message: string } | null;
  /** Aborts when it is discarded. */
  stop: AbortController;
}

const wingNames: Readonly<Record<ItemSummary['format'], string>> = {
  claude: 'Claude',
  chatgpt: 'ChatGPT',
  claude_code: 'Claude Code',
  codex: 'Codex',
  gemini: 'Gemini',
  ai_studio: 'Gemini',
  slack: 'Slack',
  document: 'Documents',
};

/** What the wing is called where the owner named none. */
export function usualWing(items: readonly Pick<ItemSummary, 'format'>[]): string {
  const names = new Set(items.map(({ format }) => wingNames[format]));
  const [only] = names;
  return names.size === 1 && only !== undefined ? only : 'Import';
}

export const speakerKey = (side: ImportSide, name: string): string => `${side} ${name}`;

export function trustOf(item: StagedItem, side: ImportSide, name: string): ImportTrust {
  return item.trust.get(speakerKey(side, name)) ?? 'untrusted';
}

/** Sets who vouches for whom; an assistant's words are never the owner's, and names that are not there change nothing. */
export function setTrust(
  item: StagedItem,
  wanted: { name: string; side: ImportSide; trust: ImportTrust },
): void {
  const { side, name, trust } = wanted;
  if (side === 'assistant' || !item.speakers.some((each) => each.side === side && each.name === name)) return;
  item.trust.set(speakerKey(side, name), trust);
}
