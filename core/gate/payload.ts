import { identifiersIn } from './origins/identifiers.ts';
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

const asksForLeads =
  /\b(?:links?|urls?|websites?|sites?|pages?|address(?:es)?|e-?mails? of|contacts?|phone|ibans?|accounts?|forward)\b/i;

/** Whether the owner's words speak of links or addresses: then content that has some is what they asked for. */
export function asksForLead(ownerText: string): boolean {
  return asksForLeads.test(ownerText);
}
