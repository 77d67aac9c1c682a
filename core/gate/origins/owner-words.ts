import { type Identifier, identifierOf, identifiersIn } from './identifiers.ts';
import { amountsIn, daysIn } from './quantities.ts';
import { findWhole, normalise, wordsOf } from './text.ts';

/** One thing that the owner said, prepared for looking values up in it. */
export interface OwnerText {
  eventId: string;
  text: string;
  normalised: string;
  /** Its words with single spaces, so that "vacation-plans" is found in "vacation plans". */
  spaced: string;
  identifiers: readonly Identifier[];
  amounts: ReadonlySet<number>;
  days: ReadonlySet<string>;
}

/** Prepares what the owner said. */
export function readOwnerText(eventId: string, text: string): OwnerText {
  const normalised = normalise(text);
  return {
    eventId,
    text,
    normalised,
    spaced: ` ${wordsOf(normalised).join(' ')} `,
    identifiers: identifiersIn(text),
    amounts: new Set(amountsIn(text)),
    days: daysIn(text),
  };
}

/** Where the owner said a value, in whatever form it is written; null where they did not. Short values prove nothing. */
export function findSaid(said: readonly OwnerText[], value: string): OwnerText | null {
  const normalised = normalise(value);
  const identifier = identifierOf(value);
  if (identifier)
    return (
      said.find(({ identifiers }) =>
        identifiers.some(({ kind, key }) => kind === identifier.kind && key === identifier.key),
      ) ?? null
    );
  if (isShort(normalised)) return null;
  if (/^-?\d+(?:\.\d+)?$/.test(normalised)) {
    const number = Number(normalised);
    return said.find(({ amounts }) => amounts.has(number)) ?? null;
  }
  const day = /^(\d{4})-(\d{2})-(\d{2})\b/.exec(normalised);
  if (day && normalised.length <= 26)
    return said.find(({ days }) => days.has(day[0]) || days.has(`${day[2]}-${day[3]}`)) ?? null;
  return said.find((each) => findWhole(each.normalised, normalised) >= 0) ?? null;
}

/** Whether the owner named a thing that bears this name: as a whole, also without its extension and with other signs between its words. */
export function isNamed(said: readonly OwnerText[], name: string): boolean {
  const normalised = normalise(name);
  if (normalised.length < 3 || normalised.length > 200 || /^[\d\s.:,-]+$/.test(normalised)) return false;
  const words = wordsOf(normalised.replace(/\.[a-z0-9]{2,5}$/, ''));
  if (words.length === 1) {
    // one word names a thing only where it is written as a name: a capital, a quote, an extension
    const exact = name.trim();
    const isNameLike = /\p{Lu}|\d/u.test(exact) || exact.includes('.');
    return said.some(
      ({ text, normalised: all }) =>
        findWhole(all, normalised) >= 0 &&
        ((isNameLike && text.includes(exact)) ||
          new RegExp(`['"“‘\`]${literal(exact)}['"”’\`]`, 'iu').test(text)),
    );
  }
  if (words.join('').length < 6) return false;
  return said.some(({ spaced }) => spaced.includes(` ${words.join(' ')} `));
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether a value is too short to prove by standing somewhere where it comes from. */
export function isShort(normalised: string): boolean {
  return /^\d+$/.test(normalised) ? normalised.length < 2 : normalised.length < 2;
}
