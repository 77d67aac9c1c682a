import { stem } from './stem.ts';

/** A word of a text: its place in UTF-16 units and what the index knows it as. */
export interface Term {
  from: number;
  to: number;
  stem: string;
}

const wordPattern = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{M}\p{Co}]*/gu;
const plainWord = /^[a-z0-9]+$/;

/** The words of a text in order, as FTS5's `porter unicode61` divides and stems them. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  for (const match of text.matchAll(wordPattern))
    terms.push({ from: match.index, to: match.index + match[0].length, stem: stemOf(match[0]) });
  return terms;
}

const known = new Map<string, string>();
const mostKnown = 20_000;

/** The stem of a word as it was typed. */
export function stemOf(word: string): string {
  const before = known.get(word);
  if (before !== undefined) return before;
  const result = stem(fold(word));
  if (known.size >= mostKnown) known.clear();
  known.set(word, result);
  return result;
}

/** A word as it is compared: without case and accents. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  return plainWord.test(lower) ? lower : lower.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC');
}

/** A stem as a number of 32 bits: what is kept of a drawer's words for ranking. Two stems in a million share one. */
export function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

const mostTerms = 600;

/** The stems of a text, hashed, in order. */
export function hashedTerms(text: string): Uint32Array {
  return Uint32Array.from(termsOf(text).slice(0, mostTerms), (term) => hashOf(term.stem));
}

const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]+/gu;

/**
 * Pairs of neighbouring characters in scripts that put no space between words, as words of their own. Pairs and not triples,
 * because most words of Chinese and many of Japanese have two characters.
 */
export function gramsOf(text: string): string[] {
  return [...text.matchAll(unspaced)].flatMap(([run]) => {
    const characters = [...run];
    if (characters.length === 1) return characters;
    return characters.slice(1).map((character, at) => `${characters[at] ?? ''}${character}`);
  });
}
