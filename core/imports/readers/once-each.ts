import type { ReadItem, ReadMessage, Tell } from '../types.ts';

/**
 * Each conversation of an export once, with all of its messages: exports repeat conversations in files of their own. What two exports
 * have in common is told and stays apart, because whose words they are is said for each. Those without words are told and left out.
 */
export function onceEach(items: readonly ReadItem[], tell: Tell): ReadItem[] {
  const kept = new Map<string, ReadItem>();
  const keys = new Set<string>();
  for (const item of items) {
    if (item.messages.length === 0) {
      tell(item.file, 'empty_conversation');
      continue;
    }
    const key = `${item.format} ${item.key}`;
    if (keys.has(key)) tell(item.file, 'twice');
    keys.add(key);
    const place = JSON.stringify([key, item.source]);
    const known = kept.get(place);
    kept.set(place, known ? merged(known, item) : item);
  }
  return [...kept.values()];
}

/** The longer one, with what only the other has: in order of time where all of it is dated, else behind it. */
function merged(one: ReadItem, other: ReadItem): ReadItem {
  const [longer, shorter] = one.messages.length < other.messages.length ? [other, one] : [one, other];
  const known = new Set(longer.messages.map(nameOf));
  const more = shorter.messages.filter((message) => !known.has(nameOf(message)));
  const messages = more.length === 0 ? longer.messages : [...longer.messages, ...more];
  if (more.length > 0 && messages.every(({ saidAt }) => saidAt !== null))
    messages.sort((left, right) => (left.saidAt ?? '').localeCompare(right.saidAt ?? ''));
  return { ...longer, messages };
}

const nameOf = ({ side, speaker, saidAt, text }: ReadMessage) =>
  JSON.stringify([side, speaker, saidAt, text]);
