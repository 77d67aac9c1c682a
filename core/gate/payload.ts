import { type IdentifierKind, identifiersIn } from './origins/identifiers.ts';
import type { OwnerText } from './origins/owner-words.ts';
import type { ValueTrace } from './origins/trace.ts';
import { isDesignated } from './standing.ts';

/** What of a call's content comes from others and leads somewhere: links, addresses, accounts that only running text has. */
export function leadsOf(
  payload: readonly ValueTrace[],
  traceAgain: (value: string, of: ValueTrace) => ValueTrace,
  sources: readonly string[],
): ValueTrace[] {
  return payload.flatMap((trace) =>
    identifiersIn(trace.value)
      .map(({ text }) => traceAgain(text, trace))
      .filter((lead) => lead.origin === 'untrusted' && lead.isInText && !isDesignated(lead, sources)),
  );
}

const words: Record<IdentifierKind, RegExp> = {
  url: /\b(?:links?|urls?|web ?address(?:es)?)\b/i,
  email: /\b(?:e-?mail address(?:es)?|contact details|contacts?)\b/i,
  account: /\b(?:ibans?|accounts?(?: numbers?)?)\b/i,
  phone: /\b(?:phone|telephone|mobile|numbers?)\b/i,
};

/** Whether the owner's words speak of links, addresses or numbers: then content that has one is what they asked for. */
export function asksForLead(said: readonly OwnerText[], kind: IdentifierKind | null): boolean {
  return kind !== null && said.some(({ text }) => words[kind].test(text));
}
