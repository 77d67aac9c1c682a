const borders = ['\n\n', '\n', '. ', ' '] as const;

/** A text in pieces of at most `most` UTF-16 units that give it back when they are joined: cut behind a paragraph, else a line, a sentence, a word. */
export function pieces(text: string, most: number): string[] {
  const cut: string[] = [];
  let from = 0;
  while (text.length - from > most) {
    const to = endOf(text, from, most);
    cut.push(text.slice(from, to));
    from = to;
  }
  cut.push(text.slice(from));
  return cut;
}

function endOf(text: string, from: number, most: number): number {
  for (const border of borders) {
    const at = text.lastIndexOf(border, from + most - border.length);
    if (at > from + most / 3) return at + border.length;
  }
  const to = from + most;
  // never between the two halves of one character
  const code = text.charCodeAt(to - 1);
  return code >= 0xd800 && code <= 0xdbff ? to - 1 : to;
}
