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
}

/** Somebody who speaks in an export; the same name is somebody else in another one. */
export interface Speaker {
  /** Counted from 0. */
  export: number;
  name: string;
  side: ImportSide;
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
  /** Of those that are in, as they are called; no two are the same. */
  paths: Set<string>;
  sizeBytes: number;
  /** While a file comes in the next one waits: pieces of two must not mix. */
  receiving: Promise<unknown>;
  reader: ImportReader | null;
  found: Omit<ReadSummary, 'items'>;
  items: StagedItem[];
  /** Of speakers, by `speakerKey`; untrusted where there is none. */
  trust: Map<string, ImportTrust>;
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

const speakerKey = (speaker: Speaker): string => JSON.stringify([speaker.export, speaker.side, speaker.name]);

export function trustOf({ trust }: Pick<Staged, 'trust'>, speaker: Speaker): ImportTrust {
  return trust.get(speakerKey(speaker)) ?? 'untrusted';
}

/** Sets who vouches for whom; an assistant's words are never the owner's, and names that are not there change nothing. */
export function setTrust(staged: Staged, speaker: Speaker, trust: ImportTrust): void {
  const { side, name } = speaker;
  const speaks = (item: StagedItem) =>
    item.export === speaker.export && item.speakers.some((each) => each.side === side && each.name === name);
  if (side !== 'assistant' && staged.items.some(speaks)) staged.trust.set(speakerKey(speaker), trust);
}

/** Everybody who speaks in an import, once for each export in which they do. Models come last, as they are nobody's; else who says most comes first. */
export function speakersOf(
  staged: Pick<Staged, 'items' | 'trust'>,
): (Speaker & { messages: number; items: number; trust: ImportTrust })[] {
  const all = new Map<string, ReturnType<typeof speakersOf>[number]>();
  for (const item of staged.items)
    for (const { name, side, messages } of item.speakers) {
      const speaker = { export: item.export, name, side };
      const key = speakerKey(speaker);
      const known = all.get(key) ?? { ...speaker, messages: 0, items: 0, trust: trustOf(staged, speaker) };
      known.messages += messages;
      known.items += 1;
      all.set(key, known);
    }
  const isModel = ({ side }: Speaker) => Number(side === 'assistant');
  return [...all.values()].sort(
    (left, right) => isModel(left) - isModel(right) || right.messages - left.messages,
  );
}
