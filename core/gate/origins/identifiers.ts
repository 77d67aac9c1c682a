import { normalise } from './text.ts';

/** What a value can be recognised as by itself: it names one party or place in the world. */
export type IdentifierKind = 'email' | 'url' | 'account' | 'phone';

export interface Identifier {
  kind: IdentifierKind;
  /** In the one form that all ways of writing it share. */
  key: string;
  /** As it is written. */
  text: string;
}

const email = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;
const url =
  /(?:https?:\/\/|www\.)[^\s<>"'`)\]}]+|(?<![\p{L}\p{N}@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|info|edu|gov|co|app|ai|me|eu|de|uk|fr|ch|us)(?:\/[^\s<>"'`)\]}]*)?(?![\p{L}\p{N}@-])/giu;
// country letters and digits, as banks print them in groups too; or digits alone, from eight on
const account =
  /(?<![\p{L}\p{N}])(?:[A-Za-z]{2}\d{2}[A-Za-z0-9]{8,30}|[A-Z]{2}\d{2}(?:[ -][A-Z0-9]{4}){2,7}(?:[ -]\d{1,4})?)(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.])\d(?:[ -]?\d){7,}(?![\p{L}\p{N}])/gu;
const phone = /(?<![\p{L}\p{N}])\+\d(?:[ ().-]?\d){6,14}(?![\p{L}\p{N}])/gu;

// unseen and wide characters, and entities: what hides an address from a pattern and not from a person
const disguised = /[\u00ad\u200b-\u200f\u2060-\u206f\ufeff\uff01-\uff5e]|&#?\w{1,8};/;

/** Every address, account and number in a text, in the order of kinds. */
export function identifiersIn(written: string): Identifier[] {
  const text = disguised.test(written) ? normalise(written) : written;
  const found: Identifier[] = [];
  const take = (kind: IdentifierKind, pattern: RegExp) => {
    for (const [match] of text.matchAll(pattern)) {
      const written = kind === 'url' ? match.replace(/[.,;:!?]+$/, '') : match;
      found.push({ kind, key: keyOf(kind, written), text: written });
    }
  };
  if (text.includes('@')) take('email', email);
  if (text.includes('.')) take('url', url);
  if (/\d{2}/.test(text)) {
    if (!isDateLike(text)) take('account', account);
    if (text.includes('+')) take('phone', phone);
  }
  return found;
}

/** What the whole value is, or null where it is none of them. */
export function identifierOf(value: string): Identifier | null {
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > 300 || isDateLike(trimmed)) return null;
  const text = disguised.test(trimmed) ? normalise(trimmed) : trimmed;
  return identifiersIn(text).find((found) => found.text.length >= text.length - 1) ?? null;
}

function isDateLike(text: string): boolean {
  return /^\d{4}-\d{1,2}-\d{1,2}(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?$/i.test(text.trim());
}

function keyOf(kind: IdentifierKind, text: string): string {
  const plain = normalise(text);
  if (kind === 'email') return plain.replace(/^mailto:/, '');
  if (kind === 'url') return urlKey(plain);
  return plain.replace(/[^\p{L}\p{N}]/gu, '');
}

/** A normalised address without its scheme, `www.`, trailing slash and fragment. */
export function urlKey(normalised: string): string {
  return normalised
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^www\./, '')
    .replace(/#.*$/, '')
    .replace(/\/+$/, '');
}
