const longestName = 200;
// what turns the direction of what follows, or is not seen, can make one name look like another
const breaks = /[\s\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** Somebody else's text on one line, in the direction in which it is read; as long as it is. */
export function inOneLine(text: string): string {
  return text.toWellFormed().replaceAll(breaks, ' ').trim();
}

/** A name or title as others wrote it: one line of at most 200 characters, in the direction in which it is read. */
export function oneLine(text: string): string {
  const line = inOneLine(text);
  return (line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line).toWellFormed();
}
