import { int, type Tx } from '../db/worker.ts';
import { placeFilter } from './browse-store.ts';
import { drawerRows, toDrawers } from './drawer-rows.ts';
import { matches, rangeOfWing } from './index/matches-store.ts';
import { hasIndex } from './index/schema-store.ts';
import { replacedBy } from './revision-store.ts';
import { snippetOf } from './snippet.ts';
import type { SearchHit, SearchInput } from './types.ts';
import { type MatchPart, matchParts, widerExpression } from './words/expression.ts';
import { marksOf } from './words/marks.ts';
import { fold } from './words/terms.ts';

const columns = ['body', 'speaker', 'caption'];
const weights = '1.0, 0.3, 0.3, 0, 1.0';

/** Drawers with the query's words, best first, what was replaced behind what holds. Any text is a valid query; without a word in it nothing is found. */
export function search(tx: Tx, input: SearchInput): SearchHit[] {
  const { query, isTyping = false } = input;
  const parts = matchParts(query, { isTyping, columns });
  if (parts.length === 0 || !hasIndex(tx)) return [];
  const hits = found(tx, input, parts);
  const wider = hits.length === 0 && isTyping ? widerExpression(query) : null;
  if (wider === null) return hits;
  return found(tx, input, [{ expression: wider.expression, isBeginning: true }]).filter((hit) =>
    hit.marks.some(([from, to]) => fold(hit.text.slice(from, to)).startsWith(wider.beginning)),
  );
}

function found(tx: Tx, input: SearchInput, parts: readonly MatchPart[]): SearchHit[] {
  const { query, isTyping = false } = input;
  const limit = Math.min(Math.max(input.limit, 1), 100);
  const best = matches(tx, { parts, weights, range: rangeOf(tx, input), ...placeFilter(tx, input), limit });
  const numbers = JSON.stringify(best.map(({ number }) => number));
  const rows = drawerRows(tx, 'd.number IN (SELECT value FROM json_each(?))', numbers);
  const drawers = toDrawers(tx, rows);
  const byNumber = new Map(rows.map((row, index) => [int(row, 'number'), drawers[index]]));
  const replaced = replacedBy(tx, numbers);
  const hits = best.flatMap(({ number, score }) => {
    const drawer = byNumber.get(number);
    if (!drawer) return [];
    const marks = marksOf(drawer.text, query, isTyping);
    const replaced_by = replaced.get(number) ?? null;
    return [{ ...drawer, snippet: snippetOf(drawer.text, marks), marks, score, replaced_by }];
  });
  return [
    ...hits.filter(({ replaced_by }) => replaced_by === null),
    ...hits.filter(({ replaced_by }) => replaced_by !== null),
  ];
}

/** Where a wing or a room lies in the text index; what was moved lies where it was until it is indexed again. */
function rangeOf(tx: Tx, { wingId, roomId }: SearchInput): [number, number] | null {
  if (tx.get('SELECT 1 AS found FROM stale_drawers LIMIT 1')) return null;
  if (roomId !== undefined) {
    const row = tx.get(
      `SELECT r.wing, min(d.number) AS first, max(d.number) AS last FROM rooms r JOIN drawers d ON d.room = r.number WHERE r.id = ?`,
      roomId,
    );
    const [from] = row && row.first !== null ? rangeOfWing(int(row, 'wing')) : [-1];
    return row && from >= 0 ? [from + int(row, 'first'), from + int(row, 'last')] : [0, 0];
  }
  const wing = wingId === undefined ? undefined : tx.get('SELECT number FROM wings WHERE id = ?', wingId);
  return wing ? rangeOfWing(int(wing, 'number')) : null;
}
