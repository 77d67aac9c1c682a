import { int, intOrNull, type SqlRow, type Tx, text } from '../../db/worker.ts';
import { findDrawer } from '../browse-store.ts';
import { drawerId } from '../drawer-id.ts';
import { drawerRows, drawerTexts, toDrawers } from '../drawer-rows.ts';
import { nameKey } from './entities.ts';
import { type Group, groupFacts } from './facts-keep-store.ts';
import type { Resolved } from './resolve.ts';
import { structurePosition } from './schema-store.ts';
import type { Contradiction, Fact, FactsInput, Timeline, TimelineInput } from './types.ts';

const mostFacts = 500;
const mostGroups = 400;

interface Found {
  fact: Resolved;
  row: SqlRow;
}

/**
 * Facts, the latest learned first. With `asOf` only what held then: a fact of which nobody said since when counts from when it was
 * learned. What repeats an earlier fact is left out, unless one drawer is asked for.
 */
export function facts(tx: Tx, input: FactsInput): Fact[] {
  if (structurePosition(tx) === null) return [];
  const number = input.drawerId === undefined ? null : int(findDrawer(tx, input.drawerId), 'number');
  const limit = Math.min(Math.max(input.limit ?? 100, 1), mostFacts);
  const found = groupsAsked(tx, input, number).flatMap((group) => resolved(tx, group, input.knownAt));
  const { asOf } = input;
  const chosen = found.filter(({ fact, row }) => {
    if (number !== null) return int(row, 'number') === number;
    if (fact.repeats !== null) return false;
    return asOf === undefined || holdsAt({ fact, row }, asOf);
  });
  chosen.sort(
    (one, two) =>
      int(two.row, 'learned_at') - int(one.row, 'learned_at') || (one.fact.id < two.fact.id ? -1 : 1),
  );
  return shownFacts(tx, chosen.slice(0, limit));
}

function holdsAt({ fact, row }: Found, time: number): boolean {
  return (fact.validFrom ?? int(row, 'learned_at')) <= time && (fact.validTo === null || time < fact.validTo);
}

function resolved(tx: Tx, group: Group, knownAt?: number): Found[] {
  const { rows, facts: all } = groupFacts(tx, group, knownAt);
  return all.flatMap((fact) => {
    const row = rows.get(fact.id);
    return row ? [{ fact, row }] : [];
  });
}

/** The groups that an answer is made of: the latest ones where nothing narrows them down. */
function groupsAsked(tx: Tx, input: FactsInput, number: number | null): Group[] {
  const subject = input.subject === undefined ? null : subjectKey(input.subject);
  const rows = tx.all(
    `SELECT subject, predicate, max(learned_at) AS latest FROM idx.fact_statements
     WHERE (? IS NULL OR subject = ?) AND (? IS NULL OR predicate = ?) AND (? IS NULL OR number = ?)
     GROUP BY subject, predicate ORDER BY latest DESC LIMIT ${mostGroups}`,
    subject, subject, input.predicate ?? null, input.predicate ?? null, number, number,
  ); // biome-ignore format: one line of values
  return rows.map((row) => ({ subject: text(row, 'subject'), predicate: text(row, 'predicate') }));
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
     AND coalesce(d.said_at, e.created_at) BETWEEN ? AND ? ORDER BY coalesce(d.said_at, e.created_at) DESC LIMIT ?`,
    subject, input.from ?? 0, input.to ?? Number.MAX_SAFE_INTEGER, limit,
  ); // biome-ignore format: one line of values
  const named = toDrawers(tx, rows)
    .filter(({ id }) => !shown.has(id))
    .map((drawer) => ({ at: drawer.created_at, kind: 'drawer' as const, drawer }));
  const entries = [...told, ...named].sort((one, two) => (one.at < two.at ? -1 : one.at > two.at ? 1 : 0));
  return { subject, entries: entries.slice(-limit) };
}
