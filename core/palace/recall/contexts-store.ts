import { int, type Tx, text } from '../../db/worker.ts';
import { hasContexts } from '../contexts/schema-store.ts';
import { countMatches } from '../index/matches-store.ts';
import { matchParts } from '../words/expression.ts';
import { hashedTerms } from '../words/terms.ts';
import type { Doc } from './doc.ts';
import type { QueryStem, RecallQuery } from './query.ts';

const mostTrusted = 50;
// a text of others may have made the model write what it wants: it takes no place of the others', and lifts nothing
const mostUntrusted = 20;
const mostOfWord = 2000;
/** What was found by its context is looked at, whatever share of the question that has. */
const leastFound = 0.1;

/** What contexts say about the question, by the drawers' numbers. */
export type Contexts = ReadonlyMap<number, { terms: ReadonlySet<number>; isTrusted: boolean }>;

/** Columns over the universe: which drawers to look at for their contexts, and how far that lifts them; both 0 to 1. */
export interface Told {
  found: Float64Array;
  lift: Float64Array;
}

/** Drawers whose contexts have words of the question. Empty where nobody ever asked for contexts. Reads them anew each time: nothing of one is remembered. */
export function matchingContexts(tx: Tx, question: string, wing: number | null): Contexts {
  const found = new Map<number, { terms: ReadonlySet<number>; isTrusted: boolean }>();
  if (!hasContexts(tx)) return found;
  const expression = matchParts(question, { columns: ['context'] })
    .filter((part) => isRare(tx, part.expression))
    .map((part) => part.expression)
    .join(' OR ');
  if (expression === '') return found;
  const hasOthers = tx.get('SELECT 1 AS found FROM idx.contexts_made WHERE is_trusted = 0 LIMIT 1');
  for (const isTrusted of hasOthers ? [true, false] : [true]) {
    const rows = tx.all(
      `SELECT d.number, drawer_contexts.context FROM idx.drawer_contexts CROSS JOIN idx.drawer_docs d ON d.number = drawer_contexts.rowid
       CROSS JOIN idx.contexts_made m ON m.number = d.number
       WHERE drawer_contexts MATCH ? AND d.wing BETWEEN ? AND ? AND m.is_trusted = ?
       ORDER BY bm25(drawer_contexts) LIMIT ?`,
      expression,
      ...(wing === null ? [0, Number.MAX_SAFE_INTEGER] : [wing, wing]),
      isTrusted ? 1 : 0,
      isTrusted ? mostTrusted : mostUntrusted,
    );
    for (const row of rows)
      found.set(int(row, 'number'), { terms: new Set(hashedTerms(text(row, 'context'))), isTrusted });
  }
  return found;
}

// a word that so many contexts have leads nowhere, and takes a time for each
const isRare = (tx: Tx, expression: string) =>
  countMatches(tx, 'drawer_contexts', expression, mostOfWord) <= mostOfWord;

/** What the contexts mean for the drawers: the share of the question, by how rare its words are, that a context has and the drawer's own words have not. */
export function toldBy(
  contexts: Contexts,
  docs: readonly Doc[],
  query: RecallQuery,
  rarityOf: (stem: string) => number,
): Told | null {
  if (contexts.size === 0) return null;
  const worth = (stems: readonly QueryStem[]) => stems.reduce((sum, { stem }) => sum + rarityOf(stem), 0);
  const whole = worth(query.stems) || 1;
  const told = { found: new Float64Array(docs.length), lift: new Float64Array(docs.length) };
  docs.forEach((doc, at) => {
    const context = contexts.get(doc.number);
    if (!context) return;
    const more = query.stems.filter(({ hash }) => context.terms.has(hash) && !doc.terms.includes(hash));
    const share = worth(more) / whole;
    told.found[at] = Math.max(leastFound, share);
    told.lift[at] = context.isTrusted ? share : 0;
  });
  return told;
}
