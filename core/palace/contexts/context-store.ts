import { canonicalJson, sha256 } from '../../base/index.ts';
import { int, intOrNull, type SqlRow, type Tx, text } from '../../db/worker.ts';
import { indexState } from '../index/schema-store.ts';
import type { Trust } from '../types.ts';
import { gramsOf } from '../words/terms.ts';
import { createContexts, dropContexts, hasContexts } from './schema-store.ts';

/** A drawer's words as a model is shown them, cut to what a context needs. */
export interface ContextLine {
  speaker: string;
  text: string;
}

/** A drawer whose words the model is shown, and what they were then. */
export interface ContextSource {
  number: number;
  digest: string;
}

/** A drawer that has no context, with what was said around it. */
export interface ContextTask {
  number: number;
  line: ContextLine;
  before: ContextLine[];
  after: ContextLine[];
  /** Whose words these are, the drawer's own first. */
  sources: ContextSource[];
}

export interface ContextScope {
  /** Ids of wings whose words are not sent. */
  leftOut: readonly string[];
  /** Numbers of drawers that are not asked about now. */
  skipped?: readonly number[];
}

const reach = 3;
const ownUnits = 1500;
const neighbourUnits = 500;
/** A context is no place to keep a text in. */
const mostUnits = 700;

/**
 * The newest drawer that waits for a context: spoken, with something said around it, that nothing took the place of. What others wrote is shown only for
 * what others wrote: it must not lead to a drawer of the owner's.
 */
export function contextTask(tx: Tx, input: ContextScope): { task: ContextTask | null } {
  if (indexState(tx) === null) return { task: null };
  const row = tx.get(
    `SELECT d.number ${waiting(tx)} AND d.number NOT IN (SELECT value FROM json_each(?)) ORDER BY d.number DESC LIMIT 1`,
    JSON.stringify(input.leftOut),
    JSON.stringify(input.skipped ?? []),
  );
  if (!row) return { task: null };
  const own = readDoc(tx, int(row, 'number'));
  if (!own) return { task: null };
  const leftOut = new Set(input.leftOut);
  const mayShow = (doc: SqlRow) =>
    !leftOut.has(text(doc, 'wing_id')) &&
    doc.is_revised === 0 &&
    (own.trust === 'untrusted' || (doc.trust as Trust) !== 'untrusted');
  const around = (side: 'before' | 'after') => {
    const found: SqlRow[] = [];
    let next = intOrNull(own, side);
    for (let step = 0; step < reach && next !== null; step += 1) {
      const doc = readDoc(tx, next);
      if (!doc) break;
      if (mayShow(doc)) found.push(doc);
      next = intOrNull(doc, side);
    }
    return found;
  };
  const [before, after] = [around('before').reverse(), around('after')];
  return {
    task: {
      number: int(own, 'number'),
      line: lineOf(own, ownUnits),
      before: before.map((doc) => lineOf(doc, neighbourUnits)),
      after: after.map((doc) => lineOf(doc, neighbourUnits)),
      sources: [own, ...before, ...after].map((doc) => ({
        number: int(doc, 'number'),
        digest: digestOf(doc),
      })),
    },
  };
}

/** How many drawers have a context, and how many wait for one. */
export function contextCounts(tx: Tx, input: ContextScope): { made: number; waiting: number } {
  if (indexState(tx) === null) return { made: 0, waiting: 0 };
  const count = (row: SqlRow | undefined) => (row ? int(row, 'count') : 0);
  const made = hasContexts(tx) ? count(tx.get('SELECT count(*) AS count FROM idx.drawer_contexts')) : 0;
  return {
    made,
    waiting: count(tx.get(`SELECT count(*) AS count ${waiting(tx)}`, JSON.stringify(input.leftOut))),
  };
}

/** Notes that these drawers' words are about to be sent to a model. `isCurrent` false: one of them is gone or has other words; nothing may be sent. */
export function beginContext(
  tx: Tx,
  input: { sources: readonly ContextSource[]; model: string },
): { isCurrent: boolean } {
  if (!areCurrent(tx, input.sources)) return { isCurrent: false };
  tx.run(
    `INSERT OR IGNORE INTO context_requests (event_key, model, at)
     SELECT DISTINCT event_key, ?, ? FROM drawers WHERE number IN (SELECT value FROM json_each(?))`,
    input.model,
    tx.runtime.clock.now(),
    JSON.stringify(input.sources.map(({ number }) => number)),
  );
  return { isCurrent: true };
}

