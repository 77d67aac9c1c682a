import { int, intOrNull, type SqlRow, type SqlValue, type Tx, text } from '../../db/worker.ts';
import { findDrawer } from '../browse-store.ts';
import { drawerId } from '../drawer-id.ts';
import { drawerRows, drawerTexts, isReplaced, toDrawers } from '../drawer-rows.ts';
import { nameKey } from './entities.ts';
import { type HeldStatements, heldDuring, heldStatements } from './fact-times-store.ts';
import { type Group, groupFacts } from './facts-keep-store.ts';
import type { Resolved } from './resolve.ts';
import { structurePosition } from './schema-store.ts';
import type { Contradiction, Fact, FactsInput, Timeline, TimelineInput } from './types.ts';

const mostFacts = 500;

interface Found {
  fact: Resolved;
  row: SqlRow;
}

/**
 * Facts, the latest learned first. With `asOf` only what held then: a fact of which nobody said since when counts from when it was
 * learned. What repeats an earlier fact is left out, unless one drawer is asked for.
 */
export function facts(tx: Tx, input: FactsInput): Fact[] {
  const limit = limitOf(input);
  const found: Fact[] = [];
  let after: FactsPosition | null = null;
  do {
    const page = factsPage(tx, { ...input, limit: limit - found.length, ...(after ? { after } : {}) });
    found.push(...page.facts);
    after = page.next;
  } while (after !== null && found.length < limit);
  return found;
}

const limitOf = ({ limit = 100 }: FactsInput) => Math.min(Math.max(limit, 1), mostFacts);

/** Where a list of facts goes on: behind this statement. */
export interface FactsPosition {
  learnedAt: number;
  number: number;
  objectFrom: number;
}

const statementsAtATime = 200;
const mostWalked = 4000;

/**
 * A page of facts. Statements are walked in the order in which they were learned, so that a long memory is never gathered for its latest
 * facts; when each holds is reckoned from all of its group. `next` is null when nothing follows. A page is shorter than its limit where
 * few of the next 4,000 statements are wanted, by what was known on a day or because they repeat earlier ones.
 */
export function factsPage(
  tx: Tx,
  input: FactsInput & { after?: FactsPosition },
): { facts: Fact[]; next: FactsPosition | null } {
  if (structurePosition(tx) === null) return { facts: [], next: null };
  const number = input.drawerId === undefined ? null : int(findDrawer(tx, input.drawerId), 'number');
  const limit = limitOf(input);
  // kept times are of all that is known
  const held =
    input.asOf === undefined || input.knownAt !== undefined || number !== null
      ? null
      : heldStatements(tx, input.asOf);
  const groups = new Map<string, Map<string, Found>>();
  const chosen: Found[] = [];
  let after = input.after ?? null;
  let next: FactsPosition | null = null;
  let walked = 0;
  for (let isOver = false; !isOver; ) {
    const rows = statementsBehind(tx, { ...input, number, after, held });
    walked += rows.length;
    isOver = rows.length < statementsAtATime;
    for (const row of rows) {
      const found = groupOf(tx, row, { groups, knownAt: input.knownAt }).get(statementKey(row));
      if (found && isWanted(found, input.asOf, number)) {
        if (chosen.length === limit) {
          next = after;
          isOver = true;
          break;
        }
        chosen.push(found);
      }
      after = {
        learnedAt: int(row, 'learned_at'),
        number: int(row, 'number'),
        objectFrom: int(row, 'object_from'),
      };
    }
    if (!isOver && walked >= mostWalked) {
      next = after;
      isOver = true;
    }
  }
  chosen.sort(
    (one, two) =>
      int(two.row, 'learned_at') - int(one.row, 'learned_at') || (one.fact.id < two.fact.id ? -1 : 1),
  );
  return { facts: shownFacts(tx, chosen), next };
}

const statementKey = (row: SqlRow) => `${int(row, 'number')}/${int(row, 'object_from')}`;

function isWanted(found: Found, asOf: number | undefined, number: number | null): boolean {
  if (number !== null) return true;
  return found.fact.repeats === null && (asOf === undefined || holdsAt(found, asOf));
}

