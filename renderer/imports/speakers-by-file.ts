import type { Import } from '../api/index.ts';

type Item = Import['items'][number];
type Speaker = Item['speakers'][number];

/** Somebody who speaks in an import, apart for each export where they do so in several: the same name may be somebody else there. */
export interface SpeakerOfFile extends Pick<Speaker, 'name' | 'side' | 'messages'> {
  /** Null where it is the only one. */
  source: Pick<Item, 'file' | 'format'> | null;
  /** Null where it differs between conversations. */
  trust: Speaker['trust'] | null;
  /** Ids of the conversations and documents. */
  items: string[];
}

/** Those who say most come first. */
export function speakersByFile(items: readonly Item[]): SpeakerOfFile[] {
  const all = new Map<string, SpeakerOfFile>();
  const sources = new Map<string, Set<string>>();
  for (const { id, file, format, speakers } of items)
    for (const { name, side, messages, trust } of speakers) {
      const who = `${side} ${name}`;
      const source = `${format} ${file}`;
      const known = all.get(`${who}\n${source}`);
      sources.set(who, (sources.get(who) ?? new Set()).add(source));
      if (!known)
        all.set(`${who}\n${source}`, { name, side, source: { file, format }, messages, trust, items: [id] });
      else {
        known.messages += messages;
        known.items.push(id);
        if (known.trust !== trust) known.trust = null;
      }
    }
  return [...all.values()]
    .map((each) => ({
      ...each,
      source: (sources.get(`${each.side} ${each.name}`)?.size ?? 0) > 1 ? each.source : null,
    }))
    .sort((left, right) => right.messages - left.messages);
}