/** Keeps what a model wrote, unless a word that it was made of is gone by now. An empty one is kept as asked for: nobody asks again. */
export function keepContext(
  tx: Tx,
  input: { number: number; sources: readonly ContextSource[]; context: string },
): { isKept: boolean } {
  if (indexState(tx) === null || !areCurrent(tx, input.sources)) return { isKept: false };
  createContexts(tx);
  removeContexts(tx, [input.number]);
  const context = input.context.slice(0, mostUnits);
  tx.run(
    `INSERT INTO idx.contexts_made (number, is_trusted) SELECT number, trust <> 'untrusted' FROM drawers WHERE number = ?`,
    input.number,
  );
  for (const { number } of input.sources)
    tx.run('INSERT INTO idx.context_sources (source, number) VALUES (?, ?)', number, input.number);
  if (context !== '')
    tx.run(
      'INSERT INTO idx.drawer_contexts (rowid, context, grams) VALUES (?, ?, ?)',
      input.number,
      context,
      gramsOf(context).join(' '),
    );
  return { isKept: true };
}

/** The contexts that these drawers' words were shown for go, in the step that takes the drawers. */
export function forgetContextsOf(tx: Tx, sources: readonly number[]): void {
  if (sources.length === 0 || !hasContexts(tx)) return;
  const rows = tx.all(
    'SELECT DISTINCT number FROM idx.context_sources WHERE source IN (SELECT value FROM json_each(?))',
    JSON.stringify(sources),
  );
  removeContexts(
    tx,
    rows.map((row) => int(row, 'number')),
  );
}

/** All contexts go, and the words with them out of the file's pages. */
export function dropAllContexts(tx: Tx, _input: Record<string, never>): void {
  dropContexts(tx, {});
}

function removeContexts(tx: Tx, numbers: readonly number[]): void {
  for (const number of numbers) {
    tx.run('DELETE FROM idx.drawer_contexts WHERE rowid = ?', number);
    tx.run('DELETE FROM idx.contexts_made WHERE number = ?', number);
    tx.run('DELETE FROM idx.context_sources WHERE number = ?', number);
  }
}

const isRevised =
  'EXISTS (SELECT 1 FROM revised_drawers x WHERE x.event_key = m.event_key AND x.part = m.part AND x.piece = m.piece)';

/** What waits, behind SELECT; one value: ids of wings that are left out, as JSON. */
function waiting(tx: Tx): string {
  const isMade = hasContexts(tx)
    ? ' AND NOT EXISTS (SELECT 1 FROM idx.contexts_made c WHERE c.number = d.number)'
    : '';
  return `FROM idx.drawer_docs d CROSS JOIN drawers m ON m.number = d.number CROSS JOIN rooms r ON r.number = m.room
    WHERE d.is_spoken = 1 AND (d.before IS NOT NULL OR d.after IS NOT NULL)${isMade}
    AND r.wing NOT IN (SELECT number FROM wings WHERE id IN (SELECT value FROM json_each(?)))
    AND NOT ${isRevised}`;
}

function readDoc(tx: Tx, number: number): SqlRow | undefined {
  return tx.get(
    `SELECT d.number, d.speaker, d.body, d.before, d.after, m.trust, w.id AS wing_id, ${isRevised} AS is_revised
     FROM idx.drawer_docs d CROSS JOIN drawers m ON m.number = d.number
     JOIN rooms r ON r.number = m.room JOIN wings w ON w.number = r.wing WHERE d.number = ?`,
    number,
  );
}

function areCurrent(tx: Tx, sources: readonly ContextSource[]): boolean {
  return sources.every(({ number, digest }) => {
    const doc = readDoc(tx, number);
    return doc !== undefined && doc.is_revised === 0 && digestOf(doc) === digest;
  });
}

const lineOf = (doc: SqlRow, units: number): ContextLine => ({
  speaker: text(doc, 'speaker'),
  text: text(doc, 'body').slice(0, units),
});

// its wing is part of it: what was moved to one that is left out is not sent
const digestOf = (doc: SqlRow): string =>
  sha256(canonicalJson([text(doc, 'wing_id'), text(doc, 'speaker'), text(doc, 'body')])).toString('hex');