/** The facts of a statement's group by their statements, reckoned once. */
function groupOf(
  tx: Tx,
  row: SqlRow,
  { groups, knownAt }: { groups: Map<string, Map<string, Found>>; knownAt: number | undefined },
): Map<string, Found> {
  const group = { subject: text(row, 'subject'), predicate: text(row, 'predicate') };
  const key = `${group.subject}\n${group.predicate}`;
  const known =
    groups.get(key) ?? new Map(resolved(tx, group, knownAt).map((each) => [statementKey(each.row), each]));
  groups.set(key, known);
  return known;
}

/** The next statements, the latest learned first. */
function statementsBehind(
  tx: Tx,
  input: FactsInput & {
    number: number | null;
    after: FactsPosition | null;
    held: HeldStatements | null;
  },
): SqlRow[] {
  const conditions = [...(input.held?.conditions ?? [])];
  const values: SqlValue[] = [...(input.held?.values ?? [])];
  const add = (condition: string, ...more: SqlValue[]) => {
    conditions.push(condition);
    values.push(...more);
  };
  if (input.subject !== undefined) add('subject = ?', subjectKey(input.subject));
  if (input.predicate !== undefined) add('predicate = ?', input.predicate);
  if (input.number !== null) add('f.number = ?', input.number);
  if (input.knownAt !== undefined) add('learned_at <= ?', input.knownAt);
  if (input.after) {
    const { learnedAt, number, objectFrom } = input.after;
    add('learned_at <= ?', learnedAt);
    add('(learned_at < ? OR (f.number, f.object_from) > (?, ?))', learnedAt, number, objectFrom);
  }
  return tx.all(
    `SELECT f.subject, f.predicate, f.learned_at, f.number, f.object_from FROM ${input.held?.from ?? 'idx.fact_statements f'}
     WHERE ${['true', ...conditions].join(' AND ')} ORDER BY f.learned_at DESC, f.number, f.object_from LIMIT ${statementsAtATime}`,
    ...values,
  );
}

function holdsAt({ fact, row }: Found, time: number): boolean {
  const { from, to } = heldDuring(fact, row);
  return from <= time && time < to;
}

function resolved(tx: Tx, group: Group, knownAt?: number): Found[] {
  const { rows, facts: all } = groupFacts(tx, group, knownAt);
  return all.flatMap((fact) => {
    const row = rows.get(fact.id);
    return row ? [{ fact, row }] : [];
  });
}

/** The facts that were taken from each of these drawers, by its number: also what repeats an earlier one. */
export function factsOfDrawers(tx: Tx, numbers: readonly number[]): Map<number, Fact[]> {
  if (structurePosition(tx) === null) return new Map();
  const groups = tx.all(
    'SELECT DISTINCT subject, predicate FROM idx.fact_statements WHERE number IN (SELECT value FROM json_each(?)) ORDER BY subject, predicate',
    JSON.stringify(numbers),
  );
  const wanted = new Set(numbers);
  const found = groups
    .flatMap((row) => resolved(tx, { subject: text(row, 'subject'), predicate: text(row, 'predicate') }))
    .filter(({ row }) => wanted.has(int(row, 'number')));
  const facts = new Map<number, Fact[]>();
  shownFacts(tx, found).forEach((fact, at) => {
    const number = int(found[at]?.row ?? {}, 'number');
    facts.set(number, [...(facts.get(number) ?? []), fact]);
  });
  return facts;
}

const subjectKey = (subject: string) =>
  /^(?:i|me|(?:the )?(?:owner|user))$/i.test(subject.trim()) ? 'owner' : nameKey(subject);

