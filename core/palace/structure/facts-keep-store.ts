import { int, intOrNull, type SqlRow, type Tx, text, textOrNull } from '../../db/worker.ts';
import { drawerId, parseDrawerId } from '../drawer-id.ts';
import { heldAt } from '../drawer-rows.ts';
import type { FactMode } from './fact-patterns.ts';
import { isFunctional } from './fact-patterns.ts';
import { keepTimes, removeTimes } from './fact-times-store.ts';
import type { Statement } from './facts.ts';
import { type Resolved, resolve, type Settlement, type Stated } from './resolve.ts';
import { structurePosition, touchStructure } from './schema-store.ts';

/** Of one subject and predicate no more are weighed: the latest. */
const mostInGroup = 200;

/** Keeps what a drawer states. Gives what is to be contested then, once for all drawers of a step. */
export function keepStatements(
  tx: Tx,
  number: number,
  { statements, learnedAt }: { statements: readonly Statement[]; learnedAt: number },
): Group[] {
  for (const said of statements) {
    tx.run(
      `INSERT INTO idx.fact_statements (number, object_from, object_to, subject, subject_from, subject_to, predicate, object_key,
         sentence_from, sentence_to, mode, valid_from, valid_to, learned_at, confidence)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      number, said.object.from, said.object.to, said.subject, said.subjectWords?.from ?? null, said.subjectWords?.to ?? null, said.predicate,
      said.objectKey, said.sentence.from, said.sentence.to, said.mode, said.validFrom, said.validTo, learnedAt, said.confidence,
    ); // biome-ignore format: one line of values
  }
  return groupsOf(statements);
}

/** Takes a drawer's facts out: what they had closed or contradicted stands again as if they had never been said. */
export function removeStatements(tx: Tx, number: number): void {
  const groups = groupsStatedBy(tx, [number]);
  if (groups.length === 0) return;
  removeTimes(tx, number);
  tx.run('DELETE FROM idx.fact_statements WHERE number = ?', number);
  for (const group of groups) contest(tx, group);
}

/** Other words took the place of these drawers', or do so no longer, or they were taken back: what they state holds no more, or again. */
export function contestStatedBy(tx: Tx, numbers: readonly number[]): void {
  if (numbers.length === 0 || structurePosition(tx) === null) return;
  const groups = groupsStatedBy(tx, numbers);
  for (const group of groups) contest(tx, group);
  if (groups.length > 0) touchStructure(tx);
}

function groupsStatedBy(tx: Tx, numbers: readonly number[]): Group[] {
  return tx
    .all(
      'SELECT DISTINCT subject, predicate FROM idx.fact_statements WHERE number IN (SELECT value FROM json_each(?))',
      JSON.stringify(numbers),
    )
    .map((row) => ({ subject: text(row, 'subject'), predicate: text(row, 'predicate') }));
}

/** What is said of one subject by one predicate. */
export interface Group {
  subject: string;
  predicate: string;
}

/** Each group once. */
export function groupsOf(statements: readonly Group[]): Group[] {
  return [
    ...new Map(
      statements.map(({ subject, predicate }) => [`${subject}\n${predicate}`, { subject, predicate }]),
    ).values(),
  ];
}

/** Notes when what is said in this group holds, and whether something in it contradicts something else. */
export function contest(tx: Tx, { subject, predicate }: Group): void {
  const group = groupFacts(tx, { subject, predicate });
  keepTimes(tx, group);
  if (!isFunctional(predicate)) return;
  if (group.facts.some(({ contradicts }) => contradicts.length > 0))
    tx.run('INSERT OR IGNORE INTO idx.contested (subject, predicate) VALUES (?, ?)', subject, predicate);
  else tx.run('DELETE FROM idx.contested WHERE subject = ? AND predicate = ?', subject, predicate);
}

/**
 * A group in the order in which it was learned, and when each of it holds. `knownAt`: as if nothing later had been said. Words in whose place
 * others stood by then, and that were taken back, state nothing.
 */
export function groupFacts(
  tx: Tx,
  { subject, predicate }: Group,
  knownAt: number = Number.MAX_SAFE_INTEGER,
): { rows: ReadonlyMap<string, SqlRow>; facts: Resolved[] } {
  const found = tx.all(
    `SELECT f.*, d.event_key, d.part, d.piece, e.id AS event_id FROM idx.fact_statements f
     JOIN drawers d ON d.number = f.number JOIN events e ON e.key = d.event_key
     WHERE f.subject = ? AND f.predicate = ? AND f.learned_at <= ? AND ${heldAt}
     ORDER BY f.learned_at DESC, d.event_key DESC, d.part DESC, d.piece DESC, f.object_from DESC LIMIT ${mostInGroup}`,
    subject,
    predicate,
    knownAt,
    knownAt,
    knownAt,
  );
  found.reverse();
  const rows = new Map(found.map((row) => [factId(row), row]));
  const statements = [...rows].map(([id, row]): Stated => {
    const mode = text(row, 'mode');
    return {
      id,
      objectKey: text(row, 'object_key'),
      mode: modes.find((each) => each === mode) ?? 'states',
      validFrom: intOrNull(row, 'valid_from'),
      validTo: intOrNull(row, 'valid_to'),
      learnedAt: int(row, 'learned_at'),
    };
  });
  const settlements = settlementsOf(tx, [...rows.keys()]);
  return { rows, facts: resolve(statements, { isFunctional: isFunctional(predicate), settlements }) };
}

const modes: readonly FactMode[] = ['states', 'changes', 'ends'];

function settlementsOf(tx: Tx, ids: readonly string[]): Settlement[] {
  return tx
    .all(
      'SELECT fact, other, verdict FROM fact_settlements WHERE fact IN (SELECT value FROM json_each(?)) ORDER BY number',
      JSON.stringify(ids),
    )
    .flatMap((row) => {
      const verdict = (['replaced', 'both', 'rejected'] as const).find((each) => each === row.verdict);
      return verdict ? [{ fact: text(row, 'fact'), other: textOrNull(row, 'other'), verdict }] : [];
    });
}

/** A fact's id follows from its place in the log. `row`: of fact_statements with its drawer's place. */
export function factId(row: SqlRow): string {
  const drawer = drawerId({
    eventId: text(row, 'event_id'),
    part: int(row, 'part'),
    piece: int(row, 'piece'),
  });
  return `fact_${int(row, 'object_from')}_${drawer}`;
}

/** The drawer and place in an id, or null when it is none of ours. */
export function parseFactId(id: string): { drawer: string; objectFrom: number } | null {
  const match = /^fact_(\d{1,7})_(drwr_.+)$/.exec(id);
  const [, from = '', drawer = ''] = match ?? [];
  return match && parseDrawerId(drawer) ? { drawer, objectFrom: Number(from) } : null;
}
