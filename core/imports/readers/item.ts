import { oneLine } from '../../base/index.ts';
import { importLimits } from '../limits.ts';
import type { ImportFormat, LeftOutKind, ReadItem, ReadMessage } from '../types.ts';
import { pieces } from './pieces.ts';

/** A conversation or document while it is read. */
export interface ItemBuilder {
  readonly item: ReadItem;
  /** Words as they are; empty ones are counted as left out, very long ones become several messages. */
  say(message: ReadMessage): void;
  leaveOut(kind: LeftOutKind, count?: number): void;
}

export function buildItem(about: {
  format: ImportFormat;
  key: string;
  title: string;
  file: string;
}): ItemBuilder {
  const item: ReadItem = { ...about, title: oneLine(about.title) || about.file, messages: [], leftOut: {} };
  const leaveOut = (kind: LeftOutKind, count = 1) => {
    if (count > 0) item.leftOut[kind] = (item.leftOut[kind] ?? 0) + count;
  };
  return {
    item,
    leaveOut,
    say({ speaker, text, ...message }) {
      if (text.trim() === '') {
        leaveOut('empty');
        return;
      }
      const name = oneLine(speaker) || 'unknown';
      for (const piece of pieces(text.toWellFormed(), importLimits.messageCharacters))
        item.messages.push({ ...message, speaker: name, text: piece });
    },
  };
}

/**
 * How a text begins, for a conversation that has no name: word for word, so that the title goes when the words are forgotten.
 */
export function titleFrom(text: string): string {
  const line = /\S.*/.exec(text.slice(0, 2000))?.[0].trimEnd() ?? '';
  return line.length > 80 ? `${line.slice(0, 79).toWellFormed().trimEnd()}…` : line;
}

/** The last part of a path. */
export const lastOf = (path: string): string => path.split('/').at(-1) ?? path;
