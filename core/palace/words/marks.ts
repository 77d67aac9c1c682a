import type { Mark } from '../types.ts';
import { contentWords, unfinishedWord } from './expression.ts';
import { fold, gramsOf, stemOf, termsOf } from './terms.ts';

/** The words of `text` that a query asks for, in order. `isTyping`: the query's last word may be the beginning of one. */
export function marksOf(text: string, query: string, isTyping = false): Mark[] {
  const stems = new Set(contentWords(query).map(stemOf));
  const beginning = isTyping ? unfinishedWord(query) : null;
  const begun = beginning === null ? null : fold(beginning);
  const marks: Mark[] = [];
  for (const { from, to, stem } of termsOf(text)) {
    const isBegun = begun !== null && fold(text.slice(from, to)).startsWith(begun);
    if (stems.has(stem) || isBegun) marks.push([from, to]);
  }
  const grams = new Set(gramsOf(query));
  return grams.size === 0 ? marks : merged([...marks, ...gramMarks(text, grams)]);
}

function gramMarks(text: string, grams: ReadonlySet<string>): Mark[] {
  const marks: Mark[] = [];
  for (const gram of grams)
    for (let at = text.indexOf(gram); at >= 0; at = text.indexOf(gram, at + 1))
      marks.push([at, at + gram.length]);
  return marks;
}

function merged(marks: readonly Mark[]): Mark[] {
  const result: Mark[] = [];
  for (const [from, to] of marks.toSorted((left, right) => left[0] - right[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
