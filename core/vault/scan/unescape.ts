/** What an escape stands for: its character's code, and how many bytes it takes. */
export interface Escape {
  code: number;
  length: number;
}

const percent = 0x25;
const backslash = 0x5c;
const ampersand = 0x26;
/** `&#x000041;`, with zeros in front. */
const longest = 12;

/** Whether a byte may begin an escape. */
export const isEscapeStart: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === percent || byte === backslash || byte === ampersand ? 1 : 0,
);

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  sol: '/',
  plus: '+',
  equals: '=',
};
/** What a backslash and one character stand for; most of a JSON text's escapes are such. */
const simple: Record<string, number> = {
  n: 10,
  r: 13,
  t: 9,
  b: 8,
  f: 12,
  '/': 0x2f,
  '"': 0x22,
  "'": 0x27,
  '\\': 0x5c,
};

const plain: Uint8Array = Uint8Array.from(
  { length: 256 },
  (_, byte) => simple[String.fromCharCode(byte)] ?? 0,
);

/**
 * Reads the escape at `at`: `%41`, `\u0041`, `\u{41}`, `\x41`, `\/`, `&#65;`, `&#x41;`, `&amp;`. Undefined when there is none;
 * 'more' when the bytes end before that is known.
 */
export function readEscape(bytes: Uint8Array, at: number, isLast: boolean): Escape | 'more' | undefined {
  const second = bytes[at + 1];
  if (bytes[at] === backslash && second !== undefined && plain[second] !== 0)
    return { code: plain[second] ?? 0, length: 2 };
  const end = Math.min(bytes.length, at + longest);
  let text = '';
  for (let index = at; index < end; index += 1) text += String.fromCharCode(bytes[index] ?? 0);
  const found = match(text);
  if (found) return found;
  const isCut = at + longest > bytes.length && !isLast;
  return isCut && mayGoOn(text) ? 'more' : undefined;
}

function match(text: string): Escape | undefined {
  const numeric =
    /^(?:%|\\x|\\u(?!\{))([0-9a-f]{2}(?:[0-9a-f]{2})?)/i.exec(text) ??
    /^\\u\{0*([0-9a-f]{1,6})\}/i.exec(text);
  if (numeric?.[1] !== undefined) {
    if (text.startsWith('\\u') && !text.startsWith('\\u{') && numeric[1].length < 4) return undefined;
    const digits = text.startsWith('\\u') ? numeric[1] : numeric[1].slice(0, 2);
    const length = text.startsWith('\\u{') ? numeric[0].length : (text[0] === '%' ? 1 : 2) + digits.length;
    return { code: Number.parseInt(digits, 16), length };
  }
  const entity = /^&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}));?/i.exec(text);
  if (entity) {
    // without a semicolon the next digit might still belong to it
    if (!entity[0].endsWith(';') && entity[0].length === text.length && text.length < longest)
      return undefined;
    const code = entity[1] === undefined ? Number(entity[2]) : Number.parseInt(entity[1], 16);
    return { code, length: entity[0].length };
  }
  const word = /^&([a-z]{2,6});/i.exec(text);
  const char = word?.[1] === undefined ? undefined : named[word[1].toLowerCase()];
  if (word && char !== undefined) return { code: char.charCodeAt(0), length: word[0].length };
  return undefined;
}

function mayGoOn(text: string): boolean {
  return /^(?:%[0-9a-f]?|\\(?:x[0-9a-f]?|u(?:[0-9a-f]{0,3}|\{[0-9a-f]{0,8}))?|&(?:#(?:x[0-9a-f]{0,8}|[0-9]{0,9})?|[a-z]{0,6})?)$/i.test(
    text,
  );
}
