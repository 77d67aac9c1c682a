import { int, type SqlValue, type Tx } from '../db/worker.ts';
import { placeFilter } from './browse-store.ts';
import { drawerRows, toDrawers } from './drawer-rows.ts';
import { hasIndex } from './index/schema-store.ts';
import { replacedBy } from './revision-store.ts';
import { snippetOf } from './snippet.ts';
import type { SearchHit, SearchInput } from './types.ts';
import { matchExpression, widerExpression } from './words/expression.ts';
import { marksOf } from './words/marks.ts';
import { fold } from './words/terms.ts';

/** Drawers with the query's words, best first, what was replaced behind what holds. Any text is a valid query; without a word in it nothing is found. */
export function search(tx: Tx, input: SearchInput): SearchHit[] {
  const { query, limit, isTyping = false } = input;
  const expression = matchExpression(query, { isTyping, columns: ['body', 'speaker', 'caption'] });
  if (expression === null || !hasIndex(tx)) return [];
  const filter = placeFilter(tx, input);
  const hits = ranked(tx, { expression, query, isTyping, ...filter, limit });
  const wider = hits.length === 0 && isTyping ? widerExpression(query) : null;
  if (wider === null) return hits;
  return ranked(tx, { expression: wider.expression, query, isTyping, ...filter, limit }).filter((hit) =>
    hit.marks.some(([from, to]) => fold(hit.text.slice(from, to)).startsWith(wider.beginning)),
  );
}

interface RankedInput {
  expression: string;
  query: string;
  isTyping: boolean;
  /** SQL over `d`, the drawers. */
  conditions: readonly string[];
  values: readonly SqlValue[];
  limit: number;
}

function ranked(
  tx: Tx,
  { expression, query, isTyping, conditions, values, limit }: RankedInput,
): SearchHit[] {
  const more = conditions.map((condition) => ` AND ${condition}`).join('');
  const found = tx.all(
    `SELECT d.number, bm25(drawer_words, 1.0, 0.3, 0.3, 0, 1.0) AS rank_score
     FROM idx.drawer_words CROSS JOIN drawers d ON d.number = drawer_words.rowid & 4294967295
     WHERE drawer_words MATCH ?${more} ORDER BY rank_score, d.number DESC LIMIT ?`,
    expression,
    ...values,
    Math.min(Math.max(limit, 1), 100),
  );
  const numbers = JSON.stringify(found.map((row) => int(row, 'number')));
  const rows = drawerRows(tx, 'd.number IN (SELECT value FROM json_each(?))', numbers);
  const drawers = toDrawers(tx, rows);
  const byNumber = new Map(rows.map((row, index) => [int(row, 'number'), drawers[index]]));
  const replaced = replacedBy(tx, numbers);
  const hits = found.flatMap((row) => {
    const drawer = byNumber.get(int(row, 'number'));
    if (!drawer) return [];
    const marks = marksOf(drawer.text, query, isTyping);
    const replaced_by = replaced.get(int(row, 'number')) ?? null;
    const snippet = snippetOf(drawer.text, marks);
    return [{ ...drawer, snippet, marks, score: -Number(row.rank_score), replaced_by }];
  });
  return [
    ...hits.filter(({ replaced_by }) => replaced_by === null),
    ...hits.filter(({ replaced_by }) => replaced_by !== null),
  ];
}
