import { inOneLine } from '../../base/index.ts';
import { findSecrets } from '../../vault/worker.ts';
import { importLimits } from '../limits.ts';
import type { ImportFormat, LeftOutKind, ReadItem, ReadMessage, SecretSpan } from '../types.ts';
import { behindSecrets, pieces } from './pieces.ts';

const longestName = 200;

/** Words as a reader found them. */
export type Said = Omit<ReadMessage, 'secrets'>;
/** Cuts words that are too long for one message; no secret in two. */
type Cut = (text: string, secrets: readonly SecretSpan[]) => string[];

/** A conversation or document while it is read. */
export interface ItemBuilder {
  readonly item: ReadItem;
  /** Words as they are; empty ones are counted as left out, very long ones become several messages. */
  say(message: Said, cut?: Cut): void;
  leaveOut(kind: LeftOutKind, count?: number): void;
}

const asMessages: Cut = (text, secrets) => pieces(text, importLimits.messageCharacters, secrets);

export function buildItem(about: {
  format: ImportFormat;
  key: string;
  title: string;
  file: string;
}): ItemBuilder {
  const title = nameLine(about.title) || nameLine(about.file);
  const item: ReadItem = { ...about, source: about.file, title, messages: [], leftOut: {} };
  const speakers = new Map<string, string>();
  const nameOf = (speaker: string) => {
    const name = speakers.get(speaker) ?? (nameLine(speaker) || 'unknown');
    speakers.set(speaker, name);
    return name;
  };
  const leaveOut = (kind: LeftOutKind, count = 1) => {
    if (count > 0) item.leftOut[kind] = (item.leftOut[kind] ?? 0) + count;
  };
  return {
    item,
    leaveOut,
    say({ speaker, text, ...message }, cut = asMessages) {
      if (text.trim() === '') {
        leaveOut('empty');
        return;
      }
      const name = nameOf(speaker);
      const words = text.toWellFormed();
      // looked for before the words are cut: what stands before a secret tells that it is one
      const secrets = findSecrets(words);
      let [from, next] = [0, 0];
      for (const piece of cut(words, secrets)) {
        const own: SecretSpan[] = [];
        for (
          let secret = secrets[next];
          secret && secret.start < from + piece.length;
          secret = secrets[next]
        ) {
          own.push({ ...secret, start: secret.start - from, end: secret.end - from });
          next += 1;
        }
        if (piece.trim() !== '') item.messages.push({ ...message, speaker: name, text: piece, secrets: own });
        from += piece.length;
      }
    },
  };
}

/** A name or title: one line of about 200 characters at most, more where a secret ends behind them. */
export function nameLine(text: string, most = longestName): string {
  const line = inOneLine(text);
  return line.length > most ? shortened(line, most - 1) : line;
}

/**
 * How a text begins, for a conversation that has no name: word for word, so that the title goes when the words are forgotten.
 */
export function titleFrom(text: string): string {
  const line = /\S.*/.exec(text.slice(0, longestLine).toWellFormed())?.[0].trimEnd() ?? '';
  return line.length > 80 ? shortened(line, 79) : line;
}

/** Longer than any secret: more of a line is not looked at. */
const longestLine = 30_000;

/** The beginning of a line, with a sign that there is more. A secret in it is whole, so that it is known as one. */
function shortened(line: string, most: number): string {
  const secrets = findSecrets(line.slice(0, longestLine));
  const end = behindSecrets(secrets)(most);
  if (end >= line.length) return line;
  const isHalved = /[\ud800-\udbff]/.test(line[end - 1] ?? '');
  const kept = line.slice(0, isHalved ? end - 1 : end).trimEnd();
  // nothing touches the end of a secret: it is looked for again
  return secrets.length === 0 ? `${kept}…` : `${kept} …`;
}

/** The last part of a path. */
export const lastOf = (path: string): string => path.split('/').at(-1) ?? path;
