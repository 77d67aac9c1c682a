import { stopWords } from './stop-words.ts';
import { fold, gramsOf } from './terms.ts';

const mostWords = 32;
const mostUnitsPerWord = 64;

const wordPattern = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/** The content words of what a person or an agent typed, as they were typed, each once; all words where there is no other. */
export function contentWords(query: string): string[] {
  const words = query.slice(0, 4000).match(wordPattern) ?? [];
  const content = words.filter((word) => !stopWords.has(word.toLowerCase()));
  const chosen = (content.length > 0 ? content : words)
    .slice(0, mostWords)
    .map((word) => word.slice(0, mostUnitsPerWord));
  return [...new Set(chosen)];
}

/** Something to look for, as FTS5 takes it. */
export interface MatchPart {
  expression: string;
  /** It may be the beginning of a longer word. */
  isBeginning: boolean;
}

/**
 * What of a query the text index looks for, each by itself: content words, quoted, in the given columns; in scripts without spaces pairs
 * of characters. Nothing of FTS5's own syntax gets through, so no input is an error. Empty when there is no word in it. `isTyping`:
 * the last word may be unfinished.
 */
export function matchParts(
  query: string,
  { isTyping = false, columns }: { isTyping?: boolean; columns: readonly string[] },
): MatchPart[] {
  const within = `{${columns.join(' ')}} : `;
  const words = contentWords(query).map((word) => ({ expression: `${within}"${word}"`, isBeginning: false }));
  const beginning = isTyping ? unfinishedWord(query) : null;
  if (beginning !== null && words.length > 0)
    words.push({ expression: `${within}"${beginning}" *`, isBeginning: true });
  const grams = gramsOf(query.slice(0, 4000)).slice(0, mostWords);
  return [...words, ...grams.map((gram) => ({ expression: `grams : "${gram}"`, isBeginning: false }))];
}

/**
 * A wider expression for an unfinished word: the index holds stems ("electr" for "electricity"), which a longer beginning
 * ("electric") no longer finds. What it finds has to be checked against `beginning`. Null when there is nothing to widen.
 */
export function widerExpression(query: string): { expression: string; beginning: string } | null {
  const beginning = unfinishedWord(query);
  if (beginning === null || beginning.length < 5) return null;
  return {
    expression: `body : "${beginning.slice(0, Math.max(4, Math.ceil(beginning.length * 0.6)))}" *`,
    beginning: fold(beginning),
  };
}

/** The last word of what is being typed; null when there is none. */
export function unfinishedWord(query: string): string | null {
  const last = query.match(/[\p{L}\p{N}\p{M}]+$/u)?.[0] ?? '';
  return last.length >= 2 && last.length <= mostUnitsPerWord ? last : null;
}
