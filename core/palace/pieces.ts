const aimUnits = 2000;
const mostUnits = 2600;
const leastUnits = 800;
/** What code reads in bulk (megabytes of a table) stays in the log, but no more than its beginning is memory. */
const mostPieces = 100;

/**
 * Splits a text into drawers of about 2,000 UTF-16 units: at the end of a paragraph, else of a line, a sentence, a word.
 * The ranges follow each other without a gap, up to 100 of them. Pieces of white space alone are left out.
 */
export function piecesOf(text: string): { from: number; to: number }[] {
  const pieces: { from: number; to: number }[] = [];
  let from = 0;
  while (from < text.length && pieces.length < mostPieces) {
    const to = text.length - from <= mostUnits ? text.length : endOfPiece(text, from);
    if (/\S/.test(text.slice(from, to))) pieces.push({ from, to });
    from = to;
  }
  return pieces;
}

const borders = ['\n\n', '\n', '. ', ' '] as const;

function endOfPiece(text: string, from: number): number {
  for (const border of borders) {
    const at = text.lastIndexOf(border, from + aimUnits - border.length);
    if (at >= from + leastUnits) return at + border.length;
  }
  const to = from + aimUnits;
  // never between the two halves of one character
  const code = text.charCodeAt(to - 1);
  return code >= 0xd800 && code <= 0xdbff ? to - 1 : to;
}
