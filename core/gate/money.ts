import type { CallGrant } from './grants/grant.ts';
import { identifiersIn } from './origins/identifiers.ts';
import { amountsIn } from './origins/quantities.ts';
import type { SourceIndex } from './origins/source-index.ts';
import { normalise, wordsOf } from './origins/text.ts';
import type { ValueTrace } from './origins/trace.ts';
import { isDesignated } from './standing.ts';

/** Why a payment to somebody whom only a named document knows does not fit that document; null where it fits. */
export function unfitForDocument(
  index: SourceIndex,
  grant: CallGrant,
  target: ValueTrace,
  others: readonly ValueTrace[],
): string | null {
  const text = documentWith(index, target);
  if (text === null) return 'The account stands in no single document.';
  const accounts = new Set(
    identifiersIn(text)
      .filter(({ kind }) => kind === 'account' || kind === 'email')
      .map(({ key }) => key),
  );
  if (accounts.size > 1) return 'The document names more than one account.';
  const amounts = [...new Set(amountsIn(text).filter((amount) => !Number.isInteger(amount) || amount >= 1))];
  const paid = others.filter(({ argument }) => isAmount(argument));
  if (paid.length === 0) return 'It names no amount.';
  for (const { value, argument } of paid) {
    const amount = Number(value);
    if (!amounts.includes(amount)) return `The document does not have this ${argument}.`;
    if (!isTotal(amount, text))
      return `The document has several amounts, and this ${argument} is not their total.`;
  }
  const leak = others.find(
    (other) => other.origin !== 'owner' && !isAmount(other.argument) && saysMore(index, grant, text, other),
  );
  return leak ? `It carries more than the document says (${leak.argument}).` : null;
}

/** Whether an argument is an amount of money, by its name. */
export function isAmount(argument: string): boolean {
  return /amount|price|total|sum|cost|value|quantity|qty/i.test(argument);
}

function documentWith(index: SourceIndex, target: ValueTrace): string | null {
  for (const { piece: number } of index.find(target.value)) {
    const piece = index.pieces[number];
    if (piece && index.sources[piece.source]?.eventId === target.eventId && !isListRow(index, number))
      return piece.raw;
  }
  return null;
}

function isListRow(index: SourceIndex, number: number): boolean {
  const source = index.sources[index.pieces[number]?.source ?? -1];
  return source !== undefined && source.rows > 1;
}

// the only amount with cents or currency, or the largest one that the others add up to
function isTotal(amount: number, text: string): boolean {
  const written = [
    ...text.matchAll(/(?:[$€£]\s?)?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:[$€£]\s?)?\d+(?:\.\d{1,2})?/g),
  ]
    .map(([match]) => match)
    .filter((match) => /[$€£.,]/.test(match))
    .map((match) => Number(match.replace(/[$€£,\s]/g, '')));
  const distinct = [...new Set(written)];
  if (distinct.length <= 1) return true;
  const rest = distinct.filter((other) => other !== amount);
  return Math.abs(rest.reduce((sum, other) => sum + other, 0) - amount) < 0.01;
}

// words in a free text of the call that neither the owner nor the document has, and another output does
function saysMore(
  index: SourceIndex,
  grant: CallGrant,
  text: string,
  { value, designatedBy }: ValueTrace,
): boolean {
  if (
    isDesignated({ designatedBy } as ValueTrace, grant.sources) &&
    normalise(text).includes(normalise(value))
  )
    return false;
  const own = new Set(wordsOf(normalise(text)));
  return wordsOf(normalise(value)).some((word) => word.length >= 5 && !own.has(word) && index.hasWord(word));
}
