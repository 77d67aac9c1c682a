/** One token of a text: a run of letters or digits, lower case. */
const word = /[\p{L}\p{N}]+/gu;
// characters that show nothing: they may stand inside a word without being seen (soft hyphens, zero widths, bidi controls, tags)
const unseen = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
const entities: Record<string, string> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', commat: '@', period: '.', colon: ':', sol: '/',
}; // biome-ignore format: a table

/** The same text however it was written: compatibility forms, entities and percent escapes decoded, nothing unseen, lower case, single spaces. */
export function normalise(text: string): string {
  let plain = text;
  if (plain.includes('&'))
    plain = plain
      .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (whole, hex, decimal) =>
        character(Number.parseInt(hex ?? decimal, hex ? 16 : 10), whole),
      )
      .replace(/&([a-z]+);/gi, (whole: string, name: string) => entities[name.toLowerCase()] ?? whole);
  if (plain.includes('%'))
    plain = plain.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
      try {
        return decodeURIComponent(escaped);
      } catch {
        // not UTF-8: it stays as it is written
        return escaped;
      }
    });
  // most text is plain ASCII and needs none of this
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  if (!/^[\x00-\x7f]*$/.test(plain)) plain = plain.normalize('NFKC').replace(unseen, '');
  return plain.toLowerCase().replace(/\s+/g, ' ').trim();
}

function character(code: number, otherwise: string): string {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : otherwise;
}

/** The words of a normalised text, in order. */
export function wordsOf(normalised: string): string[] {
  return normalised.match(word) ?? [];
}

/**
 * Where `value` stands in `text` (both normalised) as whole words: no letter or digit beside it, and no sign that would make it a part
 * of an address, a path or a number. -1 where it does not.
 */
export function findWhole(text: string, value: string): number {
  if (value === '') return -1;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (isFree(text, at - 1, -1) && isFree(text, at + value.length, 1)) return at;
  }
  return -1;
}

// a sign joins two words where a word follows behind it: "a.b", "x@y", "/a/b", "1,000"; a sentence's own signs do not
function isFree(text: string, at: number, step: 1 | -1): boolean {
  const sign = text[at];
  if (sign === undefined || sign === ' ') return true;
  if (/[\p{L}\p{N}_]/u.test(sign)) return false;
  if (!/[.@/\\:+\-=&?#~,]/.test(sign)) return true;
  const behind = text[at + step];
  return behind === undefined || !/[\p{L}\p{N}_]/u.test(behind);
}

/** A stretch of `text` around a position, for people to read: at most `width` characters, unseen ones left out. */
export function excerptOf(text: string, at: number, length: number, width = 160): string {
  const before = Math.max(0, at - Math.max(0, Math.floor((width - length) / 2)));
  const cut = text
    .slice(before, before + width)
    .replace(unseen, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `${before > 0 ? '…' : ''}${cut}${before + width < text.length ? '…' : ''}`;
}
