/**
 * Letters that are there to be taken for others. A word of Latin letters with a Cyrillic, Greek or other letter between them is one;
 * in an address also a word that is wholly of letters which look Latin.
 */
const foreign =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;
const latin = /\p{Script=Latin}/u;
const word = /[\p{L}\p{M}]+/gu;
const address = /[^\s"'<>()]*(?:@|:\/\/)[^\s"'<>()]*/gu;
// Cyrillic and Greek letters that most typefaces draw like a Latin one
const likeLatin = /^[асԁеһіјӏорԛѕухѵԝкмтвнАВСЕНІЈКМОРЅТХУαοορνκικτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]+$/u;
/** Fonts of letters that Unicode has a second time, for mathematics and for full width. */
const styled = /[\u{1d400}-\u{1d7ff}\uff21-\uff3a\uff41-\uff5a\uff10-\uff19]/u;

/** Where in `text` (in UTF-16 units) look-alike letters stand. */
export function lookAlikes(text: string): ReadonlySet<number> {
  const found = new Set<number>();
  const add = (from: number, piece: string, isOne: (letter: string) => boolean) => {
    let at = from;
    for (const letter of piece) {
      if (isOne(letter)) found.add(at);
      at += letter.length;
    }
  };
  for (const match of text.matchAll(word)) {
    if (latin.test(match[0]) && foreign.test(match[0]))
      add(match.index, match[0], (letter) => foreign.test(letter));
  }
  for (const match of text.matchAll(address)) {
    for (const part of match[0].matchAll(word)) {
      if (likeLatin.test(part[0])) add(match.index + part.index, part[0], () => true);
    }
  }
  add(0, text, (letter) => styled.test(letter));
  return found;
}

/** The name of a letter's script and its number: `CYRILLIC U+0430`. */
export function lookAlikeLabel(letter: string): string {
  const number = `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const script = scripts.find(([pattern]) => pattern.test(letter));
  return script ? `${script[1]} ${number}` : `${letter.normalize('NFKC')} ${number}`;
}

const scripts: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Cyrillic}/u, 'CYRILLIC'],
  [/\p{Script=Greek}/u, 'GREEK'],
  [/\p{Script=Armenian}/u, 'ARMENIAN'],
  [/\p{Script=Cherokee}/u, 'CHEROKEE'],
  [/\p{Script=Coptic}/u, 'COPTIC'],
  [/\p{Script=Lisu}/u, 'LISU'],
];
