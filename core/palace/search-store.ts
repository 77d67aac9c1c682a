import { int, type Tx, text } from '../db/worker.ts';
import { placeFilter } from './browse-store.ts';
import { drawerRows, toDrawers } from './drawer-rows.ts';
import { hasIndex } from './index-store.ts';
import { fold, matchExpression, widerExpression } from './query-words.ts';
import { marksOf, snippetOf } from './snippet.ts';
import type { PalaceHit, SearchInput } from './types.ts';

// events of the running session that its agent has before its eyes anyway
const eventsInView = 100;

export interface RecallInput {
  query: string;
  /** The session that asks: its latest events are left out. */
  sessionId: string;
  /** Name of a wing. */
  wing?: string;
  limit: number;
}

/** Drawers with the query's words, best first. Any text is a valid query; without a word in it nothing is found. */
export function search(tx: Tx, input: SearchInput): PalaceHit[] {
  const expression = matchExpression(input.query, input.isTyping ?? false);
  if (expression === null || !hasIndex(tx)) return [];
  const { conditions, values } = placeFilter(tx, input);
  const hits = ranked(tx, { expression, conditions, values, limit: input.limit });
  const wider = hits.length === 0 && input.isTyping ? widerExpression(input.query) : null;
  if (wider === null) return hits;
  const beginning = fold(wider.beginning);
  return ranked(tx, { expression: wider.expression, conditions, values, limit: input.limit }).filter((hit) =>
    hit.marks.some(([from, to]) => fold(hit.text.slice(from, to)).startsWith(beginning)),
  );
}

/** What the agent's own `recall` finds: everything but what it has just read in its session. */
export function recall(tx: Tx, input: RecallInput): PalaceHit[] {
  const expression = matchExpression(input.query, false);
  if (expression === null || !hasIndex(tx)) return [];
  const session = tx.get('SELECT number, last_seq FROM sessions WHERE id = ?', input.sessionId);
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  if (session) {
    const first = int(session, 'number') * 2 ** 32;
    conditions.push('d.event_key NOT BETWEEN ? AND ?');
    values.push(first + Math.max(0, int(session, 'last_seq') - eventsInView), first + 2 ** 32 - 1);
  }
  if (input.wing !== undefined) {
    conditions.push(
      'd.room IN (SELECT r2.number FROM rooms r2 JOIN wings w2 ON w2.number = r2.wing WHERE w2.name = ? COLLATE NOCASE)',
    );
    values.push(input.wing);
  }
  return ranked(tx, { expression, conditions, values, limit: input.limit });
}

interface RankedInput {
  expression: string;
  conditions: readonly string[];
  values: readonly (string | number | bigint | Uint8Array | null)[];
  limit: number;
}

function ranked(tx: Tx, { expression, conditions, values, limit }: RankedInput): PalaceHit[] {
  const more = conditions.map((condition) => ` AND ${condition}`).join('');
  const found = tx.all(
    `SELECT d.number, bm25(drawer_words, 1.0, 0.3) AS rank_score
     FROM idx.drawer_words CROSS JOIN drawers d ON d.number = drawer_words.rowid
     WHERE drawer_words MATCH ?${more} ORDER BY rank_score, d.number DESC LIMIT ?`,
    expression,
    ...values,
    Math.min(Math.max(limit, 1), 100),
  );
  // marks that no text holds by chance
  const nonce = Buffer.from(tx.runtime.random.bytes(9)).toString('base64url');
  const [open, close] = [`\u0002${nonce}`, `\u0003${nonce}`];
  const numbers = JSON.stringify(found.map((row) => int(row, 'number')));
  const marked = tx.all(
    `SELECT rowid AS number, highlight(drawer_words, 0, ?, ?) AS body FROM idx.drawer_words
     WHERE drawer_words MATCH ? AND rowid IN (SELECT value FROM json_each(?))`,
    open,
    close,
    expression,
    numbers,
  );
  const bodies = new Map(marked.map((row) => [int(row, 'number'), text(row, 'body')]));
  const rows = drawerRows(tx, 'd.number IN (SELECT value FROM json_each(?))', numbers);
  const drawers = toDrawers(tx, rows);
  const byNumber = new Map(rows.map((row, index) => [int(row, 'number'), drawers[index]]));
  return found.flatMap((row) => {
    const drawer = byNumber.get(int(row, 'number'));
    if (!drawer) return [];
    const highlighted = marksOf(bodies.get(int(row, 'number')) ?? '', open, close);
    // an index that holds other words than the log is not believed
    const marks = highlighted.text === drawer.text ? highlighted.marks : [];
    return [{ ...drawer, snippet: snippetOf(drawer.text, marks), marks, score: -Number(row.rank_score) }];
  });
}
