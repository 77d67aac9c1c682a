/**
 * What must survive a summary to the letter. The patterns, first match from the left, longest kinds first:
 *
 * - addresses: `https://…`, `mailto:` and the like, without closing punctuation; e-mail addresses
 * - paths: `/a/b`, `~/a`, `C:\a\b`, `a/b.txt`; file names with a letter-led extension of 1 to 5 characters
 * - ids: UUIDs, `prefix_…` and `INV-2026-001` (letters, a joint, at least one digit), `#123`, letters and digits mixed (6 and more:
 *   hashes, IBANs, order numbers)
 * - dates and times: `2026-11-23`, `23.11.2026`, `11/23/26`, `23 November 2026`, `November 23, 2026`, `14:30`
 * - amounts: a number with its currency sign or code before or after, with `%`, or with a unit; plain numbers of two digits and more
 */
const months =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const currency = '(?:[$€£¥₹]|EUR|USD|GBP|CHF|JPY)';
const unit =
  '(?:%|[$€£¥₹]|(?:EUR|USD|GBP|CHF|JPY|bytes?|[kKMGT]i?B|[kcm]?m|km|mg|kg|g|t|ml|cl|l|ms|min|h|hours?|days?|weeks?|months?|years?|°C|°F|kWh?|MW|V|A|Hz|px|pt)(?![\\p{L}\\p{N}]))';
// every run is bounded or begins where none of its own characters stands before it, so that a long text cannot make the search slow
const number = "\\d{1,30}(?:[.,’']\\d{1,30}){0,10}";

const pattern = new RegExp(
  [
    '[a-z][a-z0-9+.-]{1,15}://[^\\s<>"\'`)\\]}]+',
    '(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){1,8}',
    '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
    '(?<![\\p{L}\\p{N}])[A-Za-z]:\\\\[^\\s"\'<>|,;]+',
    '(?<![\\p{L}\\p{N}/])~?(?:/[\\p{L}\\p{N}._@+~-]+)+/?',
    '(?<![\\p{L}\\p{N}._+/-])(?:\\.{1,2}/)?[\\p{L}\\p{N}_][\\p{L}\\p{N}._+-]{0,200}(?:/[\\p{L}\\p{N}._+-]{1,200}){0,30}\\.[A-Za-z][A-Za-z0-9]{0,4}(?![\\p{L}\\p{N}])',
    `\\d{1,2}\\.?\\s${months}(?:\\.?,?\\s\\d{4})?`,
    `${months}\\.?\\s\\d{1,2}(?:,?\\s\\d{4})?(?!\\d)`,
    '\\d{4}-\\d{2}-\\d{2}(?:T[\\d:.]+Z?)?',
    '\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}(?!\\d)',
    '\\d{1,2}:\\d{2}(?::\\d{2})?(?!\\d)',
    '#\\d+',
    '(?<![\\p{L}\\p{N}_-])(?=[\\p{L}\\p{N}_-]{0,100}\\d)[\\p{L}\\p{N}]{1,64}(?:[-_][\\p{L}\\p{N}]{1,64}){1,10}',
    '(?<![\\p{L}\\p{N}])(?=[A-Za-z]*\\d)(?=\\d*[A-Za-z])[A-Za-z0-9]{6,128}(?![\\p{L}\\p{N}])',
    `${currency}\\s?${number}`,
    `(?<![\\p{L}\\p{N}])${number}\\s?${unit}`,
    "(?<![\\p{L}\\p{N}])\\d{1,30}(?:[.,’']\\d{1,30}){1,10}(?![\\p{L}\\p{N}])",
    '(?<![\\p{L}\\p{N}])\\d{2,64}(?![\\p{L}\\p{N}])',
  ].join('|'),
  'giu',
);

const longestIdentifier = 300;

/** Every identifier of a text, in order, each once, with white space as single spaces. */
export function identifiersIn(text: string): string[] {
  const found = new Set<string>();
  for (const [match] of oneLine(text).matchAll(pattern)) {
    const trimmed = match.replace(/[.,;:!?)\]}'"’”]+$/u, '');
    if (trimmed.length > 0 && trimmed.length <= longestIdentifier) found.add(trimmed);
  }
  return [...found];
}

/** Whether the identifier stands in the text as a whole: `12` is not in `2012`. Both with white space as single spaces. */
export function holdsIdentifier(text: string, identifier: string): boolean {
  for (let at = text.indexOf(identifier); at >= 0; at = text.indexOf(identifier, at + 1)) {
    const isWholeBefore = !isWord(identifier.at(0)) || !isWord(text[at - 1]);
    const isWholeAfter = !isWord(identifier.at(-1)) || !isWord(text[at + identifier.length]);
    if (isWholeBefore && isWholeAfter) return true;
  }
  return false;
}

/** The text on one line, white space as single spaces: how the words of the log are quoted in a summary. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