/** Facts with their words, which are read from their drawers now. */
function shownFacts(tx: Tx, found: readonly Found[]): Fact[] {
  const numbers = [...new Set(found.map(({ row }) => int(row, 'number')))];
  const rows = drawerRows(tx, 'd.number IN (SELECT value FROM json_each(?))', JSON.stringify(numbers));
  const texts = drawerTexts(tx, rows);
  const words = new Map(rows.map((row, at) => [int(row, 'number'), texts[at] ?? '']));
  return found.map(({ fact, row }) => {
    const said = words.get(int(row, 'number')) ?? '';
    const [from, to] = [int(row, 'sentence_from'), int(row, 'sentence_to')];
    const nameFrom = intOrNull(row, 'subject_from');
    const subject = text(row, 'subject');
    return {
      id: fact.id,
      subject,
      subject_name: nameFrom === null ? subject : said.slice(nameFrom, int(row, 'subject_to')),
      predicate: text(row, 'predicate'),
      object: said.slice(int(row, 'object_from'), int(row, 'object_to')),
      valid_from: timestamp(fact.validFrom),
      valid_to: timestamp(fact.validTo),
      learned_at: new Date(int(row, 'learned_at')).toISOString(),
      confidence: Number(row.confidence),
      drawer_id: drawerId({
        eventId: text(row, 'event_id'),
        part: int(row, 'part'),
        piece: int(row, 'piece'),
      }),
      source: { from, to, text: said.slice(from, to) },
      closed_by: fact.closedBy,
      contradicts: fact.contradicts,
    };
  });
}

const timestamp = (time: number | null) => (time === null ? null : new Date(time).toISOString());

/** What the owner has to settle: pairs of facts, the latest first; at most 100. */
export function contradictions(tx: Tx, _input: Record<string, never>): Contradiction[] {
  if (structurePosition(tx) === null) return [];
  const groups = tx
    .all('SELECT subject, predicate FROM idx.contested LIMIT 200')
    .map((row) => ({ subject: text(row, 'subject'), predicate: text(row, 'predicate') }));
  return groups
    .flatMap((group) => {
      const found = resolved(tx, group);
      const shown = new Map(shownFacts(tx, found).map((fact) => [fact.id, fact]));
      return found.flatMap(({ fact }, at) =>
        fact.contradicts.flatMap((id): Contradiction[] => {
          const [older, newer] = [shown.get(fact.id), shown.get(id)];
          const isLater = found.findIndex((each) => each.fact.id === id) > at;
          if (!older || !newer || !isLater) return [];
          const { subject, subject_name, predicate } = newer;
          return [{ id: `${older.id}~${newer.id}`, subject, subject_name, predicate, facts: [older, newer] }];
        }),
      );
    })
    .sort((one, two) => (one.facts[1].learned_at < two.facts[1].learned_at ? 1 : -1))
    .slice(0, 100);
}

/** A subject's facts and the drawers that name it, oldest first. Between two bounds only what was said there. */
export function timeline(tx: Tx, input: TimelineInput): Timeline {
  const subject = subjectKey(input.subject);
  if (structurePosition(tx) === null) return { subject, entries: [] };
  const limit = Math.min(Math.max(input.limit ?? 100, 1), 200);
  const isWithin = (at: string) => {
    const time = Date.parse(at);
    return time >= (input.from ?? 0) && time <= (input.to ?? Number.MAX_SAFE_INTEGER);
  };
  const known = facts(tx, { subject, limit: mostFacts });
  const told = known
    .map((fact) => ({ at: fact.valid_from ?? fact.learned_at, kind: 'fact' as const, fact }))
    .filter(({ at }) => isWithin(at));
  // drawers that gave a fact stand there with it
  const shown = new Set(known.map(({ drawer_id }) => drawer_id));
  const rows = drawerRows(
    tx,
    `d.number IN (SELECT m.number FROM idx.mentions m JOIN idx.entities e ON e.id = m.entity WHERE e.key = ? ORDER BY m.event_key DESC LIMIT 400)
     AND NOT ${isReplaced} AND coalesce(d.said_at, e.created_at) BETWEEN ? AND ? ORDER BY coalesce(d.said_at, e.created_at) DESC LIMIT ?`,
    subject, input.from ?? 0, input.to ?? Number.MAX_SAFE_INTEGER, limit,
  ); // biome-ignore format: one line of values
  const named = toDrawers(tx, rows)
    .filter(({ id }) => !shown.has(id))
    .map((drawer) => ({ at: drawer.created_at, kind: 'drawer' as const, drawer }));
  const entries = [...told, ...named].sort((one, two) => (one.at < two.at ? -1 : one.at > two.at ? 1 : 0));
  return { subject, entries: entries.slice(-limit) };
}
