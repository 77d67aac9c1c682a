import { type ClaimWarning, type StoredEvent, textOf } from '../../events/index.ts';
import { baseName, type Deed } from './deeds.ts';
import { clausesOf } from './sentences.ts';

const admits =
  /(?:^|[^\p{L}])(?:could not|couldn't|cannot|can't|unable|not (?:found|there|readable|available|exist|open|read|access\p{L}*)|no such|doesn't exist|does not exist|missing|not find|didn't find|empty|failed|fails|upload|konnte\p{L}* .*nicht|kann .*nicht|nicht (?:gefunden|vorhanden|lesbar|lesen|öffnen|da|finden)|existiert nicht|gibt es nicht|fehlt|leer|keine datei)(?:$|[^\p{L}])/iu;
const ofContent =
  /(?:^|[^\p{L}])(?:says?|states?|shows?|describes?|contains?|lists?|mentions?|explains?|according to|based on|from|summary|summari[sz]ed?|covers?|findings|concludes?|laut|enthält|besagt|beschreibt|zeigt|nennt|zusammenfassung|zusammengefasst|basierend|anhand|bericht\p{L}*)(?:$|[^\p{L}])/iu;

/** False for messages that speak of no content, or admit that something is missing: then nothing unread matters. */
export function mayRestOnUnread(message: string): boolean {
  return ofContent.test(message) && !admits.test(message.replaceAll('’', "'"));
}

/**
 * Inputs that could not be read, or were empty, although the message speaks of what they hold: it names the file beside a word of
 * content, or the owner named the file, nothing else was read, and the message goes on without saying so.
 */
export function unreadWarnings(
  events: readonly StoredEvent[],
  deeds: readonly Deed[],
  message: string,
): ClaimWarning[] {
  if (admits.test(message.replaceAll('’', "'"))) return [];
  const asked = lastOwnerMessage(events);
  const reads = deeds.filter((deed) => deed.kind === 'read' && deed.paths.length > 0);
  const hasOtherInput = deeds.some((deed) => deed.ended === 'done' && isInput(deed) && !isEmpty(deed));
  return [...unreadNames(reads, deeds)].flatMap(([name, ids]) => {
    const beside = clausesOf(message).find(
      (clause) => clause.files.some((file) => baseName(file) === name) && ofContent.test(clause.sentence),
    );
    const isStandIn =
      !hasOtherInput &&
      asked.toLowerCase().includes(name) &&
      message.length >= 60 &&
      ofContent.test(message) &&
      speaksOf(message, name);
    if (!beside && !isStandIn) return [];
    return [
      {
        kind: 'input_not_read' as const,
        claim: beside?.sentence ?? firstLine(message),
        evidence_event_ids: ids,
        text: `It speaks of what ${name} holds, but reading it did not succeed in this session.`,
      },
    ];
  });
}

/** Names whose every read failed or came back empty, with the calls that show it. */
function unreadNames(reads: readonly Deed[], deeds: readonly Deed[]): Map<string, string[]> {
  const unread = new Map<string, string[]>();
  for (const read of reads) {
    if (read.tool !== 'read' && !/^(read|open|view|get)/i.test(read.tool)) continue;
    const name = baseName(read.paths[0] ?? '');
    if (read.ended === 'failed' || read.ended === 'denied' || isEmpty(read))
      unread.set(name, [...(unread.get(name) ?? []), ...read.eventIds].slice(-6));
  }
  for (const deed of deeds) {
    if (deed.ended !== 'done' || isEmpty(deed)) continue;
    const isSource = isInput(deed) || deed.kind === 'write';
    for (const name of unread.keys())
      if (
        isSource &&
        (deed.saysInWords(name) || (deed.kind === 'read' && deed.tool !== 'glob' && deed.saysInOutput(name)))
      )
        unread.delete(name);
  }
  return unread;
}

const isInput = (deed: Deed) => deed.kind === 'read' || deed.kind === 'code' || deed.kind === 'other';
const isEmpty = (deed: Deed) =>
  deed.kind === 'read' && (deed.output.trim() === '' || /\bis empty\b/i.test(deed.output.slice(0, 200)));

// the message shares words with the file's name, or calls it the file or the document
function speaksOf(message: string, name: string): boolean {
  const words = name
    .replace(/\.[^.]+$/, '')
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 4);
  const lower = message.toLowerCase();
  return words.some((word) => lower.includes(word)) || /\b(?:file|document|datei|dokument)\b/i.test(message);
}

function lastOwnerMessage(events: readonly StoredEvent[]): string {
  const last = events.findLast(({ event }) => event.type === 'user.message')?.event;
  return last?.type === 'user.message' ? textOf(last.content) : '';
}

function firstLine(message: string): string {
  const line =
    message
      .trim()
      .split('\n')
      .find((part) => part.trim().length >= 20) ?? message.trim();
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
