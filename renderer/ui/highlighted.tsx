/** Text with the found passages marked. `marks` are `[start, end)` in UTF-16 units, ascending. */
export function Highlighted({
  text,
  marks,
}: {
  text: string;
  marks: readonly (readonly [number, number])[];
}) {
  const pieces: { from: number; text: string; isMarked: boolean }[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start > at) pieces.push({ from: at, text: text.slice(at, start), isMarked: false });
    pieces.push({ from: start, text: text.slice(start, end), isMarked: true });
    at = end;
  }
  if (at < text.length) pieces.push({ from: at, text: text.slice(at), isMarked: false });
  return pieces.map((piece) =>
    piece.isMarked ? <mark key={piece.from}>{piece.text}</mark> : <span key={piece.from}>{piece.text}</span>,
  );
}
