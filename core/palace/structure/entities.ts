import { fold } from '../words/terms.ts';
import { firstNames, noNames, organisationEnd } from './names.ts';
import type { Range } from './sentences.ts';
import type { EntityKind } from './types.ts';

/** A name in a drawer: where it stands, and what it is taken for. `key` is the folded name. */
export interface Mention extends Range {
  key: string;
  kind: EntityKind;
}

const mostMentions = 40;
const longestKey = 120;

const url = /\bhttps?:\/\/[^\s<>"'`)\]}]+[^\s<>"'`)\]}.,;:!?]/g;
const file =
  /(?<![\w./~-])[\w./~-]+\.(?:[cm]?[jt]sx?|py|rs|go|java|rb|php|cpp|hpp|sh|sql|json|ya?ml|toml|xml|html?|css|md|txt|csv|pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|zip|log|db)(?![\w-])/g;
const capital = "\\p{Lu}[\\p{L}\\p{M}\\p{N}]*(?:[-'’&.](?=\\p{L}{2})[\\p{L}\\p{N}]+)*";
const sequence = new RegExp(`${capital}(?:[  ](?:(?:of|de|van|von|der|la|del) )?${capital}){0,3}`, 'gu');

/** How a name is compared: without case, accents and surrounding marks, spaces made one. */
export function nameKey(words: string): string {
  return fold(
    words
      .trim()
      .replaceAll(/\s+/g, ' ')
      .replace(/['’]s?$/, ''),
  )
    .replaceAll(/’/g, "'")
    .slice(0, longestKey);
}

/**
 * Who and what is named in a text. Deterministic: addresses and files by their shape, others by capitals within a sentence. At the
 * beginning of one a single word counts only when the text has it elsewhere too, or what stands around it speaks of a
 * person. `known`: names that the owner gave, wherever they stand.
 */
export function mentionsOf(
  text: string,
  known: ReadonlyMap<string, EntityKind | 'none'> = new Map(),
): Mention[] {
  const mentions: Mention[] = [];
  const add = (from: number, words: string, kind: EntityKind) => {
    const key = kind === 'url' || kind === 'file' ? words.slice(0, longestKey) : nameKey(words);
    if (key === '' || mentions.length >= mostMentions || known.get(key) === 'none') return;
    const given = known.get(key);
    mentions.push({
      from,
      to: from + words.length,
      key,
      kind: given !== undefined && given !== 'none' ? given : kind,
    });
  };
  for (const match of text.matchAll(url)) add(match.index, match[0], 'url');
  const isTaken = (at: number) => mentions.some(({ from, to }) => at >= from && at < to);
  for (const match of text.matchAll(file)) if (!isTaken(match.index)) add(match.index, match[0], 'file');

  const within = new Set<string>();
  const candidates: { from: number; words: string; isFirst: boolean }[] = [];
  for (const match of text.matchAll(sequence)) {
    const candidate = trimmed(match[0], match.index);
    if (!candidate || isTaken(candidate.from) || candidate.words.length < 2) continue;
    const isFirst = candidate.from === match.index && startsSentence(text, candidate.from);
    if (!isFirst) within.add(nameKey(candidate.words));
    candidates.push({ ...candidate, isFirst });
  }
  for (const { from, words, isFirst } of candidates) {
    const kind = kindOf(text, from, words);
    const isName =
      !isFirst ||
      words.includes(' ') ||
      kind === 'person' ||
      within.has(nameKey(words)) ||
      known.has(nameKey(words));
    if (isName) add(from, words, kind);
  }
  return mentions.sort((left, right) => left.from - right.from);
}

/** Without words at either end that belong to no name; null when nothing is left. */
function trimmed(words: string, from: number): { from: number; words: string } | null {
  let rest = words;
  let start = from;
  for (;;) {
    const first = /^\S+/.exec(rest)?.[0] ?? '';
    if (first === '') return null;
    if (!noNames.has(first.toLowerCase())) break;
    const after = rest.slice(first.length).trimStart();
    start += rest.length - after.length;
    rest = after;
  }
  for (;;) {
    const last = /\S+$/.exec(rest)?.[0] ?? '';
    if (!noNames.has(last.toLowerCase()) || last === rest) break;
    rest = rest.slice(0, -last.length).trimEnd();
  }
  return { from: start, words: rest.replace(/['’]s$/, '') };
}

const startsSentence = (text: string, at: number) =>
  /(?:^|[.!?:…\n]["”’')\]]*\s*|^\s*|[\n>*#-]\s*["“‘]?)$/.test(text.slice(Math.max(0, at - 4), at));

const personBefore =
  /\b(?:Mr|Mrs|Ms|Dr|Prof)\.? $|\b(?:with|met|told|asked|called|thanks|hi|hello|hey|dear|name is|friend|wife|husband|sister|brother|son|daughter|boss|manager|colleague|mother|father|partner),? $/i;
const personAfter =
  /^(?:['’]s (?:wife|husband|sister|brother|son|daughter|mother|father|birthday|boss)|,? (?:said|says|told|asked|thinks|thought|wants|likes|loves|prefers|lives|works|called|wrote|is my|is our|and I)\b)/;
const placeBefore = /\b(?:in|to|from|near|around|visit(?:ed|ing)?|lives? in|flight to|city of) $/i;
const workBefore =
  /\b(?:works?|worked|working|job|employed|joined|company|hired by|at|for) (?:at |for |by )?$/i;
const projectBefore = /\b(?:project|repo(?:sitory)?|codename|app|library|package) $/i;
const projectAfter = /^ (?:project|repo(?:sitory)?|app|codebase|release|deployment)\b/i;

function kindOf(text: string, from: number, words: string): EntityKind {
  const before = text.slice(Math.max(0, from - 24), from);
  const after = text.slice(from + words.length, from + words.length + 24);
  if (organisationEnd.test(words)) return 'organisation';
  if (/^Project /.test(words) || projectBefore.test(before) || projectAfter.test(after)) return 'project';
  if (personBefore.test(before) || personAfter.test(after)) return 'person';
  if (firstNames.has(nameKey(words.split(' ')[0] ?? ''))) return 'person';
  if (placeBefore.test(before)) return 'place';
  if (workBefore.test(before)) return 'organisation';
  return 'other';
}
