/**
 * Characters that a person does not see and a model reads: tag letters, overrides of the reading direction, things without width,
 * variation selectors, private use. Each is written out, `[U+202E]`; a run of tag letters as the words that it hides.
 *
 * What honest text needs stays: a joiner inside an emoji, a joiner or a mark of direction beside letters of a script that is written
 * with it, one selector behind the character it belongs to, the flags of England, Scotland and Wales, a soft hyphen inside a word,
 * a byte order mark in front. Two invisible characters in a row are never honest but for these.
 */
export type HiddenKind = 'tags' | 'direction' | 'zero_width' | 'variation' | 'private_use' | 'control';

export type Counts<K extends string> = Partial<Record<K, number>>;

/** Adds `more` to `counts`, which is changed. */
export function addCounts<K extends string>(counts: Counts<K>, more: Counts<K>): void {
  for (const kind in more) counts[kind] = (counts[kind] ?? 0) + (more[kind] ?? 0);
}

const controls = String.raw`\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u0084\u0086-\u009f`;
const zeroWidth = String.raw`\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff`;
const direction = String.raw`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069`;
const wide = String.raw`\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\u{f0000}-\u{10ffff}`;

const anyHidden = new RegExp(`[${controls}${zeroWidth}${direction}\\ue000-\\uf8ff${wide}]+`, 'gu');
const mayBeHidden = new RegExp(
  `[${controls}${zeroWidth}${direction}\\ud82f\\ud834\\udb40-\\udbff\\ue000-\\uf8ff]`,
);

const flags =
  /^\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}$/u;
const emoji = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|[#*0-9]|\ufe0f/u;
// written with joiners inside words
const joined =
  /\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Mongolian}|\p{Script=Nko}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Gurmukhi}|\p{Script=Gujarati}|\p{Script=Oriya}|\p{Script=Tamil}|\p{Script=Telugu}|\p{Script=Kannada}|\p{Script=Malayalam}|\p{Script=Sinhala}|\p{Script=Khmer}|\p{Script=Myanmar}|\p{Script=Tibetan}/u;
const rightToLeft = /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;
const letter = /\p{L}/u;
const ideograph = /\p{Ideographic}/u;

/** The text with everything hidden written out, and how many characters of which kind that was. */
export function showHidden(text: string): { text: string; counts: Counts<HiddenKind> } {
  const counts: Counts<HiddenKind> = {};
  if (!mayBeHidden.test(text)) return { text, counts };
  const shown = text.replace(anyHidden, (run, at: number) => {
    const before = lastCharacter(text, at);
    const after = String.fromCodePoint(text.codePointAt(at + run.length) ?? 0x20);
    if (isHonest(run, before, after, at === 0, text)) return run;
    return written(run, counts);
  });
  return { text: shown, counts };
}

function lastCharacter(text: string, at: number): string {
  if (at === 0) return ' ';
  const unit = text.charCodeAt(at - 1);
  const isTail = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return String.fromCodePoint(text.codePointAt(at - (isTail ? 2 : 1)) ?? 0x20);
}

function isHonest(run: string, before: string, after: string, isFirst: boolean, whole: string): boolean {
  if (before === '\u{1f3f4}' && flags.test(run)) return true;
  // a presentation selector and a joiner, as in a rainbow flag
  if (run === '\ufe0f\u200d') return emoji.test(before) && emoji.test(after);
  const code = run.codePointAt(0) ?? 0;
  if (run.length > (code > 0xffff ? 2 : 1)) return false;
  switch (run) {
    case '\ufeff':
      return isFirst;
    case '\ufe0e':
    case '\ufe0f':
      return /[\p{Emoji}\p{Extended_Pictographic}\p{S}]/u.test(before);
    case '\u200d':
      return (emoji.test(before) && emoji.test(after)) || joined.test(before);
    case '\u200c':
      return joined.test(before) && letter.test(after);
    case '\u200b':
      return /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(before);
    case '\u00ad':
      return letter.test(before) && letter.test(after);
    case '\u200e':
    case '\u200f':
    case '\u061c':
      return rightToLeft.test(whole);
    default:
      if (code >= 0x180b && code <= 0x180f) return /\p{Script=Mongolian}/u.test(before);
      return (code >= 0xfe00 && code <= 0xfe02) || (code >= 0xe0100 && code <= 0xe01ef)
        ? ideograph.test(before)
        : false;
  }
}

function written(run: string, counts: Counts<HiddenKind>): string {
  let out = '';
  let letters = '';
  const endLetters = () => {
    if (letters !== '') out += `[hidden letters: ${letters}]`;
    letters = '';
  };
  for (const character of run) {
    const code = character.codePointAt(0) ?? 0;
    const kind = kindOf(code);
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (code >= 0xe0020 && code <= 0xe007e) {
      letters += String.fromCharCode(code - 0xe0000);
      continue;
    }
    endLetters();
    out += `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  }
  endLetters();
  return out;
}

function kindOf(code: number): HiddenKind {
  if (code >= 0xe0000 && code <= 0xe007f) return 'tags';
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return 'variation';
  if ((code >= 0xe000 && code <= 0xf8ff) || code >= 0xf0000) return 'private_use';
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 'control';
  if (
    code === 0x61c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  )
    return 'direction';
  return 'zero_width';
}
