/** What must stay in one piece: from `start` to before `end`, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

const borders = ['\n\n', '\n', '. ', ' '] as const;

/**
 * A text in pieces of at most `most` UTF-16 units that give it back when they are joined: cut behind a paragraph, else a line, a sentence,
 * a word. A piece is longer where a secret would be cut in two: by its halves nobody knows it.
 */
export function pieces(text: string, most: number, secrets: readonly Span[] = []): string[] {
  return cutUp(text, { from: 0, to: text.length, most, behind: behindSecrets(secrets) });
}

/** The part of a text in pieces; `behind` as of `behindSecrets`, for positions that only grow. */
export function cutUp(
  text: string,
  { from, to, most, behind }: { from: number; to: number; most: number; behind: (at: number) => number },
): string[] {
  const cut: string[] = [];
  let at = from;
  while (to - at > most) {
    const end = Math.min(to, behind(endOf(text, at, most)));
    cut.push(text.slice(at, end));
    at = end;
  }
  if (at < to) cut.push(text.slice(at, to));
  return cut;
}

/** Gives for a place in a text the next one that is in no secret. Secrets in order; places must only grow. */
export function behindSecrets(secrets: readonly Span[]): (at: number) => number {
  let next = 0;
  return (at) => {
    while ((secrets[next]?.end ?? Number.POSITIVE_INFINITY) <= at) next += 1;
    const secret = secrets[next];
    return secret !== undefined && secret.start < at ? secret.end : at;
  };
}

function endOf(text: string, from: number, most: number): number {
  // only where a cut may be: a text without any border is not searched to its beginning again and again
  const first = from + Math.floor(most / 3) + 1;
  const window = text.slice(first, from + most);
  for (const border of borders) {
    const at = window.lastIndexOf(border);
    if (at >= 0) return first + at + border.length;
  }
  const to = from + most;
  // never between the two halves of one character
  const code = text.charCodeAt(to - 1);
  return code >= 0xd800 && code <= 0xdbff ? to - 1 : to;
}
