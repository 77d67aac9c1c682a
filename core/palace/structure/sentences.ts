/** A range of UTF-16 units of a drawer. */
export interface Range {
  from: number;
  to: number;
}

// an abbreviation's full stop ends nothing
const abbreviation = /\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|e\.g|i\.e|etc|No|approx)\.$/i;
const ending = /[.!?…]+["”’')\]]*(?=\s|$)|\n+/g;

/** The sentences of a text, in order, without the white space around them. */
export function sentencesOf(text: string): Range[] {
  const sentences: Range[] = [];
  let from = 0;
  const add = (end: number) => {
    const raw = text.slice(from, end);
    const words = raw.trim();
    if (words !== '') {
      const start = from + raw.indexOf(words);
      sentences.push({ from: start, to: start + words.length });
    }
    from = end;
  };
  for (const match of text.matchAll(ending)) {
    const end = match.index + match[0].length;
    if (
      !match[0].startsWith('\n') &&
      abbreviation.test(text.slice(Math.max(from, match.index - 8), match.index + 1))
    )
      continue;
    add(end);
  }
  add(text.length);
  return sentences;
}
